import { expect } from '@jest/globals'
import type { Sanning, Sanningspost } from '../../../simulators/population/truth.ts'
import type { Svar } from '../api/caller.ts'

/** Which list of the answer holds which kind. */
const LISTS = {
  beslut: 'beslut',
  avgift: 'avgift',
  utforare: 'utforare',
  handlaggare: 'handlaggare',
  kostatus: 'kostatus',
  rakningsmottagare: 'rakningsmottagare',
  faktura: 'fakturor',
} as const

/** Skärholmen's avtal leaves the queue out; samlad-fraga opens neither the income nor the minimum amount kept. */
const agreed = (stadsdel: string, mangd: string) => !(stadsdel === 'skarholmen' && mangd === 'kostatus')
const HIDDEN = new Set(['forbehallsbelopp', 'avgiftsgrundandeInkomst'])

/** A lookup for `samlad-fraga` shows the person as the sources hold her, field by field. */
export function expectTruth(svar: Svar, sanning: Sanning): void {
  const held = Object.values(sanning.stadsdelar).some((mangder) => mangder.person !== undefined)
  expect(svar.person).toEqual(held ? { fornamn: sanning.fornamn, efternamn: sanning.efternamn } : undefined)
  for (const [mangd, list] of Object.entries(LISTS)) {
    const shown = (svar[list] as Record<string, unknown>[]).map(({ forfallen, fakturaRef, ...post }) => {
      if (mangd === 'faktura') expect([typeof forfallen, typeof fakturaRef]).toEqual(['boolean', 'string'])
      return post
    })
    expect(canonicalSorted(shown)).toEqual(canonicalSorted(expectedPosts(sanning, mangd)))
  }
}

function expectedPosts(sanning: Sanning, mangd: string): Sanningspost[] {
  return Object.entries(sanning.stadsdelar)
    .filter(([stadsdel]) => agreed(stadsdel, mangd))
    .flatMap(([stadsdel, mangder]) =>
      (mangder[mangd] ?? []).map((post) => ({
        stadsdel,
        kalla: mangd === 'faktura' ? 'agresso' : 'paraplyet',
        ...Object.fromEntries(Object.entries(post).filter(([falt]) => !HIDDEN.has(falt))),
      })),
    )
}

const canonicalSorted = (posts: readonly unknown[]) => posts.map(canonical).sort()

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
