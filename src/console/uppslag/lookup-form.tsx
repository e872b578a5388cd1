import { type Identifiering, IDENTIFIERINGAR } from '../../policy/policy.ts'
import { IDENTIFIERING_NAMES } from '../../policy/rule-texts.ts'
import { Button, Form, Select, TextField } from '../frame/forms.tsx'
import { type FieldErrors, type LookupFields, NUMBER_KINDS } from './lookup-request.ts'
import { IDENTIFIERING_LABELS, LOOKUP, RELATION_NAMES } from './texts.ts'

/** What the choice of purpose needs to know of each. */
export interface AndamalChoice {
  readonly kod: string
  readonly namn: string
  readonly kraverArende: boolean
  readonly identifiering: Identifiering
}

export interface LookupFormProps {
  readonly andamal: readonly AndamalChoice[]
  readonly fields: LookupFields
  readonly errors?: FieldErrors
  /** The view whose person is looked up again, and what else names the person; absent: the number is typed. */
  readonly same?: {
    readonly view: string
    readonly personId: string
    readonly shownNumber: string
    readonly live: boolean
  }
  /** Before the ids of its fields, where the form stands beside another. */
  readonly prefix?: string
}

/** In the order of the conversation; the first field takes the cursor, and Enter sends. */
export const LookupForm = ({ andamal, fields, errors = {}, same, prefix = '' }: LookupFormProps) => {
  const field = <N extends keyof LookupFields>(name: N, id: string = name) => ({
    name,
    id: `${prefix}${id}`,
    value: fields[name],
    error: errors[name],
  })
  const unusual = fields.kind !== 'auto' || fields.tillstand !== '' || errors.tillstand !== undefined
  return (
    <Form
      action="/uppslag"
      class="form lookup-form"
      attributes={{ 'data-enter': '' }}
      {...(same === undefined ? {} : { values: { fran: same.view, personId: same.personId } })}
    >
      {same === undefined ? (
        <TextField
          {...field('number')}
          label={LOOKUP.number}
          hint={LOOKUP.numberHint}
          maxLength={110}
          required
          first={Object.keys(errors).length === 0 || errors.number !== undefined}
        />
      ) : (
        <p class="muted">{LOOKUP.same(same.shownNumber)}</p>
      )}
      <Select
        {...field('andamal')}
        label={LOOKUP.andamal}
        nothing={LOOKUP.andamalNothing}
        required
        options={andamal.map((one) => ({ value: one.kod, label: choiceText(one) }))}
      />
      <TextField {...field('arende')} label={LOOKUP.arende} hint={LOOKUP.arendeHint} maxLength={64} />
      <div class="two">
        <Select
          {...field('identifiering')}
          label={LOOKUP.identifiering}
          nothing={LOOKUP.identifieringNothing}
          required
          options={IDENTIFIERINGAR.map((value) => ({ value, label: IDENTIFIERING_LABELS[value] }))}
        />
        <Select
          {...field('relation')}
          label={LOOKUP.relation}
          nothing={LOOKUP.relationNothing}
          required
          options={Object.entries(RELATION_NAMES).map(([value, label]) => ({ value, label }))}
        />
      </div>
      {same === undefined ? (
        <details open={unusual || errors.number !== undefined}>
          <summary class="small">{LOOKUP.more}</summary>
          <div class="two">
            <Select
              {...field('kind')}
              label={LOOKUP.kind}
              options={NUMBER_KINDS.map((value) => ({ value, label: LOOKUP.kinds[value] }))}
            />
            <TextField {...field('tillstand')} label={LOOKUP.tillstand} maxLength={36} />
          </div>
        </details>
      ) : null}
      <div class="row">
        <Button main>{LOOKUP.submit}</Button>
      </div>
    </Form>
  )
}

function choiceText({ namn, kraverArende, identifiering }: AndamalChoice): string {
  const demands = [
    ...(kraverArende ? [LOOKUP.requires.arende] : []),
    ...(identifiering === 'ingen' || identifiering === 'kontrollfragor'
      ? []
      : [LOOKUP.requires.identifiering(IDENTIFIERING_NAMES[identifiering])]),
  ]
  return demands.length === 0 ? namn : `${namn} (${demands.join(', ')})`
}
