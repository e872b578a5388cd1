import type pg from 'pg'
import { redactText } from '../../log/redact.ts'
import type { NeedKind, Nights, Place } from '../nights.ts'
import type { NoticeFact } from './notice.ts'

/** What may be told: `fact` is the same as long as it holds. */
export interface Fact extends NoticeFact {
  readonly fact: string
}

export interface FactParts {
  readonly pool: pg.Pool
  readonly nights: Pick<Nights, 'needsPerson' | 'running' | 'grid'>
  /** Address of a page of the console; undefined where none is known. */
  readonly linkOf: (place: Place | 'tillstand' | 'utdrag' | 'atkomstlogg') => string | undefined
}

/** Of one night, whatever fails in it: told when its reads have ended, in one notice. */
const OF_THE_NIGHT: readonly NeedKind[] = ['natten-misslyckad', 'inloggning-nekad', 'utebliven-natt']
export const NIGHT_FACT = 'natt:'
export const MENDED_FACT = 'natt-lagad:'

/** What needs a person now. */
export async function factsNow(parts: FactParts): Promise<readonly Fact[]> {
  const { nights, linkOf } = parts
  const needs = await nights.needsPerson()
  const others = needs
    .filter(({ kind }) => !OF_THE_NIGHT.includes(kind))
    .map(({ kind, heading, scope, since, goTo }): Fact => {
      const where =
        'run' in goTo
          ? goTo.run
          : scope === null
            ? heading.replace(/[\d\s\u00a0]+/g, ' ')
            : `${scope.source}/${scope.stadsdel}`
      const when = kind === 'certifikat-gar-ut' || kind === 'karantan-vaxer' ? `:${since?.toISOString() ?? ''}` : ''
      return { fact: `${kind}:${where}${when}`, ...told(kind, heading, linkOf(goTo)), ...inScope(scope) }
    })
  return [...(await nightFacts(parts, needs)), ...others, ...(await waitingFacts(parts))]
}

const told = (code: string, heading: string, link: string | undefined): NoticeFact => ({
  ...{ kod: code, rubrik: redactText(heading) },
  ...(link === undefined ? {} : { lank: link }),
})

const inScope = (scope: { readonly source: string; readonly stadsdel: string } | null) =>
  scope === null ? {} : { kalla: scope.source, stadsdel: scope.stadsdel }

type Needs = Awaited<ReturnType<Nights['needsPerson']>>

async function nightFacts({ nights, linkOf }: FactParts, needs: Needs): Promise<readonly Fact[]> {
  const failed = needs.filter(({ kind }) => OF_THE_NIGHT.includes(kind))
  // What fails now may be tried again in the same night.
  if (failed.length === 0 || (await nights.running()).length > 0) return []
  const night = (await nights.grid(1)).nights.at(-1) ?? ''
  const [first] = failed
  const heading = `Natten ${night}: ${failed.map((one) => one.heading).join('; ')}`
  return [
    { fact: `${NIGHT_FACT}${night}`, ...told('natten-misslyckad', heading, linkOf(first?.goTo ?? { page: 'natter' })) },
  ]
}

/** The newest night, when all of it that was to be read has been read; undefined while it has not. */
export async function mendedNight({ nights, linkOf }: Pick<FactParts, 'nights' | 'linkOf'>): Promise<Fact | undefined> {
  if ((await nights.running()).length > 0) return undefined
  const { nights: days, rows } = await nights.grid(1)
  const night = days.at(-1) ?? ''
  const cells = rows.flatMap((row) => row.cells.filter((cell) => cell.night === night))
  const isRead = cells.some(({ state }) => state === 'klar' || state === 'klar-med-karantan')
  const isMissing = cells.some(({ state, why }) => state === 'misslyckad' || (state === 'ej-kord' && why === null))
  if (!isRead || isMissing) return undefined
  const heading = `Natten ${night}: det som misslyckades är läst`
  return { fact: `${MENDED_FACT}${night}`, ...told('natten-lagad', heading, linkOf({ page: 'natter' })) }
}

/** Decisions that wait with officers, and numbers and logs that somebody has to look at. */
async function waitingFacts({ pool, linkOf }: FactParts): Promise<readonly Fact[]> {
  const { rows } = await pool.query<{
    kod: 'tillstand-vantar' | 'utdrag-vantar' | 'logg-bruten'
    name: string
    count: number
  }>(
    `select 'tillstand-vantar' as kod, '' as name, count(*) as count from tillstand
      where status = 'vantar-godkannande' and valid_to > now() having count(*) > 0
     union all select 'utdrag-vantar', '', count(*) from extract where beslut is null and valid_to > now() having count(*) > 0
     union all select 'logg-bruten', logg, 1 from chain_check where broken_from is not null`,
  )
  const amount = (count: number, one: string, several: string) => (count === 1 ? `Ett ${one}` : `${count} ${several}`)
  return rows.map(({ kod, name, count }): Fact => {
    switch (kod) {
      case 'tillstand-vantar':
        return {
          fact: kod,
          ...told(kod, `${amount(count, 'enkelttillstånd', 'enkelttillstånd')} väntar på beslut`, linkOf('tillstand')),
        }
      case 'utdrag-vantar':
        return {
          fact: kod,
          ...told(kod, `${amount(count, 'utdrag', 'utdrag')} väntar på beslut`, linkOf('utdrag')),
        }
      case 'logg-bruten':
        return {
          fact: `${kod}:${name}`,
          ...told(kod, `Åtkomstloggen ${name} är inte den som signerades`, linkOf('atkomstlogg')),
        }
    }
  })
}
