import type { Kanarie } from '../canary.ts'
import { ekonomiAv, type Ekonomi } from '../population/economy.ts'
import type { Hemligt, Omsorg, Population } from '../population/population.ts'
import type { Sanning } from '../population/truth.ts'
import { escape } from './soap-message.ts'

const SKYDDSMARKERING: Readonly<Record<Sanning['skydd'], string>> = {
  ingen: 'N',
  sekretessmarkering: 'S',
  'skyddad-folkbokforing': 'F',
  fingerade: 'G',
}
const STATUS = { pagaende: 'PAGAR', avslutat: 'AVSLUTAT', avslag: 'AVSLAG', vilande: 'VILANDE' } as const
const REGI = { kommunal: 'K', privat: 'P' } as const
const KOSLAG = { dagverksamhet: 'DAG', 'vard-och-omsorgsboende': 'VOB', servicehus: 'SH' } as const
const KOSTATUS = { vantar: 'VANTAR', erbjuden: 'ERBJUDEN', 'tackat-nej': 'TACKAT_NEJ', placerad: 'PLACERAD' } as const
const MOTTAGARTYP = { anhorig: 'ANH', 'god-man': 'GOD', forvaltare: 'FORV', fullmakt: 'FULLM' } as const

const e = (namn: string, varde: string): string => `<${namn}>${escape(varde)}</${namn}>`
/** A field that the contract lets be left out. */
const v = (namn: string, varde: string | number | undefined): string =>
  varde === undefined ? '' : e(namn, String(varde))
const kr = (ore: number): string => (ore / 100).toFixed(2)

export interface Radskrivare {
  /** The rows of a person, each one element, in the order of the contract. */
  av(index: number, stadsdel: string, utanFlagga?: boolean): string[]
}

/** Writes whole records: also everything that no manifest lists, in canary mode as markers. */
export function skapaRadskrivare(population: Population, k: Kanarie): Radskrivare {
  return {
    av(index, stadsdel, utanFlagga = false) {
      const person = population.person(index)
      const h = population.hemligt(index)
      const o = population.omsorg(index, stadsdel)
      const pnr = e('Personnummer', person.personnummer)
      return [
        `<PersonRad>${pnr}${e('Fornamn', person.fornamn)}${e('Efternamn', person.efternamn)}${
          utanFlagga ? '' : e('Skyddsmarkering', SKYDDSMARKERING[person.skydd])
        }${personHemligt(k, h)}</PersonRad>`,
        ...beslutsrader(pnr, o, k, h),
        ...avgiftsrader(pnr, o, k, population, index),
        ...utforarrader(pnr, o, k, h),
        ...ovrigaRader(pnr, o, k, h),
      ]
    },
  }
}

const personHemligt = (k: Kanarie, h: Hemligt): string =>
  e('Gatuadress', k(h.gatuadress)) +
  e('Postnummer', k(h.postnummer)) +
  e('Postort', k(h.postort)) +
  e('Portkod', k(h.portkod)) +
  e('Nyckelnummer', k(`N${h.portkod}`)) +
  e('Telefon', k(h.telefon)) +
  e('Mobiltelefon', k(h.mobil)) +
  e('Epost', k(h.epost)) +
  e('Civilstand', k('änka/änkling')) +
  e('Sprak', k('svenska')) +
  e('NarstaendeNamn', k(h.narstaende)) +
  e('NarstaendeRelation', k('dotter')) +
  e('NarstaendeTelefon', k(h.narstaendeTelefon)) +
  e('GodManPersonnummer', k(h.godMan)) +
  e('Kontonummer', k(h.kontonummer)) +
  e('Lakare', k(h.lakare))

const beslutsrader = (pnr: string, o: Omsorg, k: Kanarie, h: Hemligt): string[] =>
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
      e('Diagnos', k(h.diagnos)) +
      e('Medicinering', k(h.medicin)) +
      e('Behovsbedomning', k(`${h.diagnos}: behov enligt utredning`)) +
      e('Bedomaranteckning', k(`Samtal med ${h.narstaende}, ring ${h.narstaendeTelefon}`)) +
      `${e('Delegation', k('4.1 b'))}</BeslutRad>`,
  )

function avgiftsrader(pnr: string, o: Omsorg, k: Kanarie, { seed }: Population, index: number): string[] {
  if (o.avgift.length === 0) return []
  const x: Ekonomi = ekonomiAv(
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
      e('Kapitalinkomst', k(kr(x.kapital))) +
      e('Bostadskostnad', k(kr(x.bostadskostnad))) +
      `${e('Bostadstillagg', k(kr(x.bostadstillagg)))}</AvgiftRad>`,
  )
}

const utforarrader = (pnr: string, o: Omsorg, k: Kanarie, h: Hemligt): string[] =>
  o.utforare.map(
    (u) =>
      `<UtforareRad>${pnr}${e('UppdragId', u.uppdragId)}${e('UtforareNamn', u.namn)}${v('UtforareEnhet', u.enhet)}` +
      e('Regi', REGI[u.regi]) +
      e('Insats', u.insats) +
      v('UtforareTelefon', u.telefon) +
      e('UppdragFran', u.franOchMed) +
      v('UppdragTill', u.tillOchMed) +
      e('Larmkod', k(h.portkod)) +
      e('Besokstider', k('7.30, 12.00, 17.15, 21.00')) +
      `${e('Kontaktperson', k(h.narstaende))}</UtforareRad>`,
  )

const ovrigaRader = (pnr: string, o: Omsorg, k: Kanarie, h: Hemligt): string[] => [
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
      `<KoRad>${pnr}${e('KoId', x.koId)}${e('KoSlag', KOSLAG[x.slag])}${e('KoStatus', KOSTATUS[x.status])}` +
      e('KoSedan', x.sedan) +
      v('KoPlats', x.plats) +
      v('OnskadEnhet', x.onskadEnhet) +
      e('KoAnteckning', k(`Kontakta ${h.narstaende} vid erbjudande`)) +
      `${e('MedicinskaSkal', k(h.diagnos))}</KoRad>`,
  ),
  ...o.rakningsmottagare.map(
    (x) =>
      `<RakningsmottagareRad>${pnr}${e('MottagareNamn', x.namn)}${e('MottagareTyp', MOTTAGARTYP[x.slag])}` +
      e('MottagareFran', x.franOchMed) +
      e('MottagareAdress', k(h.gatuadress)) +
      e('MottagarePersonnummer', k(h.godMan)) +
      e('MottagareTelefon', k(h.narstaendeTelefon)) +
      `${e('MottagareKonto', k(h.kontonummer))}</RakningsmottagareRad>`,
  ),
]
