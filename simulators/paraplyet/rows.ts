import type { Canary } from '../canary.ts'
import { type Finances, financesOf } from '../population/economy.ts'
import type { Care, Population, Secret } from '../population/population.ts'
import type { Truth } from '../population/truth.ts'
import { escape } from './soap-message.ts'

const PROTECTION_MARK: Readonly<Record<Truth['skydd'], string>> = {
  ingen: 'N',
  sekretessmarkering: 'S',
  'skyddad-folkbokforing': 'F',
  fingerade: 'G',
}
const STATUS = { pagaende: 'PAGAR', avslutat: 'AVSLUTAT', avslag: 'AVSLAG', vilande: 'VILANDE' } as const
const FORMS = { kommunal: 'K', privat: 'P' } as const
const QUEUE_KIND = { dagverksamhet: 'DAG', 'vard-och-omsorgsboende': 'VOB', servicehus: 'SH' } as const
const KOSTATUS = { vantar: 'VANTAR', erbjuden: 'ERBJUDEN', 'tackat-nej': 'TACKAT_NEJ', placerad: 'PLACERAD' } as const
const RECIPIENT_TYPE = { anhorig: 'ANH', 'god-man': 'GOD', forvaltare: 'FORV', fullmakt: 'FULLM' } as const

const e = (name: string, value: string): string => `<${name}>${escape(value)}</${name}>`
/** A field that the contract lets be left out. */
const v = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : e(name, String(value))
const kr = (ore: number): string => (ore / 100).toFixed(2)

export interface RowWriter {
  /** The rows of a person, each one element, in the order of the contract. */
  av(index: number, stadsdel: string, withoutFlag?: boolean): string[]
}

/** Writes whole records: also everything that no manifest lists, in canary mode as markers. */
export function createRowWriter(population: Population, k: Canary): RowWriter {
  return {
    av(index, stadsdel, withoutFlag = false) {
      const person = population.person(index)
      const h = population.secret(index)
      const o = population.care(index, stadsdel)
      const pnr = e('Personnummer', person.personnummer)
      return [
        `<PersonRad>${pnr}${e('Fornamn', person.fornamn)}${e('Efternamn', person.efternamn)}${
          withoutFlag ? '' : e('Skyddsmarkering', PROTECTION_MARK[person.skydd])
        }${personSecret(k, h)}</PersonRad>`,
        ...beslutRows(pnr, o, k, h),
        ...avgiftRows(pnr, o, k, population, index),
        ...utforareRows(pnr, o, k, h),
        ...othersRows(pnr, o, k, h),
      ]
    },
  }
}

const personSecret = (k: Canary, h: Secret): string =>
  e('Gatuadress', k(h.street)) +
  e('Postnummer', k(h.postalCode)) +
  e('Postort', k(h.postalTown)) +
  e('Portkod', k(h.doorCode)) +
  e('Nyckelnummer', k(`N${h.doorCode}`)) +
  e('Telefon', k(h.telefon)) +
  e('Mobiltelefon', k(h.mobile)) +
  e('Epost', k(h.email)) +
  e('Civilstand', k('änka/änkling')) +
  e('Sprak', k('svenska')) +
  e('NarstaendeNamn', k(h.relative)) +
  e('NarstaendeRelation', k('dotter')) +
  e('NarstaendeTelefon', k(h.relativePhone)) +
  e('GodManPersonnummer', k(h.trustee)) +
  e('Kontonummer', k(h.accountNumber)) +
  e('Lakare', k(h.doctor))

const beslutRows = (pnr: string, o: Care, k: Canary, h: Secret): string[] =>
  o.beslut.map(
    (b) =>
      `<BeslutRad>${pnr}${e('BeslutId', b.beslutId)}${e('LagSfs', b.lagSfs)}${v('LagKapitel', b.lagKapitel)}` +
      e('LagParagraf', b.lagParagraf) +
      e('InsatsKod', b.insatsKod) +
      e('InsatsText', b.insats) +
      e('Beslutsdatum', b.beslutsdatum) +
      e('GallerFran', b.franOchMed) +
      // No end is an empty element here and an absent one among the providers: both occur in such systems.
      e('GallerTill', b.tillOchMed ?? '') +
      v('Omfattning', b.omfattning?.toFixed(2)) +
      v('OmfattningEnhet', b.enhet) +
      e('Status', STATUS[b.status]) +
      e('Utredning', k(h.journal)) +
      e('Diagnos', k(h.diagnosis)) +
      e('Medicinering', k(h.medicine)) +
      e('Behovsbedomning', k(`${h.diagnosis}: behov enligt utredning`)) +
      e('Bedomaranteckning', k(`Samtal med ${h.relative}, ring ${h.relativePhone}`)) +
      `${e('Delegation', k('4.1 b'))}</BeslutRad>`,
  )

function avgiftRows(pnr: string, o: Care, k: Canary, { seed }: Population, index: number): string[] {
  if (o.avgift.length === 0) return []
  const x: Finances = financesOf(
    seed,
    index,
    o.avgift.some(({ avgift }) => avgift > 0),
  )
  return o.avgift.map(
    (a) =>
      `<AvgiftRad>${pnr}${e('Period', a.period)}${e('Avgift', kr(a.avgift))}${e('Maxtaxa', kr(a.maxtaxa))}` +
      (a.forbehallsbelopp === undefined ? '' : e('Forbehallsbelopp', kr(a.forbehallsbelopp))) +
      (a.avgiftsgrundandeInkomst === undefined ? '' : e('AvgiftsgrundandeInkomst', kr(a.avgiftsgrundandeInkomst))) +
      e('Pension', k(kr(x.pension))) +
      e('Kapitalinkomst', k(kr(x.capital))) +
      e('Bostadskostnad', k(kr(x.housingCost))) +
      `${e('Bostadstillagg', k(kr(x.housingAllowance)))}</AvgiftRad>`,
  )
}

const utforareRows = (pnr: string, o: Care, k: Canary, h: Secret): string[] =>
  o.utforare.map(
    (u) =>
      `<UtforareRad>${pnr}${e('UppdragId', u.uppdragId)}${e('UtforareNamn', u.namn)}${v('UtforareEnhet', u.enhet)}` +
      e('Regi', FORMS[u.regi]) +
      e('Insats', u.insats) +
      v('UtforareTelefon', u.telefon) +
      e('UppdragFran', u.franOchMed) +
      v('UppdragTill', u.tillOchMed) +
      e('Larmkod', k(h.doorCode)) +
      e('Besokstider', k('7.30, 12.00, 17.15, 21.00')) +
      `${e('Kontaktperson', k(h.relative))}</UtforareRad>`,
  )

const othersRows = (pnr: string, o: Care, k: Canary, h: Secret): string[] => [
  ...o.handlaggare.map(
    (x) =>
      `<HandlaggareRad>${pnr}${e('HandlaggareId', x.handlaggareId)}${e('HandlaggareNamn', x.namn)}` +
      e('Enhet', x.enhet) +
      e('Ansvarsomrade', x.ansvarsomrade) +
      v('Telefon', x.telefon) +
      v('Telefontid', x.telefontid) +
      e('Anvandarnamn', k(`ad\\${x.handlaggareId.toLowerCase()}`)) +
      `${e('Handlaggaranteckning', k(h.journal))}</HandlaggareRad>`,
  ),
  ...o.kostatus.map(
    (x) =>
      `<KoRad>${pnr}${e('KoId', x.koId)}${e('KoSlag', QUEUE_KIND[x.slag])}${e('KoStatus', KOSTATUS[x.status])}` +
      e('KoSedan', x.sedan) +
      v('KoPlats', x.plats) +
      v('OnskadEnhet', x.onskadEnhet) +
      e('KoAnteckning', k(`Kontakta ${h.relative} vid erbjudande`)) +
      `${e('MedicinskaSkal', k(h.diagnosis))}</KoRad>`,
  ),
  ...o.rakningsmottagare.map(
    (x) =>
      `<RakningsmottagareRad>${pnr}${e('MottagareNamn', x.namn)}${e('MottagareTyp', RECIPIENT_TYPE[x.slag])}` +
      e('MottagareFran', x.franOchMed) +
      e('MottagareAdress', k(h.street)) +
      e('MottagarePersonnummer', k(h.trustee)) +
      e('MottagareTelefon', k(h.relativePhone)) +
      `${e('MottagareKonto', k(h.accountNumber))}</RakningsmottagareRad>`,
  ),
]
