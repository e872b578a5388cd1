import { expect, test } from '@jest/globals'
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import { searchLog } from '../../api/contracts/log-search.ts'
import { Layout } from '../frame/layout.tsx'
import { officersPage } from './officers-page.tsx'

const [example] = Object.values(searchLog.example.answer)
const NOBODY = { utfardare: 'inloggning', slutanvandare: 'ingen' }
const assets = { stylesheet: '/a.css', script: '/a.js', icon: '/a.svg' }

test('a search of several logs, which stands in each of them, is one row with a way to every record', () => {
  const [hit] = example?.traffar ?? []
  if (example === undefined || hit === undefined) throw new Error('the example has no hit')
  const hits = [
    ...['bromma', 'farsta', 'jarva'].map((log) => ({ ...hit, logg: log, loggpost: `post-${log}`, handelseId: 'one' })),
    { ...hit, loggpost: 'post-other', handelseId: 'other' },
  ]
  const page = officersPage({
    frame: { reviews: true, statistics: true, mayProtected: true, reason: 'Dnr 7', logs: [], chain: [] },
    names: realPolicy(),
    answer: { ...example, traffar: hits },
    ...{ period: '7', log: '', own: NOBODY },
  })
  const html = renderToString(h(Layout, { page, who: undefined, assets }))
  const rows = (/<tbody.*?<\/tbody>/s.exec(html)?.[0] ?? '').match(/<tr/g)
  expect(rows).toHaveLength(2)
  expect(html).toContain('<summary>3 loggar</summary>')
  for (const log of ['bromma', 'farsta', 'jarva']) expect(html).toContain(`href="/logg/post?id=post-${log}"`)
})

test('one log may be chosen, which the pages of a long list keep, and what the officer has done is marked', () => {
  const [hit] = example?.traffar ?? []
  if (example === undefined || hit === undefined) throw new Error('the example has no hit')
  const person = { utfardare: 'inloggning', slutanvandare: 'eva' }
  const logs = ['bromma', 'jarva'].map((log) => ({ logg: log, name: log }))
  const page = officersPage({
    frame: { reviews: true, statistics: true, mayProtected: true, reason: 'Dnr 7', logs, chain: [] },
    names: realPolicy(),
    answer: {
      ...example,
      ...{
        traffar: [
          { ...hit, ...person },
          { ...hit, ...person, utfardare: 'annan', handelseId: 'x' },
        ],
        markor: 'more',
      },
    },
    ...{ period: '30', log: 'jarva', own: person },
  })
  const html = renderToString(h(Layout, { page, who: undefined, assets }))
  expect(html).toContain('<option value="jarva" selected>jarva</option>')
  expect(html).toContain('href="/logg/granskare?period=30&amp;logg=jarva&amp;markor=more"')
  expect(html).toContain('href="/logg/granskare?period=7&amp;logg=jarva"')
  expect(html.match(/>eva \(du\)</g)).toHaveLength(1)
})
