import type { Utdragslista } from '../../review/extracts/extract-schema.ts'
import { type AuditFrame, logName } from '../audit/audit-frame.tsx'
import { Facts, Notice, Section, State, type StateName, Table } from '../frame/components.tsx'
import { dateText } from '../frame/format.ts'
import { Button, ButtonLink, Form, TextArea, TextField } from '../frame/forms.tsx'
import { ChooseLogs } from './choose-logs.tsx'
import type { FollowUpPagesDeps } from './deps.ts'
import { EXTRACT_STATES, EXTRACTS } from './extract-texts.ts'
import type { FormState } from './form.ts'
import { COLUMNS, REASON } from './texts.ts'

export type ListedExtract = Utdragslista['utdrag'][number]

const STATE_GLYPHS: Readonly<Record<ListedExtract['status'], StateName>> = {
  forberett: 'held',
  utlamnat: 'ok',
  avvisat: 'none',
}

export const ExtractState = ({ one }: { readonly one: Pick<ListedExtract, 'status'> }) => (
  <State is={STATE_GLYPHS[one.status]}>{EXTRACT_STATES[one.status]}</State>
)

/** What an officer has written, and what is there already. */
export const ExtractsContent = (props: {
  readonly frame: AuditFrame
  readonly form: FormState
  readonly list: Utdragslista
  readonly policy: FollowUpPagesDeps['policy']
}) => (
  <>
    <Section id="utdrag" title={listTitle(props.list)}>
      {props.list.utdrag.length === 0 ? <p>{EXTRACTS.none}</p> : <List list={props.list} policy={props.policy} />}
    </Section>
    <Section id="forbered" title={EXTRACTS.prepare}>
      <PrepareForm frame={props.frame} form={props.form} />
    </Section>
  </>
)

function listTitle({ utdrag }: Utdragslista): string {
  const waiting = utdrag.filter(({ status }) => status === 'forberett').length
  return waiting === 0 ? EXTRACTS.list : EXTRACTS.listWaiting(waiting)
}

const List = ({ list, policy }: { readonly list: Utdragslista; readonly policy: FollowUpPagesDeps['policy'] }) => (
  <>
    <Table
      caption={EXTRACTS.list}
      columns={[
        { label: COLUMNS.extract },
        { label: COLUMNS.state },
        { label: COLUMNS.logs },
        { label: EXTRACTS.preparedBy },
        { label: EXTRACTS.removedAt },
      ]}
      rows={list.utdrag.map((one) => ({
        key: one.utdragId,
        cells: [
          <a href={`/logg/utdrag/${one.utdragId}`}>{nameOf(one)}</a>,
          <ExtractState one={one} />,
          one.loggar.map((log) => logName(policy, log)).join(', '),
          one.slutanvandare,
          dateText(new Date(one.giltigTill)),
        ],
      }))}
    />
    <p class="row">
      {list.page > 1 ? <a href={`/logg/utdrag?sida=${String(list.page - 1)}`}>{EXTRACTS.newer}</a> : null}
      {list.fler ? <a href={`/logg/utdrag?sida=${String(list.page + 1)}`}>{EXTRACTS.older}</a> : null}
    </p>
  </>
)

/** Nothing says whom it is about: the request's own name, or when it was prepared. */
export const nameOf = ({ arende, begart }: Pick<ListedExtract, 'arende' | 'begart'>): string =>
  arende ?? EXTRACTS.unnamed(new Date(begart))

const PrepareForm = ({ frame, form }: { readonly frame: AuditFrame; readonly form: FormState }) => {
  const { values, errors, key } = form
  return (
    <Form action="/logg/utdrag" class="form two-columns" values={{ nyckel: key }}>
      <TextField
        name="personnummer"
        label={EXTRACTS.number}
        hint={EXTRACTS.numberHint}
        value={values.personnummer}
        error={errors.personnummer}
        maxLength={14}
        numeric
      />
      <TextField
        name="arende"
        label={EXTRACTS.request}
        hint={EXTRACTS.requestHint}
        value={values.arende}
        error={errors.arende}
        maxLength={64}
      />
      <TextField
        name="fran"
        label={EXTRACTS.from}
        hint={EXTRACTS.dayHint}
        value={values.fran}
        error={errors.fran}
        numeric
      />
      <TextField
        name="till"
        label={EXTRACTS.to}
        hint={EXTRACTS.dayHint}
        value={values.till}
        error={errors.till}
        numeric
      />
      <ChooseLogs label={EXTRACTS.logs} hint={EXTRACTS.logsHint} logs={frame.logs} value={values.loggar} />
      <ReasonField form={form} />
      <div class="whole">
        <Button main>{EXTRACTS.act}</Button>
      </div>
    </Form>
  )
}

export const ReasonField = ({ form, id = 'skal' }: { readonly form: FormState; readonly id?: string }) => (
  <TextField
    name="skal"
    id={id}
    label={REASON.label}
    hint={REASON.hint}
    value={form.values.skal}
    error={form.errors.skal}
    maxLength={200}
  />
)

export interface ExtractData {
  readonly one: ListedExtract
  readonly own: boolean
  /** The act that the form below is about, if one was refused. */
  readonly form: FormState
  readonly policy: FollowUpPagesDeps['policy']
}

/** One extract: its state in words, and what this officer can do. */
export const ExtractContent = ({ one, own, form, policy }: ExtractData) => {
  const { utdragId, status, beslut } = one
  const address = `/logg/utdrag/${utdragId}`
  return (
    <>
      <Section id="lage" title={<ExtractState one={one} />}>
        <Facts
          facts={[
            [EXTRACTS.reference, one.arende ?? EXTRACTS.noReference],
            [COLUMNS.logs, one.loggar.map((log) => logName(policy, log)).join(', ')],
            [EXTRACTS.prepared, EXTRACTS.preparedAtBy(new Date(one.begart), own ? undefined : one.slutanvandare)],
            [EXTRACTS.decision, beslut === null ? EXTRACTS.noDecision : decisionText(beslut)],
            [EXTRACTS.removedAt, dateText(new Date(one.giltigTill))],
          ]}
        />
      </Section>
      {status === 'forberett' ? (
        <Section id="forhandsgranskning" title={EXTRACTS.preview}>
          {own ? (
            <Notice is="held">
              <p>{EXTRACTS.own}</p>
            </Notice>
          ) : null}
          <p>{EXTRACTS.previewAbout}</p>
          <Form action={`${address}/forhandsgranskning`} class="form narrow-form">
            <ReasonField form={form} />
            <div class="row">
              <Button main name="format" value="sida">
                {EXTRACTS.preview}
              </Button>
              <Button name="format" value="pdf">
                {EXTRACTS.previewFile}
              </Button>
            </div>
          </Form>
        </Section>
      ) : null}
      {status === 'utlamnat' ? (
        <Section id="hamta" title={EXTRACTS.fetch}>
          <p>{EXTRACTS.fetchAbout}</p>
          <Form action={`${address}/fil`} class="form narrow-form">
            <ReasonField form={form} />
            <div class="row">
              <Button main name="format" value="pdf">
                {EXTRACTS.fetchPdf}
              </Button>
              <Button name="format" value="json">
                {EXTRACTS.fetchJson}
              </Button>
            </div>
          </Form>
        </Section>
      ) : null}
      <p class="row">
        <ButtonLink href="/logg/utdrag">{EXTRACTS.all}</ButtonLink>
      </p>
    </>
  )
}

const decisionText = ({ utfall, av, tid, kommentar }: NonNullable<ListedExtract['beslut']>): string =>
  EXTRACTS.decided(utfall === 'lamna-ut', new Date(tid), av, kommentar)

/** After the preview, and only there: what is released has been seen. */
export const DecisionForm = (props: {
  readonly extractId: string
  readonly keptId: string
  readonly own: boolean
  readonly form: FormState
}) => {
  const { form, own } = props
  return (
    <Section id="beslut" title={EXTRACTS.decide}>
      {own ? (
        <Notice is="held">
          <p>{EXTRACTS.own}</p>
        </Notice>
      ) : (
        <p>{EXTRACTS.ownRule}</p>
      )}
      <Form action={`/logg/utdrag/${props.extractId}/beslut`} class="form narrow-form" values={{ view: props.keptId }}>
        <TextArea
          name="kommentar"
          label={EXTRACTS.comment}
          hint={EXTRACTS.commentHint}
          value={form.values.kommentar}
          error={form.errors.kommentar}
          maxLength={1000}
          first={form.errors.kommentar !== undefined}
        />
        <ReasonField form={form} />
        <div class="row">
          {own ? null : (
            <Button main name="beslut" value="lamna-ut">
              {EXTRACTS.release}
            </Button>
          )}
          <Button name="beslut" value="avvisa">
            {EXTRACTS.refuse}
          </Button>
        </div>
      </Form>
    </Section>
  )
}
