import type { RulesContent } from '../../review/follow-up/rules-file.ts'
import { Facts, Section } from '../frame/components.tsx'
import { Button, Form, Select, TextField } from '../frame/forms.tsx'
import type { FormState } from './form.ts'
import { DRAW, REASON } from './texts.ts'

export const DrawContent = (props: {
  readonly logs: readonly { readonly logg: string; readonly name: string }[]
  readonly mayProtected: boolean
  readonly form: FormState
  readonly rules: Pick<RulesContent, 'urval'>
}) => {
  const { values, errors, key } = props.form
  return (
    <div class="pair">
      <Section id="dra" title={DRAW.title}>
        <Form action="/logg/uppfoljning/dra" values={{ nyckel: key }}>
          <Select
            name="logg"
            label={DRAW.log}
            options={props.logs.map(({ logg, name }) => ({ value: logg, label: name }))}
            value={values.logg}
            error={errors.logg}
          />
          <TextField
            name="manad"
            label={DRAW.month}
            hint={DRAW.monthHint}
            value={values.manad}
            error={errors.manad}
            numeric
          />
          {props.mayProtected ? (
            <div class="field">
              <label class="choice" for="skyddade">
                <input
                  type="checkbox"
                  id="skyddade"
                  name="skyddade"
                  value="ja"
                  checked={values.skyddade !== undefined}
                  aria-describedby="skyddade-hint"
                />
                {DRAW.protectedPart}
              </label>
              <span class="hint" id="skyddade-hint">
                {DRAW.protectedHint}
              </span>
            </div>
          ) : null}
          <TextField
            name="skal"
            label={REASON.label}
            hint={REASON.hint}
            value={values.skal}
            error={errors.skal}
            maxLength={200}
          />
          <div>
            <Button main>{DRAW.act}</Button>
          </div>
        </Form>
      </Section>
      <Section id="urval" title={DRAW.method}>
        <Portions rules={props.rules} />
      </Section>
    </div>
  )
}

/** How a sample comes about, and how large it is. */
export const Portions = ({ rules: { urval } }: { readonly rules: Pick<RulesContent, 'urval'> }) => {
  const portion = ({ andel, minst, hogst }: RulesContent['urval']['slump']) => DRAW.portion(andel, minst, hogst)
  return (
    <>
      <Facts
        facts={[
          [DRAW.byChance, portion(urval.slump)],
          [DRAW.ofEachRule, DRAW.mostFlagged(urval.riktat.perRegel)],
          [DRAW.protectedOnes, portion(urval.skyddade)],
          [DRAW.reviewedWithin, DRAW.days(urval.klartInomDygn)],
        ]}
      />
      <p class="notice-text">{DRAW.howDrawn}</p>
    </>
  )
}
