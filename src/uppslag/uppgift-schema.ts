import { Type, type Static, type TProperties } from 'typebox'
import { KALLOR } from '../informationsmangd.ts'

/*
 * The shapes of what is shown. Which fields there are is decided by the tittbehörighet and which of them are present by
 * the policy, so all but the origin are optional; a field that is not declared here cannot leave.
 */
const text = Type.Optional(Type.String())
const datum = Type.Optional(Type.String({ format: 'date' }))
const heltal = Type.Optional(Type.Integer())
const tal = Type.Optional(Type.Number())
const ore = Type.Optional(Type.Integer({ description: 'Öre' }))
const finns = Type.Optional(Type.Boolean())

const STANGD = { additionalProperties: false } as const
const post = <T extends TProperties>(falt: T) =>
  Type.Object({ stadsdel: Type.String(), kalla: Type.Enum([...KALLOR]), ...falt }, STANGD)

export const PersonVisad = Type.Object({ fornamn: text, efternamn: text }, STANGD)

export const BeslutVisat = post({
  beslutId: text,
  lagSfs: text,
  lagKapitel: heltal,
  lagParagraf: text,
  insatsKod: text,
  insats: text,
  beslutsdatum: datum,
  franOchMed: datum,
  tillOchMed: datum,
  omfattning: tal,
  enhet: text,
  status: text,
})

export const AvgiftVisad = post({
  period: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' })),
  avgift: ore,
  maxtaxa: ore,
  forbehallsbelopp: ore,
  avgiftsgrundandeInkomst: ore,
})

export const UtforareVisad = post({
  uppdragId: text,
  namn: text,
  enhet: text,
  regi: text,
  insats: text,
  telefon: text,
  franOchMed: datum,
  tillOchMed: datum,
})

export const HandlaggareVisad = post({
  handlaggareId: text,
  namn: text,
  enhet: text,
  ansvarsomrade: text,
  telefon: text,
  telefontid: text,
})

export const KostatusVisad = post({
  koId: text,
  slag: text,
  status: text,
  sedan: datum,
  plats: heltal,
  onskadEnhet: text,
})

export const RakningsmottagareVisad = post({ namn: text, slag: text, franOchMed: datum })

const Fakturarad = Type.Object({ radnummer: heltal, text, belopp: ore }, STANGD)

export const FakturaVisad = post({
  fakturaRef: Type.Optional(Type.String({ description: 'Gäller lika länge och för samma som svarets personId.' })),
  fakturanummer: text,
  ocrNummer: text,
  fakturadatum: datum,
  forfallodatum: datum,
  belopp: ore,
  kvarstaende: ore,
  betaldDatum: datum,
  paminnelser: heltal,
  inkasso: finns,
  betalstatus: text,
  forfallen: finns,
  rader: Type.Optional(Type.Array(Fakturarad)),
})

export type PersonVisad = Static<typeof PersonVisad>
