import { Type, type Static, type TProperties } from 'typebox'
import { type Informationsmangd, KALLOR } from '../informationsmangd.ts'

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

const Fakturarad = Type.Object({ radnummer: heltal, text, belopp: ore }, STANGD)

/** The fields of an item of each kind, as the mirror holds it and the bus carries it. */
export const FALT = {
  person: { fornamn: text, efternamn: text },
  beslut: {
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
  },
  avgift: {
    period: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' })),
    avgift: ore,
    maxtaxa: ore,
    forbehallsbelopp: ore,
    avgiftsgrundandeInkomst: ore,
  },
  utforare: {
    uppdragId: text,
    namn: text,
    enhet: text,
    regi: text,
    insats: text,
    telefon: text,
    franOchMed: datum,
    tillOchMed: datum,
  },
  handlaggare: {
    handlaggareId: text,
    namn: text,
    enhet: text,
    ansvarsomrade: text,
    telefon: text,
    telefontid: text,
  },
  kostatus: {
    koId: text,
    slag: text,
    status: text,
    sedan: datum,
    plats: heltal,
    onskadEnhet: text,
  },
  rakningsmottagare: { namn: text, slag: text, franOchMed: datum },
  faktura: {
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
    rader: Type.Optional(Type.Array(Fakturarad)),
  },
} satisfies Record<Informationsmangd, TProperties>

const REFERENS = '^[A-Za-z0-9_-]{22}$'

/** One uppgift of a kind with its whole present state, as cases and messages carry it (SpegladUppgift). */
export const spegladUppgift = (mangd: Informationsmangd) => ({
  uppgiftRef: Type.String({ pattern: REFERENS, description: 'Opaque; the same wherever the uppgift is told of.' }),
  version: Type.Integer({ minimum: 1, description: 'Rises with every change of the uppgift.' }),
  stadsdel: Type.String(),
  kalla: Type.Enum([...KALLOR]),
  informationsmangd: Type.Enum([mangd]),
  last: Type.String({ format: 'date-time', description: 'When the source was read.' }),
  poster: Type.Array(Type.Object(FALT[mangd], STANGD), { minItems: 1 }),
})

const visad = <T extends TProperties>(falt: T) =>
  Type.Object({ stadsdel: Type.String(), kalla: Type.Enum([...KALLOR]), ...falt }, STANGD)

export const PersonVisad = Type.Object(FALT.person, STANGD)
export const BeslutVisat = visad(FALT.beslut)
export const AvgiftVisad = visad(FALT.avgift)
export const UtforareVisad = visad(FALT.utforare)
export const HandlaggareVisad = visad(FALT.handlaggare)
export const KostatusVisad = visad(FALT.kostatus)
export const RakningsmottagareVisad = visad(FALT.rakningsmottagare)
export const FakturaVisad = visad({
  fakturaRef: Type.Optional(
    Type.String({
      description:
        'Gäller lika länge och för samma som svarets personId. Saknas när fakturan visas med stöd av ett enkelttillstånd.',
    }),
  ),
  forfallen: finns,
  ...FALT.faktura,
})

export type PersonVisad = Static<typeof PersonVisad>
