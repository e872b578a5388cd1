import type { ComponentChildren } from 'preact'
import type { Andringslista } from '../../review/processor/governing-schema.ts'
import { Section, State, type StateName } from '../frame/components.tsx'
import { FieldNames, kindName } from '../frame/fields.tsx'
import { momentText } from '../frame/format.ts'
import { requiredText } from './matrix-page.tsx'

type Change = Andringslista['andringar'][number]
type FieldChange = Change['falt'][number]
type RegisterChange = Change['register'][number]

const DIRECTIONS: Readonly<Record<Change['riktning'], readonly [StateName, string]>> = {
  vidare: ['warning', 'Något blev synligt eller tillåtet som inte var det'],
  snavare: ['ok', 'Ingenting blev synligt som inte var det'],
  ingen: ['none', 'Ingen skillnad i vem som får se vad'],
}

/** What each policy opened and closed, newest first. */
export const ChangesContent = ({ list }: { readonly list: Andringslista }) => (
  <>
    {list.andringar.length === 0 ? <p>Ingen policy har tagits i bruk än.</p> : null}
    {list.andringar.map((change, place) => (
      <Section
        id={`policy-${String(list.andringar.length - place)}`}
        title={`I bruk från ${momentText(new Date(change.sedan))}`}
        aside={
          <>
            policy {change.tidigare === null ? null : <span class="fixed">{change.tidigare} → </span>}
            <span class="fixed">{change.version}</span>
          </>
        }
      >
        {change.tidigare === null ? (
          <p>Den första som togs i bruk.</p>
        ) : (
          <>
            <p>
              <State is={DIRECTIONS[change.riktning][0]}>{DIRECTIONS[change.riktning][1]}</State>
            </p>
            <Differences change={change} />
          </>
        )}
      </Section>
    ))}
  </>
)

const Differences = ({ change: { falt, oppettider, register } }: { readonly change: Change }) => (
  <ul class="differences">
    {register.map((one) => (
      <Difference opens={one.oppnar} word={one.oppnar ? 'Vidare' : 'Ändrat'}>
        {registerText(one)}
      </Difference>
    ))}
    {oppettider.map(({ roll, fler, farre, exempel }) => (
      <Difference opens={fler > 0} word={fler > 0 ? 'Längre öppet' : 'Kortare öppet'}>
        {roll}: längre tid {fler} dagar och kortare {farre} dagar det kommande året. {exempel.datum}: {exempel.fore} →{' '}
        {exempel.efter}.
      </Difference>
    ))}
    {falt.map((one) => (
      <Difference opens={one.oppnar} word={wordOf(one)}>
        <strong>{kindName(one.mangd)}</strong> (<FieldNames fields={one.falt} />) för {one.andamal}.{' '}
        {one.roller.join(', ')}.{' '}
        <span class="muted">
          {one.stadsdelar.join(', ')}, från {one.fran}. {conditionText(one)}
        </span>
      </Difference>
    ))}
  </ul>
)

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
  if (efter === null) return 'Stängs'
  if (fore === null) return 'Öppnas'
  return oppnar ? 'Lättare krav' : 'Strängare krav'
}

function conditionText({ fore, efter }: FieldChange): string {
  if (efter === null) return fore === null ? '' : `Krävde förut: ${requiredText(fore)}.`
  return fore === null
    ? `Kräver: ${requiredText(efter)}.`
    : `Kräver: ${requiredText(efter)}. Förut: ${requiredText(fore)}.`
}

const REGISTER_NAMES: Readonly<Record<RegisterChange['register'], string>> = {
  stadsdelar: 'Stadsdel',
  avtal: 'Avtal',
  klienter: 'Anropande system',
  roller: 'Roll',
  andamal: 'Ändamål',
  undantag: 'Undantag',
  granskare: 'Granskare',
}

/** The words that operators read in the command's text. */
const PROPERTY_NAMES: Readonly<Record<string, string>> = {
  'in force': 'gäller',
  successor: 'efterföljare',
  informationsmangder: 'uppgifter',
  andamal: 'ändamål',
  'retention of the log': 'loggen sparas',
  'staff in extracts of the log': 'personal i loggutdrag',
  roller: 'roller',
  'end user named by': 'användaren anges av',
  issuers: 'utfärdare',
  'own number known by': 'eget nummer känt genom',
  'cases beside its own': 'ärenden utöver de egna',
  'calls a minute (client, end user)': 'anrop i minuten (system, användare)',
  rights: 'rättigheter',
  'protected persons': 'skyddade personer',
  'by reference in cases': 'visas bara vid uppslag, inte i ärenden',
  'longest duration': 'längsta tid',
  approval: 'godkännande',
  'reads the logs of': 'granskar loggarna för',
}
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/until further notice/, 'tills vidare'],
  [/^(\d+) years$/, '$1 år'],
  [/^(\d+) minutes$/, '$1 minuter'],
  [/^the client itself$/, 'systemet självt'],
  [/^token$/, 'inloggningen'],
  [/^any, unchecked$/, 'vilka som helst, oprövade'],
  [/^with an approved enkelttillstand$/, 'med godkänt enkelttillstånd'],
  [/^nothing$/, 'inget'],
  [/^by somebody else$/, 'av någon annan'],
  [/^not needed$/, 'behövs inte'],
]

const inSwedish = (value: string): string => VALUES.reduce((text, [from, to]) => text.replace(from, to), value)

function registerText({ register, vad, egenskap, fore, efter }: RegisterChange): string {
  const what = `${REGISTER_NAMES[register]} ${vad}, ${PROPERTY_NAMES[egenskap] ?? egenskap}`
  if (fore === null) return `${what}: ${inSwedish(efter ?? '–')} (tillkom).`
  return efter === null
    ? `${what}: ${inSwedish(fore)} (togs bort).`
    : `${what}: ${inSwedish(fore)} → ${inSwedish(efter)}.`
}
