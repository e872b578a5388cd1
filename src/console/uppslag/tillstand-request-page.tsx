import type { ExceptionRule } from '../../policy/policy.ts'
import { Notice, PageHead } from '../frame/components.tsx'
import { Button, ButtonLink, Form, Select, TextArea, TextField } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { UppslagMenu } from './lookup-page.tsx'
import { LOOKUP } from './texts.ts'
import { RULE_NAMES, TILLSTAND } from './tillstand-texts.ts'

export interface RequestFields {
  readonly rule: string
  readonly number: string
  readonly arende: string
  readonly minutes: string
  readonly reason: string
}
export type RequestErrors = { readonly [F in keyof RequestFields]?: string }

export const requestPage = (props: {
  readonly rules: readonly { readonly rule: ExceptionRule; readonly most: number; readonly approved: boolean }[]
  readonly fields: RequestFields
  readonly errors: RequestErrors
  /** Sent with the form: pressing twice asks once. */
  readonly once: string
  readonly refused?: string | undefined
}): Page => {
  const { fields, errors } = props
  return {
    title: TILLSTAND.requestTitle,
    area: 'uppslag',
    under: '/uppslag/tillstand',
    ...(Object.keys(errors).length > 0 || props.refused !== undefined ? { status: 400 } : {}),
    content: (
      <>
        <UppslagMenu current="/uppslag/tillstand" looksUp />
        <PageHead title={TILLSTAND.requestTitle} about={TILLSTAND.requestAbout} />
        <div class="lookup">
          {props.refused === undefined ? null : <Notice is="failed">{props.refused}</Notice>}
          <Form action="/uppslag/tillstand/begar" values={{ nyckel: props.once }}>
            <Select
              name="regel"
              label={TILLSTAND.rule}
              error={errors.rule}
              value={fields.rule}
              nothing={LOOKUP.relationNothing}
              required
              options={props.rules.map(({ rule, most, approved }) => ({
                value: rule,
                label: TILLSTAND.ruleChoice(RULE_NAMES[rule], most, approved),
              }))}
            />
            <TextField
              name="number"
              label={TILLSTAND.number}
              hint={TILLSTAND.numberHint}
              error={errors.number}
              value={fields.number}
              maxLength={20}
            />
            <div class="two">
              <TextField
                name="arende"
                label={TILLSTAND.arende}
                error={errors.arende}
                value={fields.arende}
                maxLength={64}
              />
              <TextField
                name="minuter"
                label={TILLSTAND.minutes}
                error={errors.minutes}
                value={fields.minutes}
                numeric
                maxLength={4}
                required
              />
            </div>
            <TextArea
              name="motivering"
              label={TILLSTAND.reason}
              hint={TILLSTAND.reasonHint}
              error={errors.reason}
              value={fields.reason}
              rows={3}
              maxLength={1000}
              required
            />
            <div class="row">
              <Button main>{TILLSTAND.send}</Button>
              <ButtonLink href="/uppslag/tillstand">{TILLSTAND.cancel}</ButtonLink>
            </div>
          </Form>
        </div>
      </>
    ),
  }
}
