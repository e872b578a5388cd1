import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import { listAlerts } from '../../api/contracts/alerts.ts'
import { fetchHours, readTimeline, searchLog } from '../../api/contracts/log-search.ts'
import { openNumber, showRecord } from '../../api/contracts/record.ts'
import { fetchUppslagStatistics } from '../../api/contracts/statistics.ts'
import { readRules } from '../../review/follow-up/rules-file.ts'
import { Layout } from '../frame/layout.tsx'
import type { Page } from '../frame/visit.ts'
import { alertsPage } from './alerts.tsx'
import type { AuditFrame } from './audit-frame.tsx'
import { EMPTY } from './filter.ts'
import { hoursPage } from './hours-page.tsx'
import { officersPage } from './officers-page.tsx'
import { reasonPage } from './reason-page.tsx'
import { numberPage, recordPage } from './record.tsx'
import { rulesPage } from './rules-page.tsx'
import { searchPage } from './search-page.tsx'
import { statisticsPage } from './statistics-page.tsx'
import { timelineFormPage, timelinePage } from './timeline-page.tsx'

const ATTACK = `"'><script>attack()</script><img src=x onerror=attack()>`
const NOW = new Date('2026-10-15T10:00:00Z')

/** Every text replaced by markup, but for what a page reads as a moment or as one of few words. */
function attacked<T>(value: T, name = ''): T {
  if (typeof value === 'string')
    return (['tid', 'slag', 'veckodag', 'status', 'franOchMed'].includes(name) ? value : ATTACK) as T
  if (Array.isArray(value)) return value.map((one: unknown) => attacked(one, name)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, attacked(one, key)])) as T
}

const first = <T>(examples: Readonly<Record<string, T>>): T => attacked(Object.values(examples)[0] as T)
const policy = realPolicy()
const rules = {
  alerts: { uppslag: { antal: 60, minuter: 15 }, nekade: { antal: 10, minuter: 15 } },
  followUp: attacked(readRules(join(import.meta.dirname, '../../../config'))),
}
const frame: AuditFrame = {
  ...{ reviews: true, statistics: true, mayProtected: true, reason: ATTACK },
  logs: [{ logg: ATTACK, name: ATTACK }],
  chain: [
    {
      ...{ logg: ATTACK, records: 9, running: undefined, places: [] },
      checkpoint: { records: 9, root: Buffer.from(ATTACK) },
      checked: { at: NOW, records: 9, broken: { from: 1, to: 5 } },
    },
  ],
}
const shown = { frame, names: policy, now: NOW }
const typed = new URLSearchParams(
  ['personnummer', 'handlaggare', 'arende', 'fran', 'till', 'skal', 'namn', 'logg'].map((name) => [name, ATTACK]),
)
const filter = { ...EMPTY, lists: { logg: [ATTACK], orsak: [ATTACK, 'sok'], klient: [ATTACK] } }
const sealed = { personId: ATTACK, slutanvandare: ATTACK, utfardare: ATTACK, arende: ATTACK }
const errors = { skal: ATTACK, personnummer: ATTACK, handlaggare: ATTACK, fran: ATTACK, till: ATTACK }
const search = {
  ...{ ...shown, filter, sealed, id: ATTACK, typed, errors },
  saved: [{ id: ATTACK, name: ATTACK, query: `logg=${encodeURIComponent(ATTACK)}` }],
}
const alert = Object.values(listAlerts.example.answer)[0]?.larm[0]
const acknowledged = { av: ATTACK, utfardare: ATTACK, tid: NOW.toISOString(), kommentar: ATTACK }

const PAGES: Readonly<Record<string, () => Page>> = {
  search: () => searchPage({ ...search, answer: first(searchLog.example.answer), notice: ATTACK }),
  record: () => recordPage({ frame, id: ATTACK, answer: { ...first(showRecord.example.answer), status: 'finns' } }),
  number: () => numberPage({ frame, record: ATTACK, now: NOW, answer: first(openNumber.example.answer) }),
  timeline: () =>
    timelinePage({ ...shown, id: ATTACK, user: ATTACK, isFirst: true, answer: first(readTimeline.example.answer) }),
  'timeline form': () => timelineFormPage({ frame, typed, errors, notice: ATTACK }),
  alerts: () =>
    alertsPage({
      ...{ frame, names: policy, rules, done: true, chosen: { status: 'alla', slag: ATTACK, logg: ATTACK } },
      answer: {
        ...first(listAlerts.example.answer),
        larm: alert === undefined ? [] : [attacked(alert), { ...attacked(alert), kvittering: acknowledged }],
      },
    }),
  hours: () => hoursPage({ frame, logg: ATTACK, answer: first(fetchHours.example.answer) }),
  officers: () =>
    officersPage({
      ...{ ...shown, period: '7', answer: first(searchLog.example.answer), log: ATTACK },
      own: { utfardare: null, slutanvandare: ATTACK },
    }),
  rules: () => rulesPage({ frame, rules }),
  reason: () => reasonPage(frame, { back: `/logg?klient=${encodeURIComponent(ATTACK)}`, value: ATTACK, error: ATTACK }),
  statistics: () => statisticsPage({ ...shown, answer: first(fetchUppslagStatistics.example.answer) }),
}

test.each(Object.entries(PAGES))('markup in every field of %s is text', (_, page) => {
  const assets = { stylesheet: '/a.css', script: '/a.js', icon: '/a.svg' }
  const html = renderToString(h(Layout, { page: page(), who: undefined, assets }))
  expect(html).toContain('&lt;script>attack()')
  expect(html.match(/<script>|<img/g) ?? []).toEqual([])
  // Every address is a path of our own, and nothing has left its quotes.
  const addresses = [...html.matchAll(/ (?:href|action|data-events)="([^"]*)"/g)].map(([, address = '']) => address)
  expect(addresses.filter((address) => !/^[/#][^\s<>]*$/.test(address))).toEqual([])
})
