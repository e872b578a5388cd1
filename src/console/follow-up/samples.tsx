import {
  closeSample,
  drawSample,
  fetchReport,
  fetchSample,
  judgeItem,
  listSamples,
} from '../../api/contracts/follow-up.ts'
import { daysAfter } from '../../platform/stockholm-time.ts'
import { monthsAt } from '../../review/follow-up/draw-sample.ts'
import type { Urvalsinnehall, Urvalspost } from '../../review/follow-up/sample-schema.ts'
import { type Judgement, VERDICTS } from '../../review/follow-up/sample-store.ts'
import { type AuditFrame, auditFrame, auditPage } from '../audit/audit-frame.tsx'
import { Notice } from '../frame/components.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { firstBoard } from './choose-logs.tsx'
import type { FollowUpPagesDeps } from './deps.ts'
import { DrawContent } from './draw-page.tsx'
import { emptyForm, errorsOf, fieldErrors, type FormState, keyOf, monthFrom, postedForm } from './form.ts'
import { MonthsActions, MonthsContent } from './months-page.tsx'
import { SAMPLE_SHORTCUTS, SampleContent, type SampleData } from './sample-page.tsx'
import { DRAW, MONTHS_PAGE, REASON, SAMPLE } from './texts.ts'

const CURRENT = '/logg/uppfoljning'
const MONTHS = 12

/** Why a sample is reviewed, where the officer has stated nothing else. */
const USUAL_REASON = SAMPLE.pageTitle

export const showMonths =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const [frame, listed] = await Promise.all([auditFrame(deps, visit), visit.perform(listSamples, { query: {} })])
    if (listed.problem !== undefined) return problemPage(listed.problem)
    const data = { logs: frame.logs, months: monthsBefore(visit.now), samples: listed.body.urval, now: visit.now }
    return {
      page: auditPage({
        frame,
        title: MONTHS_PAGE.title,
        about: MONTHS_PAGE.about,
        current: CURRENT,
        actions: <MonthsActions />,
        content: <MonthsContent {...data} />,
      }),
    }
  }

/** The running month and those before it, oldest first. */
function monthsBefore(now: Date): readonly string[] {
  const months: string[] = [monthsAt(now).current]
  while (months.length < MONTHS) months.unshift(daysAfter(`${months[0] ?? ''}-01`, -1).slice(0, 7))
  return months
}

export const showSample =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const sample = await fetched(visit)
    if (sample.problem !== undefined) return problemPage(sample.problem)
    const after = placeFrom(visit.query.get('efter'))
    const wanted = placeFrom(visit.query.get('post'))
    const { innehall } = sample.body
    return samplePage(deps, visit, sample.body, {
      item: wanted === undefined ? nextOf(sample.body, visit, after) : innehall.find(({ post }) => post === wanted),
      judged: innehall.find(({ post }) => post === after),
    })
  }

const fetched = (visit: Visit) =>
  visit.perform(fetchSample, { parameters: { urvalId: visit.parameters.urvalId ?? '' } })

const placeFrom = (text: string | null): number | undefined =>
  text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined

async function samplePage(
  deps: FollowUpPagesDeps,
  visit: Visit,
  sample: Urvalsinnehall,
  shown: Pick<SampleData, 'item' | 'judged'> & Partial<Pick<SampleData, 'form' | 'closing'>> & { status?: number },
): Promise<PageAnswer> {
  const frame = await auditFrame(deps, visit)
  const {
    item,
    judged,
    status,
    form = emptyForm(),
    closing = emptyForm({ skal: frame.reason ?? USUAL_REASON }),
  } = shown
  const data: SampleData = {
    ...{ sample, item, judged, form, closing },
    previous: item === undefined || item.post === 1 ? undefined : item.post - 1,
    next: nextOf(sample, visit, item?.post, item)?.post,
    isMe: (person) => isMe(visit, person),
    logName: nameOf(frame, sample.logg),
    names: deps.policy,
    rules: deps.rules.followUp,
  }
  return {
    page: auditPage({
      frame,
      title: item === undefined ? SAMPLE.title(sample.manad) : SAMPLE.itemOf(item.post, sample.poster),
      heading: MONTHS_PAGE.title,
      about: MONTHS_PAGE.about,
      current: CURRENT,
      here: `${CURRENT}/${sample.urvalId}`,
      content: <SampleContent {...data} />,
      ...(item === undefined || sample.avslutat !== null ? {} : { shortcuts: SAMPLE_SHORTCUTS }),
      ...(status === undefined ? {} : { status }),
    }),
  }
}

const nameOf = ({ logs }: AuditFrame, log: string): string => logs.find(({ logg }) => logg === log)?.name ?? log

const isMe = ({ who }: Visit, person: { readonly utfardare: string; readonly slutanvandare: string }): boolean =>
  person.utfardare === who.caller.utfardare && person.slutanvandare === who.caller.slutanvandare

/** What is left to judge: first what is the officer's to review, from where she is; never her own lookups. */
function nextOf(
  { innehall, avslutat }: Urvalsinnehall,
  visit: Visit,
  after = 0,
  without?: Urvalspost,
): Urvalspost | undefined {
  if (avslutat !== null) return undefined
  const left = innehall.filter(
    (item) => item.bedomningar.length === 0 && !item.egetUppslag && item.post !== without?.post,
  )
  const hers = left.filter(({ granskare }) => granskare === null || isMe(visit, granskare))
  const from = (items: readonly Urvalspost[]) => items.find(({ post }) => post > after) ?? items[0]
  return from(hers) ?? from(left)
}

export const judge =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { form } = visit
    const post = placeFrom(form.get('post'))
    const verdict = VERDICTS.find((one) => one === form.get('utfall'))
    const comment = (form.get('kommentar') ?? '').replaceAll('\r\n', '\n').trim()
    if (post === undefined || verdict === undefined) return again(deps, visit, {}, post)
    const errors = errorsOf(['kommentar', commentMissing(verdict, comment) && SAMPLE.commentMissing])
    if (Object.keys(errors).length > 0) return again(deps, visit, errors, post)
    const frame = await auditFrame(deps, visit)
    const given = await visit.perform(judgeItem, {
      parameters: { urvalId: visit.parameters.urvalId ?? '' },
      body: {
        skal: frame.reason ?? USUAL_REASON,
        post,
        utfall: verdict,
        ...(comment === '' ? {} : { kommentar: comment }),
      },
    })
    if (given.problem === undefined) return { redirect: `${CURRENT}/${given.body.urvalId}?efter=${String(post)}` }
    const told = fieldErrors(given.problem, ['kommentar'])
    return told === undefined ? problemPage(given.problem) : again(deps, visit, told, post)
  }

const commentMissing = (verdict: Judgement, comment: string): boolean =>
  comment.length < 2 && (verdict !== 'befogad' || comment.length > 0)

async function again(
  deps: FollowUpPagesDeps,
  visit: Visit,
  errors: FormState['errors'],
  post: number | undefined,
): Promise<PageAnswer> {
  const sample = await fetched(visit)
  if (sample.problem !== undefined) return problemPage(sample.problem)
  const item = sample.body.innehall.find((one) => one.post === post)
  return samplePage(deps, visit, sample.body, {
    ...{ item, judged: undefined, form: postedForm(visit.form, errors), status: 400 },
  })
}

export const close =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const reason = (visit.form.get('skal') ?? '').trim()
    const refused = async (errors: FormState['errors']) => {
      const sample = await fetched(visit)
      if (sample.problem !== undefined) return problemPage(sample.problem)
      const closing = postedForm(visit.form, errors)
      return samplePage(deps, visit, sample.body, { item: undefined, judged: undefined, closing, status: 400 })
    }
    if (reason === '') return refused({ skal: REASON.missing })
    const { urvalId = '' } = visit.parameters
    const closed = await visit.perform(closeSample, { parameters: { urvalId }, body: { skal: reason } })
    if (closed.problem === undefined) return { redirect: `${CURRENT}/${closed.body.urvalId}#avslut` }
    const told = fieldErrors(closed.problem, ['skal'])
    return told === undefined ? problemPage(closed.problem) : refused(told)
  }

export const fetchProtocol =
  () =>
  async (visit: Visit): Promise<PageAnswer> => {
    const form = visit.query.get('form') === 'dokument' ? 'dokument' : 'pdf'
    const { urvalId = '' } = visit.parameters
    const given = await visit.perform(fetchReport, { parameters: { urvalId }, query: { form } })
    return given.problem === undefined ? { file: given.body, contract: fetchReport } : problemPage(given.problem)
  }

export const showDraw =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const frame = await auditFrame(deps, visit)
    const form = emptyForm({
      logg: visit.query.get('logg') ?? firstBoard(frame),
      manad: monthFrom(visit.query.get('manad')) ?? monthsAt(visit.now).last,
      skal: frame.reason ?? '',
    })
    return drawPage(deps, frame, form)
  }

function drawPage(deps: FollowUpPagesDeps, frame: AuditFrame, form: FormState, problem?: string): PageAnswer {
  return {
    page: auditPage({
      frame,
      title: DRAW.title,
      about: DRAW.about,
      current: CURRENT,
      here: `${CURRENT}/dra`,
      ...(Object.keys(form.errors).length > 0 || problem !== undefined ? { status: 400 } : {}),
      content: (
        <>
          {problem === undefined ? null : (
            <Notice is="failed">
              <p>{problem}</p>
            </Notice>
          )}
          <DrawContent logs={frame.logs} mayProtected={frame.mayProtected} form={form} rules={deps.rules.followUp} />
        </>
      ),
    }),
  }
}

export const draw =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { form } = visit
    const frame = await auditFrame(deps, visit)
    const reason = (form.get('skal') ?? '').trim()
    const log = frame.logs.find((one) => one.logg === form.get('logg'))?.logg
    const month = monthFrom(form.get('manad'))
    const errors = errorsOf(
      ['skal', reason === '' && REASON.missing],
      ['manad', month === undefined && DRAW.monthWrong],
      ['logg', log === undefined && DRAW.logMissing],
    )
    if (log === undefined || month === undefined || reason === '')
      return drawPage(deps, frame, postedForm(form, errors))
    const given = await visit.perform(drawSample, {
      body: { skal: reason, logg: log, manad: month, ...(form.get('skyddade') === null ? {} : { skyddade: true }) },
      idempotencyKey: keyOf(form),
    })
    if (given.problem === undefined) return { redirect: `${CURRENT}/${given.body.urvalId}` }
    const told = fieldErrors(given.problem, ['skal', 'manad', 'logg'])
    return drawPage(deps, frame, postedForm(form, told), told === undefined ? given.problem.detail : undefined)
  }
