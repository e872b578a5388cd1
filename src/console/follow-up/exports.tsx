import { renderToString } from 'preact-render-to-string'
import { fetchExport, fetchExportFile, listExports, orderExport } from '../../api/contracts/exports.ts'
import { daysAfter } from '../../platform/stockholm-time.ts'
import { FORMAT_NAMES } from '../../review/exports/formats/formats.ts'
import { monthsAt } from '../../review/follow-up/draw-sample.ts'
import { auditFrame, auditPage } from '../audit/audit-frame.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, ServerEvent, Visit } from '../frame/visit.ts'
import { chosenLogs } from './choose-logs.tsx'
import type { FollowUpPagesDeps } from './deps.ts'
import { limitsIn, searchOf, valuesOf } from './export-limits.tsx'
import { ExportContent, ExportNow, ExportsContent } from './exports-page.tsx'
import { EXPORT_STATES, EXPORTS, EXTRACTS } from './extract-texts.ts'
import { dayFrom, emptyForm, errorsOf, fieldErrors, type FormState, keyOf, postedForm } from './form.ts'
import { REASON } from './texts.ts'

const HERE = '/logg/export'
/** Seconds that one look at the progress waits for the end; each is a record. */
const LOOK_SECONDS = 5

export const showExports =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit, form?: FormState): Promise<PageAnswer> => {
    const listed = await visit.perform(listExports, {})
    if (listed.problem !== undefined) return problemPage(listed.problem)
    const frame = await auditFrame(deps, visit)
    const { last } = monthsAt(visit.now)
    const month = { fran: `${last}-01`, till: daysAfter(`${monthsAt(visit.now).current}-01`, -1) }
    const asked = await searchOf(visit)
    const shown =
      form ??
      emptyForm({ ...month, skal: frame.reason ?? '', ...(asked === undefined ? {} : valuesOf(asked, visit.now)) })
    return {
      page: auditPage({
        frame,
        title: EXPORTS.title,
        about: EXPORTS.about,
        current: HERE,
        content: <ExportsContent frame={frame} form={shown} list={listed.body} policy={deps.policy} />,
        ...(form === undefined ? {} : { status: 400 }),
      }),
    }
  }

export const order =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { form } = visit
    const frame = await auditFrame(deps, visit)
    const reason = (form.get('skal') ?? '').trim()
    const [from, to] = [dayFrom(form.get('fran')), dayFrom(form.get('till'))]
    const format = FORMAT_NAMES.find((name) => name === form.get('format'))
    const errors = errorsOf(
      ['fran', from === undefined && EXTRACTS.dayWrong],
      ['till', to === undefined && EXTRACTS.dayWrong],
      ['format', format === undefined && EXPORTS.formatMissing],
      ['skal', reason === '' && REASON.missing],
    )
    if (from === undefined || to === undefined || format === undefined || reason === '')
      return showExports(deps)(visit, postedForm(form, errors))
    const logs = chosenLogs(form, frame.logs)
    const limits = limitsIn(form.get('filter') ?? undefined)
    const given = await visit.perform(orderExport, {
      body: {
        format,
        fran: from,
        till: to,
        skal: reason,
        ...(logs === undefined ? {} : { loggar: logs }),
        ...(Object.keys(limits).length === 0 ? {} : { filter: limits }),
      },
      idempotencyKey: keyOf(form),
    })
    if (given.problem === undefined) return { redirect: `${HERE}/${given.body.exportId}` }
    const told = fieldErrors(given.problem, ['skal', 'fran', 'till', 'format'])
    return told === undefined ? problemPage(given.problem) : showExports(deps)(visit, postedForm(form, told))
  }

const fetched = (visit: Visit, seconds = 0) =>
  visit.perform(fetchExport, { parameters: { exportId: visit.parameters.exportId ?? '' }, query: { vanta: seconds } })

export const showExport =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const given = await fetched(visit)
    if (given.problem !== undefined) return problemPage(given.problem)
    const one = given.body
    return {
      page: auditPage({
        frame: await auditFrame(deps, visit),
        title: EXPORTS.title,
        heading: `${EXPORTS.title}: ${EXPORT_STATES[one.status].toLowerCase()}`,
        about: EXPORTS.about,
        current: HERE,
        here: `${HERE}/${one.exportId}`,
        content: <ExportContent one={one} policy={deps.policy} />,
      }),
    }
  }

/** How far it has come, until it is ready; then the page is loaded anew. Ends too when the officer may no longer see it. */
export const exportEvents =
  () =>
  async (visit: Visit): Promise<PageAnswer> => ({
    events: async function* (signal): AsyncGenerator<ServerEvent> {
      let underWay = true
      while (underWay && !signal.aborted) {
        const { body: one } = await fetched(visit, LOOK_SECONDS)
        underWay = one?.status === 'vantar' || one?.status === 'pagar'
        if (one !== undefined) yield { event: 'piece', data: renderToString(<ExportNow one={one} />) }
        if (one !== undefined && underWay)
          yield { event: 'say', data: `${EXPORT_STATES[one.status]}, ${String(one.procent)} %` }
      }
      if (!underWay) yield { event: 'reload', data: '' }
    },
  })

export const fetchFile =
  () =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { exportId = '' } = visit.parameters
    const given = await visit.perform(fetchExportFile, { parameters: { exportId }, range: visit.range })
    return given.problem === undefined ? { file: given.body, contract: fetchExportFile } : problemPage(given.problem)
  }
