import { kindName } from '../../informationsmangd/names.ts'
import type { Policy } from '../../policy/policy.ts'
import { IDENTIFIERING_NAMES } from '../../policy/rule-texts.ts'
import type { Tittbehorighet } from '../../review/processor/governing-schema.ts'
import { logName } from '../audit/audit-frame.tsx'
import { Notice, Section, Table } from '../frame/components.tsx'
import { FieldNames } from '../frame/fields.tsx'
import { Button, ButtonLink, Select, TextField } from '../frame/forms.tsx'
import { MATRIX } from './avtal-texts.ts'
import type { FormState } from './form.ts'
import { COLUMNS } from './texts.ts'
import { named, Scroll } from './words.tsx'

type Row = Tittbehorighet['rader'][number]
type Names = Pick<Policy, 'roller' | 'andamal' | 'stadsdelar'>

export const MatrixForm = (props: {
  readonly boards: readonly { readonly logg: string; readonly name: string }[]
  readonly form: FormState
}) => (
  <form method="get" action="/logg/matris" class="inline-form">
    <Select
      name="stadsdel"
      label={MATRIX.board}
      options={props.boards.map(({ logg, name }) => ({ value: logg, label: name }))}
      value={props.form.values.stadsdel}
    />
    <TextField
      name="datum"
      label={MATRIX.day}
      value={props.form.values.datum}
      error={props.form.errors.datum}
      numeric
    />
    <Button>{MATRIX.show}</Button>
  </form>
)

/** Role × purpose × kind × field, by the rules that decide each lookup. */
export const MatrixContent = ({ matrix, policy }: { readonly matrix: Tittbehorighet; readonly policy: Names }) => {
  const { stadsdel, datum, avtal, policyversion, rader } = matrix
  const roller = [...new Set(rader.map(({ roll }) => roll))]
  const file = `/logg/matris/fil?stadsdel=${encodeURIComponent(stadsdel)}&datum=${encodeURIComponent(datum)}`
  return (
    <>
      <Section
        id="oversikt"
        title={MATRIX.heading(logName(policy, stadsdel), datum, roller.length)}
        aside={
          <>
            {MATRIX.policy} <span class="fixed">{policyversion}</span>
          </>
        }
      >
        {avtal === null ? (
          <Notice is="warning">
            <p>{MATRIX.noAvtal}</p>
          </Notice>
        ) : (
          <>
            <p>{MATRIX.basedOn(avtal.diarienummer, avtal.giltigFran, avtal.giltigTill)}</p>
            <Overview rows={rader} roller={roller} policy={policy} />
          </>
        )}
        <p class="row files">
          <ButtonLink href={file} file>
            {MATRIX.file}
          </ButtonLink>
          <ButtonLink href="/logg/matris/andringar">{MATRIX.history}</ButtonLink>
        </p>
      </Section>
      {roller.map((roll) => (
        <Section id={`roll-${roll}`} title={named(policy.roller, roll)}>
          <OfRole rows={rader.filter((row) => row.roll === roll)} policy={policy} />
        </Section>
      ))}
    </>
  )
}

const Overview = (props: {
  readonly rows: readonly Row[]
  readonly roller: readonly string[]
  readonly policy: Names
}) => {
  const { rows, roller, policy } = props
  const kinds = [...new Set(rows.map(({ mangd }) => mangd))]
  const purposes = (roll: string, mangd: string) =>
    new Set(rows.filter((row) => row.roll === roll && row.mangd === mangd).map(({ andamal }) => andamal)).size
  return (
    <Scroll label={MATRIX.overview}>
      <table class="overview">
        <caption class="hidden">{MATRIX.overview}</caption>
        <thead>
          <tr>
            <th scope="col">{MATRIX.roll}</th>
            {kinds.map((mangd) => (
              <th scope="col" class="number">
                {kindName(mangd)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {roller.map((roll) => (
            <tr>
              <th scope="row">
                <a href={`#roll-${encodeURIComponent(roll)}`}>{named(policy.roller, roll)}</a>
              </th>
              {kinds.map((mangd) => {
                const count = purposes(roll, mangd)
                return <td class={count === 0 ? 'number nothing-shown' : 'number'}>{count === 0 ? '–' : count}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

const OfRole = ({ rows, policy }: { readonly rows: readonly Row[]; readonly policy: Names }) => (
  <Table
    caption={MATRIX.ofRole}
    class="of-role"
    columns={[{ label: COLUMNS.andamal }, { label: MATRIX.kind }, { label: MATRIX.fields }, { label: MATRIX.requires }]}
    rows={rows.map((row, place) => {
      const name = named(policy.andamal, row.andamal)
      const again = rows[place - 1]?.andamal === row.andamal
      return {
        key: String(place),
        cells: [
          again ? <span class="again">{name}</span> : name,
          kindName(row.mangd),
          <FieldNames fields={row.falt} />,
          requiredText(row),
        ],
      }
    })}
  />
)

/** `minst motringning, ärende`. */
export function requiredText({ identifiering, arende }: Pick<Row, 'identifiering' | 'arende'>): string {
  const parts = [
    identifiering === 'ingen' ? [] : [MATRIX.least(IDENTIFIERING_NAMES[identifiering])],
    arende ? [MATRIX.arende] : [],
  ].flat()
  return parts.length === 0 ? MATRIX.nothing : parts.join(', ')
}
