import type { ComponentChildren } from 'preact'
import { kindName } from '../../informationsmangd/names.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Andringslista } from '../../review/processor/governing-schema.ts'
import { Section, State, type StateName } from '../frame/components.tsx'
import { FieldNames } from '../frame/fields.tsx'
import { CHANGES, PROPERTY_NAMES, REGISTER_NAMES, VALUES } from './avtal-texts.ts'
import { requiredText } from './matrix-page.tsx'

type Boards = Policy['stadsdelar']
type Change = Andringslista['andringar'][number]
type FieldChange = Change['falt'][number]
type RegisterChange = Change['register'][number]

const DIRECTIONS: Readonly<Record<Change['riktning'], readonly [StateName, string]>> = {
  vidare: ['warning', CHANGES.wider],
  snavare: ['ok', CHANGES.narrower],
  ingen: ['none', CHANGES.same],
}

/** What each policy opened and closed, newest first. */
export const ChangesContent = ({ list, boards }: { readonly list: Andringslista; readonly boards: Boards }) => (
  <>
    {list.andringar.length === 0 ? <p>{CHANGES.none}</p> : null}
    {list.andringar.map((change, place) => (
      <Section
        id={`policy-${String(list.andringar.length - place)}`}
        title={CHANGES.inUse(new Date(change.sedan))}
        aside={
          <>
            {CHANGES.policy} {change.tidigare === null ? null : <span class="fixed">{change.tidigare} → </span>}
            <span class="fixed">{change.version}</span>
          </>
        }
      >
        {change.tidigare === null ? (
          <p>{CHANGES.first}</p>
        ) : (
          <>
            <p>
              <State is={DIRECTIONS[change.riktning][0]}>{DIRECTIONS[change.riktning][1]}</State>
            </p>
            <Differences change={change} boards={boards} />
          </>
        )}
      </Section>
    ))}
  </>
)

const Differences = (props: { readonly change: Change; readonly boards: Boards }) => {
  const {
    change: { falt, oppettider, register },
    boards,
  } = props
  return (
    <ul class="differences">
      {register.map((one) => (
        <Difference opens={one.oppnar} word={one.oppnar ? CHANGES.wide : CHANGES.changed}>
          {registerText(one)}
        </Difference>
      ))}
      {oppettider.map(({ roll, fler, farre, exempel }) => (
        <Difference opens={fler > 0} word={fler > 0 ? CHANGES.longerOpen : CHANGES.shorterOpen}>
          {CHANGES.hours(roll, fler, farre)} {exempel.datum}: {exempel.fore} → {exempel.efter}.
        </Difference>
      ))}
      {falt.map((one) => (
        <Difference opens={one.oppnar} word={wordOf(one)}>
          <strong>{kindName(one.mangd)}</strong> (<FieldNames fields={one.falt} />){' '}
          {CHANGES.forWhom(one.andamal, one.roller)}{' '}
          <span class="muted">
            {whereText(one, boards)} {conditionText(one)}
          </span>
        </Difference>
      ))}
    </ul>
  )
}

function whereText({ stadsdelar, fran }: FieldChange, boards: Boards): string {
  const then = boards.filter(({ giltigFran, giltigTill = fran }) => giltigFran <= fran && giltigTill >= fran)
  const isAll = then.length > 1 && then.length === stadsdelar.length
  return isAll && then.every(({ namn }) => stadsdelar.includes(namn))
    ? CHANGES.everywhere(then.length, fran)
    : CHANGES.where(stadsdelar, fran)
}

const Difference = (props: {
  readonly opens: boolean
  readonly word: string
  readonly children: ComponentChildren
}) => (
  <li>
    <State is={props.opens ? 'warning' : 'none'}>{props.word}</State>
    <div>{props.children}</div>
  </li>
)

function wordOf({ fore, efter, oppnar }: FieldChange): string {
  if (efter === null) return CHANGES.closes
  if (fore === null) return CHANGES.opens
  return oppnar ? CHANGES.easier : CHANGES.stricter
}

function conditionText({ fore, efter }: FieldChange): string {
  if (efter === null) return fore === null ? '' : CHANGES.required(requiredText(fore))
  return fore === null
    ? CHANGES.requires(requiredText(efter))
    : CHANGES.requiresNow(requiredText(efter), requiredText(fore))
}

const inSwedish = (value: string): string => VALUES.reduce((text, [from, to]) => text.replace(from, to), value)

function registerText({ register, vad, egenskap, fore, efter }: RegisterChange): string {
  const what = `${REGISTER_NAMES[register]} ${vad}, ${PROPERTY_NAMES[egenskap] ?? egenskap}`
  if (fore === null) return CHANGES.added(what, inSwedish(efter ?? '–'))
  return efter === null ? CHANGES.removed(what, inSwedish(fore)) : `${what}: ${inSwedish(fore)} → ${inSwedish(efter)}.`
}
