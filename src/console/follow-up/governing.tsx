import {
  fetchMatrix,
  fetchProcessingRecord,
  fetchReceipt,
  listAvtal,
  listPolicyChanges,
  showMatrix,
  showProcessingRecord,
} from '../../api/contracts/governing.ts'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import { auditFrame, auditPage } from '../audit/audit-frame.tsx'
import { ButtonLink } from '../frame/forms.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { AvtalContent, RegisterContent } from './avtal-page.tsx'
import { AVTAL, CHANGES, MATRIX } from './avtal-texts.ts'
import { ChangesContent } from './changes-page.tsx'
import type { FollowUpPagesDeps } from './deps.ts'
import { EXTRACTS } from './extract-texts.ts'
import { dayFrom, errorsOf } from './form.ts'
import { MatrixContent, MatrixForm } from './matrix-page.tsx'

export const showAvtal =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const listed = await visit.perform(listAvtal, {})
    if (listed.problem !== undefined) return problemPage(listed.problem)
    return {
      page: auditPage({
        frame: await auditFrame(deps, visit),
        title: AVTAL.title,
        about: AVTAL.about,
        current: '/logg/avtal',
        actions: <ButtonLink href="/logg/avtal/register">{AVTAL.register}</ButtonLink>,
        content: <AvtalContent list={listed.body} policy={deps.policy} />,
      }),
    }
  }

export const showRegister =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const shown = await visit.perform(showProcessingRecord, { query: {} })
    if (shown.problem !== undefined) return problemPage(shown.problem)
    return {
      page: auditPage({
        frame: await auditFrame(deps, visit),
        title: AVTAL.register,
        about: AVTAL.about,
        current: '/logg/avtal',
        here: '/logg/avtal/register',
        content: <RegisterContent register={shown.body} />,
      }),
    }
  }

export const fetchRegisterFile =
  () =>
  async (visit: Visit): Promise<PageAnswer> => {
    const given = await visit.perform(fetchProcessingRecord, { query: {} })
    return given.problem === undefined
      ? { file: given.body, contract: fetchProcessingRecord }
      : problemPage(given.problem)
  }

export const fetchReceiptFile =
  () =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { avslutId: id = '' } = visit.parameters
    const endingId = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : 0
    const given = await visit.perform(fetchReceipt, { parameters: { avslutId: endingId } })
    return given.problem === undefined ? { file: given.body, contract: fetchReceipt } : problemPage(given.problem)
  }

/** Board and day stand in the address. */
export const showMatrixPage =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { query } = visit
    const frame = await auditFrame(deps, visit)
    const boards = frame.logs.filter(({ logg }) => logg !== OWN_LOG)
    const stadsdel = boards.find(({ logg }) => logg === query.get('stadsdel'))?.logg ?? boards[0]?.logg
    const wanted = query.get('datum') ?? swedishDate(visit.now)
    const day = dayFrom(wanted)
    const errors = errorsOf(['datum', day === undefined && EXTRACTS.dayWrong])
    const shown =
      stadsdel === undefined || day === undefined
        ? undefined
        : await visit.perform(showMatrix, { parameters: { stadsdel }, query: { datum: day } })
    if (shown?.problem !== undefined) return problemPage(shown.problem)
    return {
      page: auditPage({
        frame,
        title: MATRIX.title,
        about: MATRIX.about,
        current: '/logg/matris',
        actions: <ButtonLink href="/logg/matris/andringar">{MATRIX.history}</ButtonLink>,
        content: (
          <>
            <MatrixForm
              boards={boards}
              form={{ values: { stadsdel: stadsdel ?? '', datum: wanted }, errors, key: '' }}
            />
            {shown === undefined ? null : <MatrixContent matrix={shown.body} policy={deps.policy} />}
          </>
        ),
        ...(day === undefined ? { status: 400 } : {}),
      }),
    }
  }

export const fetchMatrixFile =
  () =>
  async (visit: Visit): Promise<PageAnswer> => {
    const day = dayFrom(visit.query.get('datum'))
    const given = await visit.perform(fetchMatrix, {
      parameters: { stadsdel: visit.query.get('stadsdel') ?? '' },
      query: day === undefined ? {} : { datum: day },
    })
    return given.problem === undefined ? { file: given.body, contract: fetchMatrix } : problemPage(given.problem)
  }

export const showChanges =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const listed = await visit.perform(listPolicyChanges, {})
    if (listed.problem !== undefined) return problemPage(listed.problem)
    return {
      page: auditPage({
        frame: await auditFrame(deps, visit),
        title: MATRIX.history,
        about: CHANGES.about,
        current: '/logg/matris',
        here: '/logg/matris/andringar',
        content: <ChangesContent list={listed.body} boards={deps.policy.stadsdelar} />,
      }),
    }
  }
