import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import {
  decideExtract,
  fetchExtract,
  listExtracts,
  prepareExtract,
  previewExtract,
  showExtract,
} from '../../api/contracts/extracts.ts'
import { parsePersonnummer } from '../../mapping/personnummer.ts'
import type { ExtractFile } from '../../review/extracts/extract-schema.ts'
import { auditFrame, auditPage } from '../audit/audit-frame.tsx'
import { nothingPage } from '../frame/layout.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { chosenLogs } from './choose-logs.tsx'
import type { FollowUpPagesDeps } from './deps.ts'
import { EXTRACTS } from './extract-texts.ts'
import { DecisionForm, ExtractContent, ExtractsContent, nameOf } from './extracts-page.tsx'
import { dayFrom, emptyForm, errorsOf, fieldErrors, type FormState, keyOf, postedForm } from './form.ts'
import { ExtractBand, PreviewContent } from './preview-page.tsx'
import { REASON } from './texts.ts'

const HERE = '/logg/utdrag'
const MINUTES = 10
const FIELDS = ['skal', 'personnummer', 'arende', 'fran', 'till']

export const showExtracts =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit, form?: FormState): Promise<PageAnswer> => {
    const wanted = Number(visit.query.get('sida') ?? '1')
    const page = Number.isInteger(wanted) && wanted > 0 && wanted < 1000 ? wanted : 1
    const listed = await visit.perform(listExtracts, { query: { page } })
    if (listed.problem !== undefined) return problemPage(listed.problem)
    const frame = await auditFrame(deps, visit)
    const shown = form ?? emptyForm({ skal: frame.reason ?? '' })
    return {
      page: auditPage({
        frame,
        title: EXTRACTS.title,
        about: EXTRACTS.about,
        current: HERE,
        content: <ExtractsContent frame={frame} form={shown} list={listed.body} policy={deps.policy} />,
        ...(form === undefined ? {} : { status: 400 }),
      }),
    }
  }

/** The number is in the posted body alone; where it leads says nothing of whom. */
export const prepare =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { form, now } = visit
    const frame = await auditFrame(deps, visit)
    const text = (name: string) => (form.get(name) ?? '').trim()
    const number = parsePersonnummer(text('personnummer').replaceAll(' ', ''), now)
    const [from, to] = [dayFrom(text('fran')), dayFrom(text('till'))]
    const errors = errorsOf(
      ['personnummer', number === undefined && EXTRACTS.numberWrong],
      ['skal', text('skal') === '' && REASON.missing],
      ['fran', text('fran') !== '' && from === undefined && EXTRACTS.dayWrong],
      ['till', text('till') !== '' && to === undefined && EXTRACTS.dayWrong],
    )
    if (number === undefined || Object.keys(errors).length > 0)
      return showExtracts(deps)(visit, postedForm(form, errors))
    const logs = chosenLogs(form, frame.logs)
    const given = await visit.perform(prepareExtract, {
      body: {
        skal: text('skal'),
        personnummer: number,
        ...(logs === undefined ? {} : { loggar: logs }),
        ...(from === undefined ? {} : { fran: from }),
        ...(to === undefined ? {} : { till: to }),
        ...(text('arende') === '' ? {} : { arende: text('arende') }),
      },
      idempotencyKey: keyOf(form),
    })
    if (given.problem === undefined) return { redirect: `${HERE}/${given.body.utdragId}` }
    const told = fieldErrors(given.problem, FIELDS)
    return told === undefined ? problemPage(given.problem) : showExtracts(deps)(visit, postedForm(form, told))
  }

const stateOf = (visit: Visit) =>
  visit.perform(showExtract, { parameters: { utdragId: visit.parameters.utdragId ?? '' } })

const isOwn = ({ who }: Visit, one: { readonly utfardare: string; readonly slutanvandare: string }): boolean =>
  one.utfardare === who.caller.utfardare && one.slutanvandare === who.caller.slutanvandare

export const showOne =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit, form?: FormState): Promise<PageAnswer> => {
    const state = await stateOf(visit)
    if (state.problem !== undefined) return problemPage(state.problem)
    const frame = await auditFrame(deps, visit)
    const one = state.body.utdrag
    const shown = form ?? emptyForm({ skal: frame.reason ?? '' })
    return {
      page: auditPage({
        frame,
        title: EXTRACTS.title,
        heading: `${EXTRACTS.title} ${nameOf(one)}`,
        about: EXTRACTS.about,
        current: HERE,
        here: `${HERE}/${one.utdragId}`,
        content: <ExtractContent one={one} own={isOwn(visit, one)} form={shown} policy={deps.policy} />,
        ...(form === undefined ? {} : { status: 400 }),
      }),
    }
  }

/** What a preview is shown by: its one record is that of the preview itself. */
interface Preview {
  readonly utdragId: string
  readonly skal: string
  readonly own: boolean
  readonly undecided: boolean
  readonly name: string
}

/** The page keeps why it is opened; each time that it is shown is a preview in the log. */
export const askPreview =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { form } = visit
    const reason = (form.get('skal') ?? '').trim()
    if (reason === '') return showOne(deps)(visit, postedForm(form, { skal: REASON.missing }))
    const { utdragId = '' } = visit.parameters
    if (form.get('format') !== 'pdf') {
      const state = await stateOf(visit)
      if (state.problem !== undefined) return problemPage(state.problem)
      const one = state.body.utdrag
      const preview: Preview = {
        utdragId,
        skal: reason,
        own: isOwn(visit, one),
        undecided: one.beslut === null,
        name: nameOf(one),
      }
      return { redirect: `${HERE}/${one.utdragId}/forhandsgranskning/${await visit.keep(preview, MINUTES)}` }
    }
    const given = await visit.perform(previewExtract, {
      parameters: { utdragId },
      body: { skal: reason, format: 'pdf' },
    })
    if (given.problem === undefined) return { file: given.body, contract: previewExtract }
    const told = fieldErrors(given.problem, ['skal'])
    return told === undefined ? problemPage(given.problem) : showOne(deps)(visit, postedForm(form, told))
  }

export const showPreview =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit, form?: FormState, keptId = visit.parameters.id ?? ''): Promise<PageAnswer> => {
    const { utdragId = '' } = visit.parameters
    const kept = (await visit.kept(keptId)) as Preview | undefined
    if (kept?.utdragId !== utdragId)
      return { page: nothingPage({ title: EXTRACTS.preview, text: EXTRACTS.gone }, 410, <BackTo id={utdragId} />) }
    const given = await visit.perform(previewExtract, {
      parameters: { utdragId },
      body: { skal: kept.skal, format: 'json' },
    })
    if (given.problem !== undefined) {
      const told = fieldErrors(given.problem, ['skal'])
      return told === undefined
        ? problemPage(given.problem)
        : showOne(deps)(visit, { ...emptyForm({ skal: kept.skal }), errors: told })
    }
    const file = await fileOf(given.body.content)
    const frame = await auditFrame(deps, visit)
    const shown = form ?? emptyForm({ skal: kept.skal })
    return {
      page: {
        ...auditPage({
          frame,
          title: EXTRACTS.preview,
          heading: `${EXTRACTS.previewOf}: ${kept.name}`,
          about: EXTRACTS.previewAbout,
          current: HERE,
          here: `${HERE}/${utdragId}`,
          content: (
            <>
              <PreviewContent extract={file.utdrag} />
              {kept.undecided ? (
                <DecisionForm extractId={utdragId} keptId={keptId} own={kept.own} form={shown} />
              ) : (
                <BackTo id={utdragId} />
              )}
            </>
          ),
          ...(form === undefined ? {} : { status: 400 }),
        }),
        band: <ExtractBand number={file.utdrag.personnummer} name={kept.name} />,
      },
    }
  }

const BackTo = ({ id }: { readonly id: string }) => (
  <p>
    <a href={`${HERE}/${encodeURIComponent(id)}`}>{EXTRACTS.toExtract}</a>
  </p>
)

async function fileOf(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<ExtractFile> {
  const json = content instanceof Uint8Array ? Buffer.from(content).toString() : await textOf(Readable.from(content))
  return JSON.parse(json) as ExtractFile
}

export const decide =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { form } = visit
    const { utdragId = '' } = visit.parameters
    const comment = (form.get('kommentar') ?? '').replaceAll('\r\n', '\n').trim()
    const reason = (form.get('skal') ?? '').trim()
    const keptId = form.get('view') ?? ''
    const refused = (errors: FormState['errors']) => showPreview(deps)(visit, postedForm(form, errors), keptId)
    const errors = errorsOf(
      ['kommentar', comment.length < 5 && EXTRACTS.commentMissing],
      ['skal', reason === '' && REASON.missing],
    )
    if (Object.keys(errors).length > 0) return refused(errors)
    const decision = form.get('beslut') === 'lamna-ut' ? 'lamna-ut' : 'avvisa'
    const given = await visit.perform(decideExtract, {
      parameters: { utdragId },
      body: { skal: reason, beslut: decision, kommentar: comment },
    })
    if (given.problem === undefined) {
      await visit.drop(keptId)
      return { redirect: `${HERE}/${given.body.utdragId}` }
    }
    const told = fieldErrors(given.problem, ['kommentar', 'skal'])
    return told === undefined ? problemPage(given.problem) : refused(told)
  }

export const fetchFile =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { form } = visit
    const reason = (form.get('skal') ?? '').trim()
    if (reason === '') return showOne(deps)(visit, postedForm(form, { skal: REASON.missing }))
    const { utdragId = '' } = visit.parameters
    const format = form.get('format') === 'json' ? 'json' : 'pdf'
    const given = await visit.perform(fetchExtract, { parameters: { utdragId }, body: { skal: reason, format } })
    if (given.problem === undefined) return { file: given.body, contract: fetchExtract }
    const told = fieldErrors(given.problem, ['skal'])
    return told === undefined ? problemPage(given.problem) : showOne(deps)(visit, postedForm(form, told))
  }
