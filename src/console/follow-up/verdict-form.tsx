import { type Judgement, VERDICTS } from '../../review/follow-up/sample-store.ts'
import { Button, Form, TextArea } from '../frame/forms.tsx'
import type { FormState } from './form.ts'
import { SAMPLE } from './texts.ts'
import { VerdictName } from './words.tsx'

const KEYS: Readonly<Record<Judgement, string>> = { befogad: 'G', 'behover-utredas': 'U', obefogad: 'O' }

/** Three buttons of one weight: the page suggests none. */
export const VerdictForm = (props: { readonly sampleId: string; readonly post: number; readonly form: FormState }) => (
  <Form
    action={`/logg/uppfoljning/${props.sampleId}/bedomning`}
    values={{ post: String(props.post), nyckel: props.form.key }}
  >
    <TextArea
      name="kommentar"
      label={SAMPLE.comment}
      hint={SAMPLE.commentHint}
      rows={4}
      maxLength={2000}
      value={props.form.values.kommentar}
      error={props.form.errors.kommentar}
      first={props.form.errors.kommentar !== undefined}
    />
    <fieldset>
      <legend class="hidden">{SAMPLE.verdict}</legend>
      <div class="verdicts">
        {VERDICTS.map((verdict) => (
          <Button name="utfall" value={verdict} id={verdict}>
            <VerdictName is={verdict} />
            <kbd>Alt+{KEYS[verdict]}</kbd>
          </Button>
        ))}
      </div>
    </fieldset>
    <p class="small muted">{SAMPLE.question}</p>
  </Form>
)
