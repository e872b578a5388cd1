import { GATE_RULES } from '../../access/request-schema.ts'
import { searchLog } from '../../api/contracts/log-search.ts'
import { parsePersonnummer } from '../../mapping/personnummer.ts'
import { mayBePersonnummer, textFault } from '../../mapping/text.ts'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { auditFrame, type AuditFrameDeps, auditPage, reasonHref } from './audit-frame.tsx'
import { setReason } from './errand.ts'
import {
  dayOf,
  daysOf,
  type Filter,
  filterOf,
  isEmpty,
  type ListName,
  queryOf,
  requestOf,
  type Sealed,
  SEALED_MINUTES,
  searchHref,
} from './filter.ts'
import type { SavedFilters } from './saved-filters.ts'
import { SaveFilter } from './saved-list.tsx'
import { besideOf, type SearchErrors } from './search-form.tsx'
import { searchPage, type SearchPageData } from './search-page.tsx'
import { SAVED, SEARCH } from './search-texts.ts'
import { ERRORS } from './texts.ts'

export interface SearchPagesDeps extends AuditFrameDeps {
  readonly savedFilters: SavedFilters
}

const FORM_LISTS: readonly ListName[] = ['logg', 'handelse', 'andamal', 'utfall', 'flagga', 'roll']
const LIMIT = 25

export function searchHandlers(deps: SearchPagesDeps) {
  const { policy, errands, savedFilters } = deps

  const dataOf = async (
    visit: Visit,
    filter: Filter,
    sealed: Sealed,
    id: string | undefined,
  ): Promise<SearchPageData> => ({
    ...{ frame: await auditFrame(deps, visit), names: policy, now: visit.now, filter, sealed, id },
    saved: await savedFilters.list(visit.who.caller),
  })

  const sealedOf = async (visit: Visit, id: string | null): Promise<Sealed | undefined> =>
    id === null || id === '' ? {} : ((await visit.kept(id)) as Sealed | undefined)

  async function keepSealed(visit: Visit, sealed: Sealed): Promise<Readonly<Record<string, string>>> {
    return Object.keys(sealed).length === 0 ? {} : besideOf(await visit.keep(sealed, SEALED_MINUTES))
  }

  return {
    show: async (visit: Visit): Promise<PageAnswer> => {
      const { query } = visit
      const filter = filterOf(query)
      const id = query.get('s')
      const sealed = await sealedOf(visit, id)
      if (sealed === undefined)
        return {
          page: searchPage({
            ...(await dataOf(visit, filter, {}, undefined)),
            notice: SEARCH.closed,
          }),
        }
      const data = await dataOf(visit, filter, sealed, id ?? undefined)
      if (isEmpty(filter) && id === null && !query.has('sok')) return { page: searchPage(data) }
      const { reason } = data.frame
      const here = searchHref(filter, besideOf(id ?? undefined))
      if (reason === undefined) return { redirect: reasonHref(here) }
      const cursor = query.get('markor')
      const { body: answer, problem } = await visit.perform(searchLog, {
        body: {
          ...{ skal: reason, limit: LIMIT, ...requestOf(filter, sealed, visit.now) },
          ...(cursor === null ? {} : { markor: cursor }),
        },
      })
      return problem === undefined ? { page: searchPage({ ...data, answer }) } : problemPage(problem)
    },

    /** The form: nothing is searched before all of it can be, and what names somebody is sealed. */
    start: async (visit: Visit): Promise<PageAnswer> => {
      const { form } = visit
      const before = filterOf(new URLSearchParams(form.get('filter') ?? ''))
      const kept = (await sealedOf(visit, form.get('s'))) ?? {}
      const { filter, sealed, errors } = readForm(form, before, kept, visit.now)
      const reason = form.get('skal')
      const wrong =
        reason === null || Object.keys(errors).length > 0 ? undefined : await setReason(errands, visit, reason)
      const all: SearchErrors = { ...errors, ...(wrong === undefined ? {} : { skal: wrong }) }
      if (Object.keys(all).length > 0) {
        const data = await dataOf(visit, before, kept, form.get('s') ?? undefined)
        return { page: searchPage({ ...data, typed: form, errors: all }) }
      }
      return { redirect: searchHref(filter, await keepSealed(visit, sealed)) }
    },

    /** A value of a cell that names somebody, or a way out of it. */
    refine: async (visit: Visit): Promise<PageAnswer> => {
      const { form } = visit
      const filter = filterOf(new URLSearchParams(form.get('filter') ?? ''))
      const { personnummer, personId, ...others } = (await sealedOf(visit, form.get('s'))) ?? {}
      const person = {
        ...(personnummer === undefined ? {} : { personnummer }),
        ...(personId === undefined ? {} : { personId }),
      }
      const sealed = {
        ...(form.get('remove') === 'person' ? {} : person),
        ...others,
        ...userOf(form.get('handlaggare')),
        ...(form.has('arende') ? { arende: form.get('arende') ?? '' } : {}),
      }
      return { redirect: searchHref(filter, await keepSealed(visit, sealed)) }
    },

    askName: async (visit: Visit): Promise<PageAnswer> => {
      return { page: await namePage(visit, queryOf(filterOf(visit.query)), undefined, undefined) }
    },

    saveFilter: async (visit: Visit): Promise<PageAnswer> => {
      const { form } = visit
      const filter = filterOf(new URLSearchParams(form.get('filter') ?? ''))
      const query = queryOf(filter)
      const name = (form.get('namn') ?? '').trim().normalize('NFC')
      const fault = textFault(name, { longest: 60 }, visit.now)
      if (fault !== undefined) return { page: await namePage(visit, query, name, ERRORS.name(GATE_RULES[fault])) }
      if (isEmpty(filter)) return { page: await namePage(visit, query, name, SEARCH.nothingToSave) }
      if (mayBePersonnummer(decodeURIComponent(query), visit.now))
        return { page: await namePage(visit, query, name, SEARCH.mayBeNumber) }
      if (!(await savedFilters.save(visit.who.caller, name, query)))
        return { page: await namePage(visit, query, name, SEARCH.tooMany) }
      return { redirect: searchHref(filter) }
    },

    removeFilter: async (visit: Visit): Promise<PageAnswer> => {
      await savedFilters.remove(visit.who.caller, visit.form.get('id') ?? '')
      return { redirect: '/logg' }
    },
  }

  async function namePage(visit: Visit, query: string, value: string | undefined, error: string | undefined) {
    return auditPage({
      frame: await auditFrame(deps, visit),
      title: SAVED.title,
      current: '/logg',
      ...(error === undefined ? {} : { status: 422 }),
      content: (
        <div class="narrow-form">
          <SaveFilter query={query} hidesPerson={false} value={value} error={error} />
        </div>
      ),
    })
  }
}

/** A user of a cell: the name and who vouches for it, as JSON. */
function userOf(text: string | null): Sealed {
  if (text === null) return {}
  try {
    const [user, issuer] = JSON.parse(text) as readonly unknown[]
    if (typeof user !== 'string') return {}
    return { slutanvandare: user, ...(typeof issuer === 'string' ? { utfardare: issuer } : {}) }
  } catch {
    return {}
  }
}

function readForm(form: URLSearchParams, before: Filter, kept: Sealed, now: Date) {
  const errors: Partial<Record<keyof SearchErrors, string>> = {}
  const lists = { ...before.lists }
  for (const name of FORM_LISTS) {
    const value = form.get(name) ?? ''
    if (value !== '') lists[name] = [value]
    // Several that were chosen among the counts stay when nothing else is chosen in the form.
    else if ((lists[name]?.length ?? 0) < 2) delete lists[name]
  }
  const day = (name: 'fran' | 'till') => {
    const read = dayOf(form.get(name) ?? '')
    if (read === null) errors[name] = ERRORS.day
    return read ?? undefined
  }
  const [from, to] = [day('fran'), day('till')]
  if (from !== undefined && to !== undefined && from > to) errors.fran = ERRORS.order
  const shown = daysOf(before, now)
  const period = from === shown.from && to === shown.to ? before.period : undefined
  return {
    filter: { lists, period, from: period === undefined ? from : undefined, to: period === undefined ? to : undefined },
    sealed: readSealed(form, kept, errors, now),
    errors: errors as SearchErrors,
  }
}

function readSealed(
  form: URLSearchParams,
  kept: Sealed,
  errors: Partial<Record<keyof SearchErrors, string>>,
  now: Date,
): Sealed {
  const number = (form.get('personnummer') ?? '').trim()
  const person: Sealed =
    number === ''
      ? {
          ...(kept.personnummer === undefined ? {} : { personnummer: kept.personnummer }),
          ...(kept.personId === undefined ? {} : { personId: kept.personId }),
        }
      : { personnummer: number }
  if (number !== '' && parsePersonnummer(number, now) === undefined) errors.personnummer = ERRORS.number
  const text = (name: 'handlaggare' | 'arende') => {
    const value = (form.get(name) ?? '').trim().normalize('NFC')
    const fault = value === '' ? undefined : textFault(value, { longest: 200 }, now)
    if (fault !== undefined) errors[name] = ERRORS.text(GATE_RULES[fault])
    return value
  }
  const [user, arende] = [text('handlaggare'), text('arende')]
  const sameUser = user === kept.slutanvandare && kept.utfardare !== undefined
  return {
    ...person,
    ...(user === '' ? {} : { slutanvandare: user, ...(sameUser ? { utfardare: kept.utfardare } : {}) }),
    ...(arende === '' ? {} : { arende }),
  }
}
