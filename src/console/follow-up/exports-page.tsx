import type { Exportlista, Exportsvar } from '../../review/exports/exports-schema.ts'
import { FORMAT_NAMES } from '../../review/exports/formats/formats.ts'
import { type AuditFrame, logName } from '../audit/audit-frame.tsx'
import { Facts, Section, State, type StateName, Table } from '../frame/components.tsx'
import { dateText, momentText, wholeNumber } from '../frame/format.ts'
import { Button, ButtonLink, Form, Select, TextField } from '../frame/forms.tsx'
import { ChooseLogs } from './choose-logs.tsx'
import { limitFacts, Limits, type Names } from './export-limits.tsx'
import { EXPORT_CHOICES, EXPORT_STATES, EXPORTS, EXTRACTS, FORMAT_LABELS } from './extract-texts.ts'
import { ReasonField } from './extracts-page.tsx'
import type { FormState } from './form.ts'
import { COLUMNS } from './texts.ts'

type ExportState = Exportsvar['status']

const STATE_GLYPHS: Readonly<Record<ExportState, StateName>> = {
  vantar: 'none',
  pagar: 'running',
  klar: 'ok',
  misslyckad: 'failed',
}

const formatLabel = (format: string): string =>
  Object.hasOwn(FORMAT_LABELS, format) ? FORMAT_LABELS[format as keyof typeof FORMAT_LABELS] : format

const stateText = ({ status, procent }: Pick<Exportsvar, 'status' | 'procent'>): string =>
  status === 'pagar' ? `${EXPORT_STATES.pagar}, ${String(procent)} %` : EXPORT_STATES[status]

const logsText = (policy: Names, { loggar }: Pick<Exportsvar, 'loggar'>): string =>
  loggar.map((log) => logName(policy, log)).join(', ')

export const ExportsContent = (props: {
  readonly frame: AuditFrame
  readonly form: FormState
  readonly list: Exportlista
  readonly policy: Names
}) => (
  <>
    <Section id="exporter" title={listTitle(props.list)}>
      {props.list.exporter.length === 0 ? (
        <p>{EXPORTS.none}</p>
      ) : (
        <Table
          caption={EXPORTS.list}
          columns={[
            { label: EXPORTS.title },
            { label: COLUMNS.state },
            { label: COLUMNS.logs },
            { label: COLUMNS.days },
            { label: EXPORTS.until },
          ]}
          rows={props.list.exporter.map((one) => ({
            key: one.exportId,
            cells: [
              <a href={`/logg/export/${one.exportId}`}>
                {formatLabel(one.format)}, {momentText(new Date(one.bestalld))}
              </a>,
              <State is={STATE_GLYPHS[one.status]}>{stateText(one)}</State>,
              logsText(props.policy, one),
              `${one.fran} – ${one.till}`,
              dateText(new Date(one.kanHamtasTill)),
            ],
          }))}
        />
      )}
    </Section>
    <Section id="bestall" title={EXPORTS.order}>
      <OrderForm frame={props.frame} form={props.form} policy={props.policy} />
    </Section>
  </>
)

function listTitle({ exporter }: Exportlista): string {
  const ready = exporter.filter(({ status }) => status === 'klar').length
  return exporter.length === 0 ? EXPORTS.list : EXPORTS.listReady(ready, exporter.length)
}

const OrderForm = (props: { readonly frame: AuditFrame; readonly form: FormState; readonly policy: Names }) => {
  const { frame, form, policy } = props
  const { values, errors, key } = form
  return (
    <Form
      action="/logg/export"
      class="form two-columns"
      values={{ nyckel: key, filter: values.filter ?? '{}', utanfor: values.utanfor ?? '' }}
    >
      <Limits text={values.filter} left={values.utanfor} policy={policy} />
      <TextField
        name="fran"
        label={EXTRACTS.from}
        hint={EXPORTS.dayHint}
        value={values.fran}
        error={errors.fran}
        numeric
      />
      <TextField
        name="till"
        label={EXTRACTS.to}
        hint={EXPORTS.dayHint}
        value={values.till}
        error={errors.till}
        numeric
      />
      <Select
        name="format"
        label={EXPORTS.format}
        options={FORMAT_NAMES.map((name) => ({ value: name, label: FORMAT_LABELS[name] }))}
        value={values.format}
        error={errors.format}
      />
      <ReasonField form={form} />
      <ChooseLogs label={EXPORTS.logs} hint={EXTRACTS.logsHint} logs={frame.logs} value={values.loggar} />
      <div class="whole">
        <Button main>{EXPORTS.act}</Button>
      </div>
    </Form>
  )
}

export const ExportContent = (props: { readonly one: Exportsvar; readonly policy: Names }) => {
  const { one, policy } = props
  return (
    <>
      <Section id="export" title={`${formatLabel(one.format)}, ${one.fran} – ${one.till}`}>
        <ExportProgress one={one} />
        <Facts
          facts={[
            [COLUMNS.logs, logsText(policy, one)],
            ...(one.manifest === undefined ? [] : limitFacts(one.manifest.filter, policy)),
            [EXPORTS.until, momentText(new Date(one.kanHamtasTill))],
            [COLUMNS.records, one.manifest === undefined ? undefined : wholeNumber(one.manifest.antal)],
            [EXPORTS.file, one.fil?.namn],
            [EXPORTS.size, one.fil === undefined ? undefined : sizeText(one.fil.langd)],
            [EXPORTS.digest, one.fil === undefined ? undefined : <span class="fixed digest">{one.fil.sha256}</span>],
            [EXPORTS.choice, one.manifest === undefined ? undefined : EXPORT_CHOICES[one.manifest.urval]],
            [EXPORTS.pruned, prunedText(one, policy)],
          ]}
        />
        {one.status === 'klar' ? null : <p class="muted">{EXPORTS.resume}</p>}
        <p class="row files">
          {one.status === 'klar' ? (
            <ButtonLink main href={`/logg/export/${one.exportId}/fil`} file>
              {EXPORTS.fetch}
            </ButtonLink>
          ) : (
            <ButtonLink href={`/logg/export/${one.exportId}`}>{EXPORTS.refresh}</ButtonLink>
          )}
          <ButtonLink href="/logg/export">{EXPORTS.all}</ButtonLink>
        </p>
      </Section>
    </>
  )
}

function prunedText({ manifest }: Exportsvar, policy: Names): string | undefined {
  const pruned = (manifest?.loggar ?? []).filter(({ gallratFore }) => gallratFore !== undefined)
  if (pruned.length === 0) return undefined
  return pruned
    .map(({ logg, gallratFore }) => EXPORTS.prunedBefore(logName(policy, logg), new Date(gallratFore ?? 0)))
    .join(', ')
}

const sizeText = (bytes: number): string => (bytes < 10_000 ? EXPORTS.bytes(bytes) : `${wholeNumber(bytes / 1000)} kB`)

/** A piece of its own, which events replace while the export is made. */
export const ExportProgress = ({ one }: { readonly one: Pick<Exportsvar, 'exportId' | 'status' | 'procent'> }) => {
  const underWay = one.status === 'vantar' || one.status === 'pagar'
  return (
    <div
      class="export-progress"
      id="progress"
      data-events={underWay ? `/logg/export/${one.exportId}/handelser` : undefined}
    >
      <ExportNow one={one} />
    </div>
  )
}

export const ExportNow = ({ one }: { readonly one: Pick<Exportsvar, 'status' | 'procent'> }) => (
  <div id="progress-now">
    <State is={STATE_GLYPHS[one.status]}>{stateText(one)}</State>
    {one.status === 'vantar' || one.status === 'pagar' ? (
      <progress max={100} value={one.procent} aria-label={EXPORTS.title} />
    ) : null}
  </div>
)
