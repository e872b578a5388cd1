import { daysAfter, swedishDate } from '../../platform/stockholm-time.ts'
import type { Loggsokning } from '../../review/search/search-schema.ts'

/** What a search is limited to that names no person: the state of an address. */
export const LISTS = [
  'logg',
  'handelse',
  'utfall',
  'orsak',
  'andamal',
  'klient',
  'roll',
  'flagga',
  'informationsmangd',
] as const
export type ListName = (typeof LISTS)[number]

export const PERIODS = ['idag', '7', '30', 'manad'] as const
export type PeriodName = (typeof PERIODS)[number]

export interface Filter {
  readonly lists: Readonly<Partial<Record<ListName, readonly string[]>>>
  /** Days that follow the calendar; else from and to. */
  readonly period: PeriodName | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}

/** What is kept sealed for the session and never stands in an address. */
export interface Sealed {
  readonly personnummer?: string
  readonly personId?: string
  readonly slutanvandare?: string
  readonly utfardare?: string
  readonly arende?: string
}

export const SEALED_MINUTES = 60

export const EMPTY: Filter = { lists: {}, period: undefined, from: undefined, to: undefined }
const DAY = /^20\d{2}-\d{2}-\d{2}$/
const AT_MOST = 50

export function filterOf(query: URLSearchParams): Filter {
  const lists = LISTS.flatMap((name) => {
    const values = [...new Set(query.getAll(name).filter((value) => value !== ''))].slice(0, AT_MOST)
    return values.length === 0 ? [] : [[name, values] as const]
  })
  const period = PERIODS.find((one) => one === query.get('period'))
  const day = (name: string) => {
    const text = query.get(name) ?? ''
    return period === undefined && DAY.test(text) ? text : undefined
  }
  return { lists: Object.fromEntries(lists), period, from: day('fran'), to: day('till') }
}

/** Without a question mark; the same filter gives the same text. */
export function queryOf({ lists, period, from, to }: Filter, beside: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams()
  for (const name of LISTS) for (const value of lists[name] ?? []) query.append(name, value)
  const one = (name: string, value: string | undefined) => value !== undefined && query.append(name, value)
  one('period', period)
  one('fran', from)
  one('till', to)
  for (const [name, value] of Object.entries(beside)) query.append(name, value)
  return query.toString()
}

export const searchHref = (filter: Filter, beside: Readonly<Record<string, string>> = {}): string => {
  const query = queryOf(filter, beside)
  return query === '' ? '/logg?sok=1' : `/logg?${query}`
}

export const isEmpty = ({ lists, period, from, to }: Filter): boolean =>
  Object.keys(lists).length === 0 && period === undefined && from === undefined && to === undefined

/** With the value, or without it when it was there. */
export function toggled(filter: Filter, name: ListName, value: string): Filter {
  const before = filter.lists[name] ?? []
  const values = before.includes(value) ? before.filter((one) => one !== value) : [...before, value]
  const others = Object.fromEntries(Object.entries(filter.lists).filter(([other]) => other !== name))
  return { ...filter, lists: values.length === 0 ? others : { ...others, [name]: values } }
}

/** With this value alone. */
export const only = (filter: Filter, name: ListName, value: string): Filter => ({
  ...filter,
  lists: { ...filter.lists, [name]: [value] },
})

/** The days that the filter means today. */
export function daysOf({ period, from, to }: Filter, now: Date): { readonly from?: string; readonly to?: string } {
  const today = swedishDate(now)
  switch (period) {
    case 'idag':
      return { from: today, to: today }
    case '7':
    case '30':
      return { from: daysAfter(today, 1 - Number(period)), to: today }
    case 'manad': {
      const last = daysAfter(`${today.slice(0, 7)}-01`, -1)
      return { from: `${last.slice(0, 7)}-01`, to: last }
    }
    case undefined:
      return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  }
}

/** The request of an operation, but for the reason. */
export function requestOf(filter: Filter, sealed: Sealed, now: Date): Omit<Loggsokning, 'skal'> {
  const { logg, ...lists } = filter.lists
  const { from, to } = daysOf(filter, now)
  const { personnummer, personId, slutanvandare, utfardare, arende } = sealed
  return {
    ...(lists as Omit<Loggsokning, 'skal'>),
    ...(logg === undefined ? {} : { loggar: [...logg] }),
    ...(personnummer === undefined ? {} : { personnummer }),
    ...(personId === undefined ? {} : { personId }),
    ...(slutanvandare === undefined
      ? {}
      : { handlaggare: [{ slutanvandare, ...(utfardare === undefined ? {} : { utfardare }) }] }),
    ...(arende === undefined ? {} : { arende: [arende] }),
    ...(from === undefined ? {} : { franOchMed: from }),
    ...(to === undefined ? {} : { tillOchMed: to }),
  }
}

/** `ÅÅÅÅ-MM-DD` of what somebody typed (`ÅÅÅÅMMDD` too); null for what is no day. */
export function dayOf(text: string): string | undefined | null {
  const typed = text.trim()
  if (typed === '') return undefined
  const day = typed.replace(/^(\d{4})-?(\d{2})-?(\d{2})$/, '$1-$2-$3')
  const isDay = DAY.test(day) && daysAfter(day, 0) === day
  return isDay ? day : null
}
