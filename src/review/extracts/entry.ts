import { type Access, type Event, OWN_LOG } from '../../atkomstlogg/access.ts'
import { ANSWERS } from '../../atkomstlogg/protection.ts'
import type { StoredRecord } from '../../atkomstlogg/record.ts'
import { KINDS } from '../../informationsmangd.ts'
import type { Policy, StaffShown } from '../../policy/policy.ts'
import type { Entry } from './extract-schema.ts'

interface EventText {
  readonly vad: string
  /** The purpose is a code of the policy; of an act on the log it is an officer's own words, about whatever they are about. */
  readonly lookup?: true
}

/** What happened, in words for the person whom it was about. One for each event, so that none is left out. */
const EVENTS: Readonly<Record<Event, EventText>> = {
  uppslag: { vad: 'En fråga om dig besvarades', lookup: true },
  faktura: { vad: 'En faktura till dig öppnades', lookup: true },
  register: { vad: 'En handläggare söktes fram', lookup: true },
  statistik: { vad: 'Statistik gjordes' },
  forklaring: { vad: 'Reglerna för vad som visas förklarades', lookup: true },
  arende: { vad: 'Ett ärende om dig öppnades, ändrades eller stängdes', lookup: true },
  spegling: { vad: 'Uppgifter om dig kopierades automatiskt till ditt ärende', lookup: true },
  rensning: { vad: 'Uppgifter om dig togs automatiskt bort ur ditt ärende', lookup: true },
  borttagning: { vad: 'Uppgifter om dig togs bort' },
  berikning: { vad: 'Ditt ärende fick automatiskt uppgift om stadsdel och mottagare', lookup: true },
  leverans: { vad: 'Överföringen till ditt ärende hanterades av driften' },
  export: { vad: 'Loggen, där du förekommer, lämnades ut till den som svarar för den' },
  granskning: { vad: 'En granskare kontrollerade vem som har läst om dig' },
  utdrag: { vad: 'Ett utdrag ur loggen, som det här, gjordes om dig' },
  tillstand: { vad: 'Ett särskilt tillstånd att läsa om dig begärdes, prövades eller granskades' },
  avtalsslut: { vad: 'Uppgifter om dig togs bort när ett avtal upphörde' },
  klient: { vad: 'Ett anropande system hanterades' },
  buss: { vad: 'Uppgifter om dig överfördes automatiskt mellan system' },
  avstamning: { vad: 'Uppgifter om dig kontrollerades automatiskt mot källan' },
  gallring: { vad: 'Gamla uppgifter i loggen togs bort' },
  glapp: { vad: 'Ett avbrott i loggen noterades' },
  nyckel: { vad: 'En nyckel byttes' },
  obehorig: { vad: 'Anrop utan giltig inloggning noterades' },
  inloggning: { vad: 'En inloggning noterades' },
  sakerhetskopia: { vad: 'En säkerhetskopia togs eller återställdes' },
}

const OF_OFFICERS: ReadonlySet<Event> = new Set(['granskning', 'utdrag', 'export'])

export interface Names extends Pick<Policy, 'andamal' | 'klienter' | 'roller'> {
  /** The processor, whose staff answers. */
  readonly bitrade: string
}

/**
 * What the person is told of one record. Never the cause: it is what no caller gets, and may tell of protection. Never the record
 * itself, which names the employee and holds the sealed number of the person.
 */
export function entryOf(
  { nummer, atkomst }: StoredRecord,
  staff: StaffShown,
  names: Names,
  proof: Pick<Entry, 'lov' | 'bevis'>,
): Entry {
  const { handelse, tid } = atkomst
  const { vad, lookup = false } = EVENTS[handelse]
  const answers = ANSWERS.has(handelse)
  return {
    nummer,
    tid,
    handelse,
    vad: answers && atkomst.utfall !== 'visat' && handelse !== 'arende' ? 'Någon sökte på dig. Inget visades' : vad,
    verksamhet: unitOf(atkomst, names),
    andamal: lookup && atkomst.andamal !== null ? (names.andamal[atkomst.andamal]?.namn ?? atkomst.andamal) : null,
    arende: lookup ? atkomst.arende : null,
    resultat: atkomst.visat.length > 0 ? 'visat' : answers ? 'inget-visat' : 'atgard',
    uppgifter: atkomst.visat.map(({ mangd, falt }) => ({ mangd, namn: KINDS[mangd].description, falt: [...falt] })),
    ...staffOf(atkomst, staff, names),
    ...proof,
  }
}

/** The system's name beside the processor's, since several answer by the same hub; what runs by itself is Insyn. */
function unitOf({ klient, handelse }: Access, { klienter, bitrade }: Names): string {
  if (OF_OFFICERS.has(handelse)) return 'Granskare av loggen'
  if (klient === null) return bitrade
  const known = Object.hasOwn(klienter, klient) ? klienter[klient]?.namn : undefined
  if (known !== undefined) return `${bitrade} (${known})`
  return klient === OWN_LOG || klient.startsWith(`${OWN_LOG}-`) ? `${bitrade} (Insyn)` : bitrade
}

/** Of a person by their own token or a client's word; a system is no employee. */
function staffOf(
  { identitet, roll, slutanvandare }: Access,
  staff: StaffShown,
  { roller }: Names,
): Pick<Entry, 'personal'> {
  if (staff === 'ingen' || identitet === 'system' || identitet === null) return {}
  const ofRole = roll === null ? {} : { roll: roller[roll]?.namn ?? roll }
  return {
    personal: { ...ofRole, ...(staff === 'namn' && slutanvandare !== null ? { namn: slutanvandare } : {}) },
  }
}
