import { randomUUID } from 'node:crypto'
import {
  decideTillstand,
  listOwnTillstand,
  listTillstand,
  requestTillstand,
  reviewTillstand,
} from '../../api/contracts/tillstand.ts'
import type { Problem } from '../../api/problem.ts'
import { EXCEPTION_RULES, type ExceptionRule, type Policy, rollerForProtected, rollWith } from '../../policy/policy.ts'
import { BESLUT, REVIEWS } from '../../policy/tillstand/tillstand.ts'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { looksUpAny } from './lookup.ts'
import { keptView, readNumber } from './lookup-request.ts'
import { ERRORS } from './texts.ts'
import { tillstandPage, type TillstandView } from './tillstand-page.tsx'
import { type RequestErrors, type RequestFields, requestPage } from './tillstand-request-page.tsx'
import { TILLSTAND, TILLSTAND_ERRORS, VIEW_NAMES } from './tillstand-texts.ts'

type Handle = (visit: Visit) => Promise<PageAnswer>
type Failed = { readonly id: string; readonly text: string; readonly comment: string }

const PAGE = /^[1-9][0-9]{0,3}$/
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function createTillstandPages(policy: Policy) {
  const has = ({ who }: Visit, right: Parameters<typeof rollWith>[2]) =>
    rollWith(policy, who.caller.roller, right) !== undefined

  /** One list is one operation, and so one record. */
  async function list(visit: Visit, failed?: Failed): Promise<PageAnswer> {
    const [requests, decides] = [has(visit, 'begara-undantag'), has(visit, 'godkanna-undantag')]
    const views: readonly TillstandView[] = [
      ...(requests ? (['own'] as const) : []),
      ...(decides ? (['waiting', 'all'] as const) : []),
    ]
    const wanted = failed === undefined ? visit.query.get('visa') : VIEW_NAMES.waiting
    const view = views.find((one) => VIEW_NAMES[one] === wanted) ?? views.find((one) => one !== 'own') ?? 'own'
    const query = { page: pageNumber(visit) }
    const { body, problem } =
      view === 'own'
        ? await visit.perform(listOwnTillstand, { query })
        : await visit.perform(listTillstand, {
            query: view === 'waiting' ? { ...query, status: 'vantar-godkannande' } : query,
          })
    if (problem !== undefined) return problemPage(problem)
    return {
      page: tillstandPage({
        ...{ answer: body, view, views, failed, now: visit.now, base: '/uppslag/tillstand' },
        act: view === 'own' ? 'use' : view === 'waiting' ? 'decide' : 'nothing',
        mayRequest: requests,
        looksUp: looksUpAny(policy, visit.who),
        done: doneText(visit),
        ...(failed === undefined ? {} : { status: 400 }),
      }),
    }
  }

  /** For those who review: every request afterwards, with their verdict. */
  async function listToReview(visit: Visit, failed?: Failed): Promise<PageAnswer> {
    const { body, problem } = await visit.perform(listTillstand, { query: { page: pageNumber(visit) } })
    if (problem !== undefined) return problemPage(problem)
    return {
      page: tillstandPage({
        ...{ answer: body, view: 'all', views: [], act: 'review', failed, now: visit.now, base: '/logg/tillstand' },
        ...{ mayRequest: false, looksUp: false, done: doneText(visit) },
        ...(failed === undefined ? {} : { status: 400 }),
      }),
    }
  }

  /** Those that somebody of these roles may ask to give way. */
  const rulesFor = ({ who }: Visit) =>
    EXCEPTION_RULES.flatMap((rule) => {
      const exception = policy.undantag[rule]
      const closed = rule === 'skyddad' && rollerForProtected(policy, who.caller.roller).length === 0
      return exception === undefined || closed
        ? []
        : [{ rule, most: exception.hogstMinuter, approved: exception.godkannande }]
    })

  /** The form, with the person and the case of the view that it was asked for from. */
  const showRequest: Handle = async (visit) => {
    const from = visit.query.get('fran')
    const kept = from === null ? undefined : keptView(await visit.kept(from))
    const fields = {
      ...{ rule: '', minutes: '', reason: '' },
      number: kept?.request.personnummer ?? '',
      arende: kept?.request.arende ?? '',
    }
    return { page: requestPage({ rules: rulesFor(visit), fields, errors: {}, once: randomUUID() }) }
  }

  const request: Handle = async (visit) => {
    const fields = requestFields(visit.form)
    const read = readRequest(policy, fields, visit.now)
    const again = (errors: RequestErrors, refused?: string): PageAnswer => ({
      page: requestPage({ rules: rulesFor(visit), fields, errors, once: randomUUID(), refused }),
    })
    if ('errors' in read) return again(read.errors)
    const once = visit.form.get('nyckel') ?? ''
    const { problem } = await visit.perform(requestTillstand, {
      body: read.body,
      ...(UUID.test(once) ? { idempotencyKey: once } : {}),
    })
    if (problem !== undefined) return again(errorsOf(problem), problem.detail)
    const waits = rulesFor(visit).some(({ rule, approved }) => rule === fields.rule && approved)
    return { redirect: `/uppslag/tillstand?visa=egna&gjort=${waits ? 'begart' : 'beviljat'}` }
  }

  const decide: Handle = async (visit) => {
    const beslut = BESLUT.find((one) => one === visit.form.get('beslut'))
    const comment = (visit.form.get('kommentar') ?? '').trim()
    const { id = '' } = visit.parameters
    if (beslut === undefined || comment.length < SHORTEST)
      return list(visit, { id, text: TILLSTAND_ERRORS.comment, comment })
    const { problem } = await visit.perform(decideTillstand, {
      parameters: { tillstandId: id },
      body: { beslut, kommentar: comment },
    })
    if (problem === undefined) return { redirect: `/uppslag/tillstand?visa=vantar&gjort=${beslut}` }
    return problem.status === 400 ? list(visit, { id, text: sentenceOf(problem), comment }) : problemPage(problem)
  }

  const review: Handle = async (visit) => {
    const verdict = REVIEWS.find((one) => one === visit.form.get('utfall'))
    const comment = (visit.form.get('kommentar') ?? '').trim()
    const { id = '' } = visit.parameters
    if (verdict === undefined || comment.length < SHORTEST)
      return listToReview(visit, { id, text: TILLSTAND_ERRORS.comment, comment })
    const { problem } = await visit.perform(reviewTillstand, {
      parameters: { tillstandId: id },
      body: { utfall: verdict, kommentar: comment },
    })
    if (problem === undefined) return { redirect: '/logg/tillstand?gjort=granskning' }
    return problem.status === 400
      ? listToReview(visit, { id, text: sentenceOf(problem), comment })
      : problemPage(problem)
  }

  return {
    ...{ showRequest, request, decide, review },
    list: (visit: Visit) => list(visit),
    listToReview: (visit: Visit) => listToReview(visit),
  }
}

const SHORTEST = 5

const pageNumber = ({ query }: Visit): number => {
  const page = query.get('sida') ?? ''
  return PAGE.test(page) ? Number(page) : 1
}

function doneText({ query }: Visit): string | undefined {
  const done = query.get('gjort') ?? ''
  return Object.hasOwn(TILLSTAND.done, done) ? TILLSTAND.done[done as keyof typeof TILLSTAND.done] : undefined
}

const sentenceOf = ({ fel = [], detail }: Problem): string =>
  fel[0] === undefined ? detail : ERRORS.field(fel[0].regel)

const requestFields = (form: URLSearchParams): RequestFields => ({
  rule: form.get('regel') ?? '',
  number: (form.get('number') ?? '').trim(),
  arende: (form.get('arende') ?? '').trim(),
  minutes: (form.get('minuter') ?? '').trim(),
  reason: (form.get('motivering') ?? '').trim(),
})

function readRequest(policy: Policy, fields: RequestFields, now: Date) {
  const { number, arende, minutes, reason } = fields
  const rule: ExceptionRule | undefined = EXCEPTION_RULES.find((one) => one === fields.rule)
  const most = rule === undefined ? undefined : policy.undantag[rule]?.hogstMinuter
  const read = number === '' ? undefined : readNumber(number, 'personnummer', now)
  const asked = /^[0-9]{1,4}$/.test(minutes) ? Number(minutes) : 0
  const errors: RequestErrors = {
    ...(rule === undefined || most === undefined ? { rule: TILLSTAND_ERRORS.rule } : {}),
    ...numberError(rule, read),
    ...(asked < 1 || (most !== undefined && asked > most)
      ? { minutes: TILLSTAND_ERRORS.minutes(most ?? MINUTES_MAX) }
      : {}),
    ...(reason.length < SHORTEST ? { reason: TILLSTAND_ERRORS.reason } : {}),
  }
  if (rule === undefined || Object.keys(errors).length > 0) return { errors }
  const personnummer = read !== undefined && 'search' in read ? read.search.personnummer : undefined
  return {
    body: {
      ...{ regel: rule, minuter: asked, motivering: reason },
      ...(personnummer === undefined ? {} : { personnummer }),
      ...(arende === '' ? {} : { arende }),
    },
  }
}

const MINUTES_MAX = 1440

function numberError(rule: ExceptionRule | undefined, read: ReturnType<typeof readNumber> | undefined): RequestErrors {
  if (read !== undefined && 'error' in read) return { number: read.error }
  if (rule === 'oppettid') return read === undefined ? {} : { number: TILLSTAND_ERRORS.noNumber }
  return rule === undefined || read !== undefined ? {} : { number: TILLSTAND_ERRORS.number }
}

const FIELD_OF_POINTER: Readonly<Record<string, keyof RequestFields>> = {
  ...{ '/regel': 'rule', '/personnummer': 'number', '/arende': 'arende', '/minuter': 'minutes' },
  '/motivering': 'reason',
}

const errorsOf = ({ fel = [] }: Problem): RequestErrors =>
  Object.fromEntries(
    fel.flatMap(({ pekare, regel }) => {
      const field = FIELD_OF_POINTER[pekare]
      return field === undefined ? [] : [[field, ERRORS.field(regel)]]
    }),
  )
