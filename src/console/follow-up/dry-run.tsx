import type { ComponentChildren } from 'preact'
import { tryRules } from '../../api/contracts/board.ts'
import type { Provkorningssvar } from '../../review/follow-up/board-schema.ts'
import { monthsAt } from '../../review/follow-up/draw-sample.ts'
import { type AuditFrame, auditFrame, auditPage } from '../audit/audit-frame.tsx'
import { Section, Table } from '../frame/components.tsx'
import { Button, ButtonLink, Form, Select, TextField } from '../frame/forms.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import type { FollowUpPagesDeps } from './deps.ts'
import { emptyForm, errorsOf, fieldErrors, type FormState, monthFrom, postedForm } from './form.ts'
import { COLUMNS, DRAW, DRY_RUN, REASON } from './texts.ts'
import { ruleName } from './words.tsx'

const HERE = '/logg/uppfoljning/provkorning'
/** How long the question of a result can be asked anew by its address. */
const MINUTES = 30

interface Question {
  readonly skal: string
  readonly manad: string
  readonly logg: string | undefined
}

export const showDryRun =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const frame = await auditFrame(deps, visit)
    return formPage(frame, emptyForm({ manad: monthsAt(visit.now).last, skal: frame.reason ?? '' }))
  }

export const askDryRun =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const { form } = visit
    const frame = await auditFrame(deps, visit)
    const reason = (form.get('skal') ?? '').trim()
    const month = monthFrom(form.get('manad'))
    const errors = errorsOf(
      ['skal', reason === '' && REASON.missing],
      ['manad', month === undefined && DRAW.monthWrong],
    )
    if (month === undefined || reason === '') return formPage(frame, postedForm(form, errors))
    const log = frame.logs.find((one) => one.logg === form.get('logg'))?.logg
    const question: Question = { skal: reason, manad: month, logg: log }
    return { redirect: `${HERE}/${await visit.keep(question, MINUTES)}` }
  }

export const showDryRunResult =
  (deps: FollowUpPagesDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const kept = (await visit.kept(visit.parameters.id ?? '')) as Question | undefined
    if (kept === undefined) return { redirect: HERE }
    const { skal, manad, logg } = kept
    const tried = await visit.perform(tryRules, {
      body: { skal, manad, ...(logg === undefined ? {} : { loggar: [logg] }) },
    })
    if (tried.problem !== undefined) {
      const told = fieldErrors(tried.problem, ['skal', 'manad'])
      if (told === undefined) return problemPage(tried.problem)
      return formPage(await auditFrame(deps, visit), { ...emptyForm({ skal, manad, logg: logg ?? '' }), errors: told })
    }
    const frame = await auditFrame(deps, visit)
    return page(frame, <Results tried={tried.body} frame={frame} deps={deps} />)
  }

const page = (frame: AuditFrame, content: ComponentChildren, status?: number): PageAnswer => ({
  page: auditPage({
    frame,
    title: DRY_RUN.title,
    about: DRY_RUN.about,
    current: '/logg/uppfoljning',
    here: HERE,
    content,
    ...(status === undefined ? {} : { status }),
  }),
})

const formPage = (frame: AuditFrame, form: FormState): PageAnswer =>
  page(frame, <Question frame={frame} form={form} />, Object.keys(form.errors).length > 0 ? 400 : undefined)

const Question = ({ frame, form }: { readonly frame: AuditFrame; readonly form: FormState }) => (
  <Section id="prova" title={DRY_RUN.title}>
    <Form action={HERE} class="form narrow-form">
      <TextField
        name="manad"
        label={DRAW.month}
        hint={DRAW.monthHint}
        value={form.values.manad}
        error={form.errors.manad}
        numeric
      />
      <Select
        name="logg"
        label={DRY_RUN.logs}
        nothing={DRY_RUN.all}
        options={frame.logs.map(({ logg, name }) => ({ value: logg, label: name }))}
        value={form.values.logg}
      />
      <TextField
        name="skal"
        label={REASON.label}
        hint={REASON.hint}
        value={form.values.skal}
        error={form.errors.skal}
        maxLength={200}
      />
      <div>
        <Button main>{DRY_RUN.act}</Button>
      </div>
    </Form>
  </Section>
)

const Results = (props: {
  readonly tried: Provkorningssvar
  readonly frame: AuditFrame
  readonly deps: FollowUpPagesDeps
}) => {
  const { tried, frame, deps } = props
  return (
    <>
      <p class="row">
        <ButtonLink href={HERE}>{DRY_RUN.again}</ButtonLink>
      </p>
      {tried.loggar.map(({ logg, antalText, regler }) => {
        const name = frame.logs.find((one) => one.logg === logg)?.name ?? logg
        return (
          <Section
            id={`logg-${logg}`}
            title={DRY_RUN.heading(name, tried.manad, antalText)}
            aside={
              <>
                {DRY_RUN.version} <span class="fixed">{tried.regelversion}</span>
              </>
            }
          >
            <Table
              caption={DRY_RUN.caption(name)}
              columns={[
                { label: COLUMNS.rule },
                { label: DRY_RUN.flags, number: true },
                { label: DRY_RUN.users, number: true },
              ]}
              rows={regler.map((one) => ({
                key: one.regel,
                cells: [
                  <a href={`/logg/uppfoljning/regler#${encodeURIComponent(one.regel)}`}>
                    {ruleName(deps.rules.followUp, one.regel)}
                  </a>,
                  one.antalText,
                  one.anvandare === null ? DRY_RUN.fewUsers : String(one.anvandare),
                ],
              }))}
            />
          </Section>
        )
      })}
    </>
  )
}
