import { GATE_RULES } from '../../access/request-schema.ts'
import { readTimeline } from '../../api/contracts/log-search.ts'
import { parsePersonnummer } from '../../mapping/personnummer.ts'
import { textFault } from '../../mapping/text.ts'
import type { Tidslinjebegaran } from '../../review/search/timeline-schema.ts'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { auditFrame, type AuditFrameDeps, reasonHref } from './audit-frame.tsx'
import { reasonOf, setReason } from './errand.ts'
import { dayOf, SEALED_MINUTES } from './filter.ts'
import { TIMELINE } from './search-texts.ts'
import { ERRORS } from './texts.ts'
import { type TimelineForm, timelineFormPage, timelinePage } from './timeline-page.tsx'

type Kept = Omit<Tidslinjebegaran, 'skal'>
const LIMIT = 50

export function timelineHandlers(deps: AuditFrameDeps) {
  const { policy, errands } = deps
  const formPage = async (visit: Visit, errors: TimelineForm['errors'] = {}, notice?: string): Promise<PageAnswer> => ({
    page: timelineFormPage({
      frame: await auditFrame(deps, visit),
      typed: visit.form,
      errors,
      ...(notice === undefined ? {} : { notice }),
    }),
  })

  return {
    ask: (visit: Visit) => formPage(visit),

    start: async (visit: Visit): Promise<PageAnswer> => {
      const { form } = visit
      const { kept, errors } = readForm(visit)
      if (kept === undefined) return formPage(visit, errors)
      const given = form.get('skal')
      const wrong = given === null ? undefined : await setReason(errands, visit, given)
      if (wrong !== undefined) return formPage(visit, { skal: wrong })
      return { redirect: `/logg/tidslinje/${await visit.keep(kept, SEALED_MINUTES)}` }
    },

    show: async (visit: Visit): Promise<PageAnswer> => {
      const id = visit.parameters.id ?? ''
      const kept = (await visit.kept(id)) as Kept | undefined
      if (kept === undefined) return formPage(visit, {}, TIMELINE.closed)
      const here = `/logg/tidslinje/${id}`
      const reason = await reasonOf(errands, visit)
      if (reason === undefined) return { redirect: reasonHref(here) }
      const cursor = visit.query.get('markor')
      const { body: answer, problem } = await visit.perform(readTimeline, {
        body: { ...kept, skal: reason, limit: LIMIT, ...(cursor === null ? {} : { markor: cursor }) },
      })
      if (problem !== undefined) return problemPage(problem)
      const page = timelinePage({
        ...{ frame: await auditFrame(deps, visit), names: policy, id, answer, isFirst: cursor === null },
        user: kept.handlaggare?.slutanvandare,
      })
      return { page }
    },
  }
}

function readForm({ form, now }: Visit): { readonly kept?: Kept; readonly errors: TimelineForm['errors'] } {
  const text = (name: string) => (form.get(name) ?? '').trim().normalize('NFC')
  const [number, personId, user, issuer] = [
    text('personnummer'),
    text('personId'),
    text('handlaggare'),
    text('utfardare'),
  ]
  const errors: { -readonly [K in keyof TimelineForm['errors']]: string } = {}
  if (personId === '' && (number === '') === (user === '')) errors.personnummer = TIMELINE.one
  else if (number !== '' && parsePersonnummer(number, now) === undefined) errors.personnummer = ERRORS.number
  const fault = user === '' ? undefined : textFault(user, { longest: 200 }, now)
  if (fault !== undefined) errors.handlaggare = ERRORS.name(GATE_RULES[fault])
  const day = (name: 'fran' | 'till') => {
    const read = dayOf(form.get(name) ?? '')
    if (read === null) errors[name] = ERRORS.day
    return read ?? undefined
  }
  const [from, to] = [day('fran'), day('till')]
  if (from !== undefined && to !== undefined && from > to) errors.fran = ERRORS.order
  if (Object.keys(errors).length > 0) return { errors }
  const about =
    personId !== ''
      ? { personId }
      : number !== ''
        ? { personnummer: number }
        : { handlaggare: { slutanvandare: user, ...(issuer === '' ? {} : { utfardare: issuer }) } }
  return {
    errors,
    kept: {
      ...about,
      ordning: form.get('ordning') === 'aldst' ? 'aldst' : 'nyast',
      ...(from === undefined ? {} : { franOchMed: from }),
      ...(to === undefined ? {} : { tillOchMed: to }),
    },
  }
}
