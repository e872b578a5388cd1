import { expect, test } from '@jest/globals'
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import { readTimeline } from '../../api/contracts/log-search.ts'
import { Layout } from '../frame/layout.tsx'
import { timelinePage } from './timeline-page.tsx'

const [example] = Object.values(readTimeline.example.answer)
const line = example?.handelser.find(({ post }) => post !== undefined)
const assets = { stylesheet: '/a.css', script: '/a.js', icon: '/a.svg' }
const logs = ['insyn', 'bromma', 'jarva'].map((log) => ({ logg: log, name: log.toUpperCase() }))
type Post = NonNullable<NonNullable<typeof line>['post']>

/** The text of the timeline's lines. */
function linesOf(records: readonly Partial<Post>[], user: string | undefined): readonly string[] {
  const { post } = line ?? {}
  if (example === undefined || line === undefined || post === undefined) throw new Error('the example has no record')
  const page = timelinePage({
    frame: { reviews: true, statistics: true, mayProtected: true, reason: 'Dnr 7', logs, chain: [] },
    ...{ names: realPolicy(), id: 'x', user, isFirst: true },
    answer: { ...example, handelser: records.map((one) => ({ ...line, post: { ...post, flaggor: [], ...one } })) },
  })
  const html = renderToString(h(Layout, { page, who: undefined, assets }))
  const list = /<ol class="timeline">(.*?)<\/ol>/s.exec(html)?.[1] ?? ''
  return [...list.matchAll(/<li.*?<\/li>/gs)].map(([one]) => one.replaceAll(/<[^>]+>/g, ''))
}

test("a user's timeline does not say in each line who it was, and a person's does", () => {
  const signIn = { handelse: 'inloggning', utfall: 'tomt', slutanvandare: 'eva', andamal: null }
  expect(linesOf([signIn], 'eva')[0]).toContain('In- eller utloggning i konsolen. Inget visades.')
  expect(linesOf([signIn], undefined)[0]).toContain('In- eller utloggning i konsolen av eva. Inget visades.')
})

test('the reason of an officer is said to be one, and all logs are not listed one by one', () => {
  const act = { handelse: 'granskning', utfall: 'visat', slutanvandare: 'eva', andamal: 'Anmälan, dnr 7' } as const
  const [all] = linesOf(
    logs.map(({ logg }) => ({ ...act, logg })),
    'eva',
  )
  expect(all).toContain('Loggen granskades, skäl: Anmälan, dnr 7. Visat.')
  expect(all).toContain('Alla dina loggar')
  const [two] = linesOf(
    ['jarva', 'insyn'].map((log) => ({ ...act, logg: log })),
    'eva',
  )
  expect(two).toContain('INSYN, JARVA')
})

test('what was shown stands in one order, and a kind that there is no longer is there too', () => {
  const kinds = ['faktura', 'gammal', 'beslut', 'person'].map((mangd) => ({ mangd, falt: ['x'] }))
  expect(linesOf([{ visat: kinds }], undefined)[0]).toContain('Person, beslut, faktura, gammal')
})
