import { Type, type Static, type TProperties } from 'typebox'
import { type Informationsmangd, SOURCES } from '../informationsmangd.ts'

/*
 * The shapes of what is shown. Which fields there are is decided by the tittbehörighet and which of them are present by
 * the policy, so all but the origin are optional; a field that is not declared here cannot leave.
 */
const text = Type.Optional(Type.String())
const date = Type.Optional(Type.String({ format: 'date' }))
const integer = Type.Optional(Type.Integer())
const number = Type.Optional(Type.Number())
const ore = Type.Optional(Type.Integer({ description: 'Öre' }))
const exists = Type.Optional(Type.Boolean())

const CLOSED = { additionalProperties: false } as const

const FakturaRow = Type.Object({ radnummer: integer, text, belopp: ore }, CLOSED)

/** The fields of an item of each kind, as the mirror holds it and the bus carries it. */
export const FIELD = {
  person: { fornamn: text, efternamn: text },
  beslut: {
    beslutId: text,
    lagSfs: text,
    lagKapitel: integer,
    lagParagraf: text,
    insatsKod: text,
    insats: text,
    beslutsdatum: date,
    franOchMed: date,
    tillOchMed: date,
    omfattning: number,
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
    franOchMed: date,
    tillOchMed: date,
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
    sedan: date,
    plats: integer,
    onskadEnhet: text,
  },
  rakningsmottagare: { namn: text, slag: text, franOchMed: date },
  faktura: {
    fakturanummer: text,
    ocrNummer: text,
    fakturadatum: date,
    forfallodatum: date,
    belopp: ore,
    kvarstaende: ore,
    betaldDatum: date,
    paminnelser: integer,
    inkasso: exists,
    betalstatus: text,
    rader: Type.Optional(Type.Array(FakturaRow)),
  },
} satisfies Record<Informationsmangd, TProperties>

const REFERENCE = '^[A-Za-z0-9_-]{22}$'

/** One uppgift of a kind with its whole present state, as cases and messages carry it (SpegladUppgift). */
export const mirroredUppgift = (mangd: Informationsmangd) => ({
  uppgiftRef: Type.String({ pattern: REFERENCE, description: 'Opaque; the same wherever the uppgift is told of.' }),
  version: Type.Integer({ minimum: 1, description: 'Rises with every change of the uppgift.' }),
  stadsdel: Type.String(),
  kalla: Type.Enum([...SOURCES]),
  informationsmangd: Type.Enum([mangd]),
  last: Type.String({ format: 'date-time', description: 'When the source was read.' }),
  poster: Type.Array(Type.Object(FIELD[mangd], CLOSED), { minItems: 1 }),
})

const shown = <T extends TProperties>(field: T) =>
  Type.Object({ stadsdel: Type.String(), kalla: Type.Enum([...SOURCES]), ...field }, CLOSED)

export const PersonVisad = Type.Object(FIELD.person, CLOSED)
export const BeslutVisat = shown(FIELD.beslut)
export const AvgiftVisad = shown(FIELD.avgift)
export const UtforareVisad = shown(FIELD.utforare)
export const HandlaggareVisad = shown(FIELD.handlaggare)
export const KostatusVisad = shown(FIELD.kostatus)
export const RakningsmottagareVisad = shown(FIELD.rakningsmottagare)
export const FakturaVisad = shown({
  fakturaRef: Type.Optional(
    Type.String({
      description:
        'Gäller lika länge och för samma som svarets personId. Saknas när fakturan visas med stöd av ett enkelttillstånd.',
    }),
  ),
  forfallen: exists,
  ...FIELD.faktura,
})

export type PersonVisad = Static<typeof PersonVisad>
