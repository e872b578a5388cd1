import { listAndamal } from '../../api/contracts/policy.ts'
import type { Problem } from '../../api/problem.ts'
import type { Policy } from '../../policy/policy.ts'
import { looksUp } from '../../policy/policy.ts'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import type { AndamalChoice } from './lookup-form.tsx'
import { lookupPage } from './lookup-page.tsx'
import {
  andamalFor,
  type FieldErrors,
  fieldsOf,
  fieldsOfView,
  type KeptView,
  keptView,
  NO_FIELDS,
  readLookup,
  sameCall,
} from './lookup-request.ts'
import { ERRORS } from './texts.ts'
import { OPEN_MINUTES } from './view-times.ts'

/** Whether a person with these roles looks persons up, or has only the other pages of the area. */
export const looksUpAny = (policy: Policy, { caller }: Visit['who']): boolean =>
  caller.roller.some((roll) => looksUp(policy, roll))

/** By the rules, without asking the operation: for a page that has performed another one, or none. */
export const choicesFor = (policy: Policy, { caller }: Visit['who']): readonly AndamalChoice[] =>
  andamalFor(policy, caller.roller).map(([code, { namn, kraverArende, identifiering }]) => ({
    ...{ kod: code, namn, identifiering },
    kraverArende: kraverArende === true,
  }))

/** The form: empty, with the fields of the same call, or with those of a lookup that is to be changed. */
export const showLookup =
  (policy: Policy) =>
  async (visit: Visit): Promise<PageAnswer> => {
    if (!looksUpAny(policy, visit.who)) return { redirect: '/uppslag/tillstand' }
    const { body, problem } = await visit.perform(listAndamal, {})
    if (problem !== undefined) return problemPage(problem)
    const [changed, call] = [await of(visit, 'fran'), await of(visit, 'samtal')]
    const fields = changed !== undefined ? fieldsOfView(changed) : call !== undefined ? sameCall(call) : NO_FIELDS
    const tillstand = visit.query.get('tillstand')
    return {
      page: lookupPage({
        andamal: body.andamal,
        fields: tillstand === null ? fields : { ...fields, tillstand },
        sameCall: call !== undefined,
      }),
    }
  }

async function of(visit: Visit, name: string): Promise<KeptView | undefined> {
  const id = visit.query.get(name)
  return id === null ? undefined : keptView(await visit.kept(id))
}

/** Checks the form, keeps the lookup for one view and leads there: the number stands in no address. */
export const startLookup =
  (policy: Policy) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const fields = fieldsOf(visit.form)
    const from = visit.form.get('fran')
    const before = from === null ? undefined : keptView(await visit.kept(from))
    const read = readLookup(policy, fields, visit.now, before === undefined ? undefined : samePerson(visit, before))
    if ('errors' in read) return invalidLookup(policy, visit, { fields, errors: read.errors })
    return { redirect: `/uppslag/${await visit.keep(read, OPEN_MINUTES)}` }
  }

/** By number where it is known, since a live read needs one; else by the reference of the answer. */
function samePerson({ form }: Visit, { request, shownNumber }: KeptView) {
  const { personnummer } = request
  const personId = form.get('personId') ?? ''
  return { search: personnummer === undefined ? { personId } : { personnummer }, shown: shownNumber }
}

const invalidLookup = (
  policy: Policy,
  visit: Visit,
  given: { readonly fields: ReturnType<typeof fieldsOf>; readonly errors: FieldErrors },
): PageAnswer => ({
  page: lookupPage({ andamal: choicesFor(policy, visit.who), ...given, sameCall: false, status: 400 }),
})

const FIELD_OF_POINTER: Readonly<Record<string, keyof FieldErrors>> = {
  ...{ '/personnummer': 'number', '/ocrNummer': 'number', '/fakturanummer': 'number', '/andamal': 'andamal' },
  ...{ '/arende': 'arende', '/relation': 'relation', '/identifiering': 'identifiering', '/tillstand': 'tillstand' },
}

/** A lookup that was refused, with all that was written, for another try. */
export function refusedLookup(policy: Policy, visit: Visit, kept: KeptView, problem: Problem): PageAnswer {
  const { fel = [], detail, kod } = problem
  const named = fel.flatMap(({ pekare, regel }) => {
    const field = FIELD_OF_POINTER[pekare]
    return field === undefined ? [] : [[field, ERRORS.field(regel)] as const]
  })
  const errors: FieldErrors = Object.fromEntries(
    named.length === 0 && kod === 'FINNS_EJ' && kept.request.arende !== undefined ? [['arende', detail]] : named,
  )
  return {
    page: lookupPage({
      andamal: choicesFor(policy, visit.who),
      fields: fieldsOfView(kept),
      errors,
      sameCall: false,
      status: problem.status,
      refused: { text: detail, reference: problem.instance.replace('urn:uuid:', '') },
    }),
  }
}
