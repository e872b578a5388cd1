import type { RulesContent } from '../../review/follow-up/rules-file.ts'
import type { Urvalsinnehall } from '../../review/follow-up/sample-schema.ts'
import { VERDICTS } from '../../review/follow-up/sample-store.ts'
import { Facts, Notice, Section, Table } from '../frame/components.tsx'
import { momentText } from '../frame/format.ts'
import { Button, ButtonLink, Form, TextField } from '../frame/forms.tsx'
import type { FormState } from './form.ts'
import { COLUMNS, REASON, SAMPLE, VERDICT_NAMES } from './texts.ts'
import { ruleName, VerdictName } from './words.tsx'

/** Whether somebody is the officer who looks. */
export type IsMe = (person: { readonly utfardare: string; readonly slutanvandare: string }) => boolean

/** The end of the month: the signature when all is judged, and what was signed. */
export const Closing = (props: {
  readonly sample: Urvalsinnehall
  readonly form: FormState
  /** What is left is the officer's own, or nobody's that she may judge. */
  readonly waitsForOthers: boolean
}) => {
  const { sample, form } = props
  if (sample.avslutat !== null) return <Signed sample={sample} />
  if (props.waitsForOthers)
    return (
      <Notice is="held">
        <p>{SAMPLE.allOthers}</p>
      </Notice>
    )
  if (sample.kvar > 0) return null
  return (
    <Section id="avslut" title={SAMPLE.allJudged(sample.poster)}>
      <div class="pair">
        <Counts sample={sample} />
        <Form action={`/logg/uppfoljning/${sample.urvalId}/avslut`}>
          <p>{SAMPLE.signAbout}</p>
          <TextField
            name="skal"
            label={REASON.label}
            hint={REASON.hint}
            value={form.values.skal}
            error={form.errors.skal}
            maxLength={200}
          />
          <div>
            <Button main id="sign">
              {SAMPLE.sign}
            </Button>
          </div>
        </Form>
      </div>
    </Section>
  )
}

const Counts = ({ sample }: { readonly sample: Urvalsinnehall }) => {
  const last = sample.innehall.map(({ bedomningar }) => bedomningar.at(-1)?.utfall)
  return (
    <Facts
      facts={VERDICTS.map((verdict) => [VERDICT_NAMES[verdict], String(last.filter((one) => one === verdict).length)])}
    />
  )
}

const Signed = ({ sample }: { readonly sample: Urvalsinnehall }) => {
  const verify = SAMPLE.verifyCommand(sample.nyckel)
  const redraw = SAMPLE.redrawCommand(sample.logg)
  return (
    <Section id="avslut" title={`${SAMPLE.signed} ${momentText(new Date(sample.avslutat ?? sample.draget))}`}>
      <div class="pair">
        <div>
          <Counts sample={sample} />
          <p class="row files">
            <ButtonLink main href={`/logg/uppfoljning/${sample.urvalId}/protokoll?form=pdf`} file>
              {SAMPLE.pdf}
            </ButtonLink>
            <ButtonLink href={`/logg/uppfoljning/${sample.urvalId}/protokoll?form=dokument`} file>
              {SAMPLE.document}
            </ButtonLink>
          </p>
        </div>
        <div class="verification">
          <h3>{SAMPLE.howToCheck}</h3>
          <p>{SAMPLE.check}</p>
          <Command text={verify} />
          <p>{SAMPLE.redraw}</p>
          <Command text={redraw} />
        </div>
      </div>
    </Section>
  )
}

/** A command to copy. */
export const Command = ({ text }: { readonly text: string }) => (
  <p class="command">
    <code>{text}</code>
    <button type="button" class="button small-button scripted" data-copy={text}>
      {SAMPLE.copyCommand}
    </button>
  </p>
)

/** For whoever looks for one among them. */
export const AllItems = (props: {
  readonly sample: Urvalsinnehall
  readonly rules: Pick<RulesContent, 'regler'>
  readonly isMe: IsMe
  readonly open: number | undefined
}) => (
  <details class="all-items">
    <summary>
      {SAMPLE.all} ({props.sample.poster})
    </summary>
    <Table
      caption={SAMPLE.all}
      columns={[
        { label: COLUMNS.number },
        { label: COLUMNS.when },
        { label: COLUMNS.who },
        { label: COLUMNS.ground },
        { label: COLUMNS.verdict },
      ]}
      rows={props.sample.innehall.map((item) => {
        const verdict = item.bedomningar.at(-1)
        return {
          key: String(item.post),
          cells: [
            <a href={`?post=${String(item.post)}`} aria-current={item.post === props.open ? 'true' : undefined}>
              {SAMPLE.item(item.post)}
            </a>,
            item.uppslag === null ? SAMPLE.prunedOne : momentText(new Date(item.uppslag.tid)),
            item.uppslag?.slutanvandare ?? '–',
            item.grunder.map(({ regel }) => ruleName(props.rules, regel)).join(', '),
            verdict === undefined ? (
              <span class="muted">{item.egetUppslag ? SAMPLE.yours : SAMPLE.leftToJudge}</span>
            ) : (
              <span class="row tight">
                <VerdictName is={verdict.utfall} />
              </span>
            ),
          ],
        }
      })}
    />
  </details>
)
