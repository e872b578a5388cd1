import { type Access, type Event, OWN_LOG, type Verdict } from '../../atkomstlogg/access.ts'
import { KINDS } from '../../informationsmangd.ts'
import type { Policy } from '../../policy/policy.ts'
import { CAUSES } from './cause-words.ts'

/** What happened, in words for those who review. One for each event, so that none is left out. */
export const EVENTS: Readonly<Record<Event, string>> = {
  uppslag: 'Uppslag om en person',
  faktura: 'En faktura hämtades',
  register: 'Registret över handläggare lästes',
  statistik: 'Statistik lästes',
  forklaring: 'Reglerna för vad som visas förklarades',
  arende: 'Ett ärende anmäldes, kategoriserades eller stängdes',
  spegling: 'Uppgifter skrevs i ett öppet ärende',
  rensning: 'Uppgifter togs bort ur ett stängt ärende',
  borttagning: 'Uppgifter togs bort',
  berikning: 'Ett ärende fick uppgift om stadsdel, utförare och handläggare',
  export: 'Loggen lämnades ut',
  granskning: 'Loggen granskades',
  utdrag: 'Ett utdrag till en enskild hanterades',
  tillstand: 'Ett enkelttillstånd begärdes, prövades eller granskades',
  avtalsslut: 'Ett avtal upphörde',
  klient: 'Ett anropande system stängdes av, öppnades eller nekades',
  buss: 'En driftåtgärd på meddelandebussen',
  avstamning: 'Spegeln jämfördes med källorna',
  leverans: 'En driftåtgärd på leveranser till ärenden',
  gallring: 'Gamla poster gallrades',
  glapp: 'Poster som saknas efter en återställning',
  nyckel: 'En nyckel byttes eller lämnades ut',
  obehorig: 'Anrop utan giltig inloggning',
  inloggning: 'In- eller utloggning i konsolen',
  sakerhetskopia: 'En säkerhetskopia togs eller återställdes',
}

export const OUTCOMES: Readonly<Record<Verdict, string>> = {
  visat: 'något visades eller gjordes',
  tomt: 'inget visades',
  nekat: 'nekades',
  fel: 'misslyckades',
}

export const FLAGS: ReadonlyMap<string, string> = new Map([
  ['eget-nummer', 'den som frågade slog upp sig själv'],
  ['skyddad-visad', 'en person med skyddade personuppgifter visades'],
  ['undantag', 'ett enkelttillstånd användes'],
  ['tillstand-galler-ej', 'ett enkelttillstånd angavs som inte gällde'],
  ['upprepad', 'skrevs på nytt efter ett avbrott'],
  ['ror-skyddad', 'granskningen rör någon med skyddade personuppgifter'],
])

const IDENTITIES = {
  token: 'intygat av den egna inloggningen',
  uppgiven: 'uppgivet av det anropande systemet',
  system: 'systemet självt, ingen person',
} as const

export const IDENTIFICATIONS: ReadonlyMap<string, string> = new Map([
  ['ingen', 'inte identifierad'],
  ['kontrollfragor', 'genom kontrollfrågor'],
  ['motringning', 'genom motringning'],
  ['bankid', 'med e-legitimation'],
])

export const RELATIONS: ReadonlyMap<string, string> = new Map([
  ['sjalv', 'personen själv'],
  ['anhorig', 'anhörig'],
  ['god-man', 'god man'],
  ['forvaltare', 'förvaltare'],
  ['personal', 'personal'],
  ['annan', 'någon annan'],
])

type Names = Pick<Policy, 'andamal' | 'klienter' | 'roller' | 'stadsdelar'>

interface FieldInWords {
  readonly falt: string
  readonly rubrik: string
  readonly varde: string
  readonly forklaring: string | null
}

const named = (register: Readonly<Record<string, { readonly namn: string }>>, code: string): string | null =>
  Object.hasOwn(register, code) ? (register[code]?.namn ?? null) : null

export const logInWords = ({ stadsdelar }: Names, log: string): string =>
  log === OWN_LOG ? 'Insyns egen logg' : (stadsdelar.find(({ kod }) => kod === log)?.namn ?? log)

/** The record in one sentence. */
export function summaryOf(names: Names, { handelse, utfall, slutanvandare, klient, andamal }: Access): string {
  const who = slutanvandare ?? (klient === null ? 'Insyn' : (named(names.klienter, klient) ?? klient))
  const why = andamal === null ? '' : `, för ${named(names.andamal, andamal)?.toLowerCase() ?? `”${andamal}”`}`
  return `${EVENTS[handelse]} av ${who}${why}: ${OUTCOMES[utfall]}.`
}

/** Every field of the record that says something, but for whom it is about. */
export function fieldsInWords(names: Names, access: Access): FieldInWords[] {
  const fields: FieldInWords[] = []
  const add = (
    name: keyof Access,
    heading: string,
    value: string | number | null | undefined,
    text: string | null = null,
  ) => {
    if (value !== null && value !== undefined)
      fields.push({ falt: name, rubrik: heading, varde: String(value), forklaring: text })
  }
  const text = (value: string | null, words: (code: string) => string | null) => (value === null ? null : words(value))

  add('handelse', 'Händelse', access.handelse, EVENTS[access.handelse])
  add('utfall', 'Utfall', access.utfall, OUTCOMES[access.utfall])
  add('orsak', 'Orsak', access.orsak, CAUSES.get(access.orsak) ?? null)
  add('slutanvandare', 'Vem', access.slutanvandare)
  add(
    'identitet',
    'Vems uppgift om vem',
    access.identitet,
    access.identitet === null ? null : IDENTITIES[access.identitet],
  )
  add('utfardare', 'Utfärdare av inloggningen', access.utfardare)
  // Of a refused request all that the caller has, with spaces between.
  add(
    'roll',
    'Roll',
    access.roll,
    text(access.roll, (roller) =>
      roller
        .split(' ')
        .map((roll) => named(names.roller, roll) ?? roll)
        .join(', '),
    ),
  )
  add(
    'klient',
    'Anropande system',
    access.klient,
    text(access.klient, (code) => named(names.klienter, code)),
  )
  add(
    'andamal',
    'Ändamål eller skäl',
    access.andamal,
    text(access.andamal, (code) => named(names.andamal, code)),
  )
  add('arende', 'Ärende', access.arende)
  add(
    'relation',
    'Den som ringde är',
    access.relation,
    text(access.relation, (code) => RELATIONS.get(code) ?? null),
  )
  add(
    'identifiering',
    'Den som ringde identifierades',
    access.identifiering,
    text(access.identifiering, (code) => IDENTIFICATIONS.get(code) ?? null),
  )
  for (const { mangd, falt } of access.visat)
    add('visat', 'Visades', `${mangd}: ${falt.join(', ')}`, KINDS[mangd].description)
  for (const flag of access.flaggor) add('flaggor', 'Att titta på', flag, FLAGS.get(flag) ?? null)
  add('tillstand', 'Enkelttillstånd', access.tillstand)
  add('avtal', 'Avtal', access.avtal, access.avtal === null ? null : 'diarienumret för stadsdelens avtal')
  add('policyversion', 'Reglernas version', access.policyversion)
  add('antal', 'Antal anrop', access.antal, access.antal === undefined ? null : 'posten står för så många nekade anrop')
  for (const [name, value] of Object.entries(access.detaljer ?? {}))
    add('detaljer', 'Vad åtgärden gällde', `${name}: ${typeof value === 'object' ? value.join(', ') : String(value)}`)
  add('handelseId', 'Anropets id', access.handelseId, 'samma i alla poster från ett anrop')
  return fields
}
