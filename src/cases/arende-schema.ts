import { type Static, Type } from 'typebox'
import { LogIds } from '../access/log-ids.ts'
import { AndamalCode, GATE, Personnummer } from '../access/request-schema.ts'
import { SHOWN } from '../mapping/item-schemas.ts'

const STATUSES = ['oppnat', 'kategoriserat', 'stangt'] as const
const CategoryText = (description: string) => Type.String({ minLength: 1, maxLength: 120, description })
/** As the case system writes it: kept when kategorier.yaml has it, else as `övrigt`. */
const StatedCategory = (what: string) =>
  Type.String({
    minLength: 1,
    maxLength: 120,
    [GATE]: 'line',
    description: `${what}, i ärendesystemets ord. Sparas om konfigurationen har ordet, annars som övrigt.`,
  })

/** What the case system tells of a case; the person is named when it opens, and may be when it is categorised. */
export const Arendebegaran = Type.Object(
  {
    status: Type.Enum([...STATUSES], {
      description: 'Vad som har hänt med ärendet. `oppnat` kräver personnummer och andamal; de börjar speglingen.',
    }),
    personnummer: Type.Optional(Personnummer),
    andamal: Type.Optional(AndamalCode),
    huvudkategori: Type.Optional(StatedCategory('Ärendets huvudkategori')),
    arendetyp: Type.Optional(StatedCategory('Ärendets typ')),
    arendeklass: Type.Optional(StatedCategory('Ärendets klass')),
  },
  {
    additionalProperties: false,
    description: 'Vad ärendesystemet anmäler om ett ärende.',
    if: { properties: { status: { const: 'oppnat' } }, required: ['status'] },
    then: { required: ['personnummer', 'andamal'] },
    dependentRequired: { personnummer: ['andamal'] },
  },
)
export type Arendebegaran = Static<typeof Arendebegaran>

const CLOSED = { additionalProperties: false } as const

const ChosenCategory = (what: string) =>
  Type.String({
    minLength: 1,
    maxLength: 120,
    [GATE]: 'line',
    description: `${what}, i konfigurationens ord.`,
  })

/** The category that somebody at the contact centre chooses for a case. */
export const Registreringsbegaran = Type.Object(
  {
    huvudkategori: ChosenCategory('Huvudkategori'),
    arendetyp: ChosenCategory('Typ'),
    arendeklass: ChosenCategory('Klass'),
  },
  { ...CLOSED, description: 'Hur ärendet ska registreras.' },
)
export type Registreringsbegaran = Static<typeof Registreringsbegaran>

export const Registreringssvar = Type.Object(
  { arendeId: Type.String({ description: 'Ärendesystemets beteckning.' }), loggId: LogIds },
  { ...CLOSED, description: 'Ett ärende vars kategori har valts.' },
)
export type Registreringssvar = Static<typeof Registreringssvar>

export const Forslag = Type.Object(
  {
    huvudkategori: CategoryText('Föreslagen huvudkategori.'),
    arendetyp: CategoryText('Föreslagen typ.'),
    arendeklass: CategoryText('Föreslagen klass.'),
  },
  { ...CLOSED, description: 'Hur ärendet föreslås registreras.' },
)
export type Forslag = Static<typeof Forslag>

/** How the mirroring stands: the same whoever the case is about. */
const MIRRORING = {
  spegling: Type.Enum(['vantar', 'pagar', 'nekad', 'avslutas', 'avslutad'], {
    description:
      '`vantar`: ärendesystemet har inte svarat om ärendet ännu. `pagar`: ärendet är öppet där, och det som får speglas ' +
      'skrivs. `nekad`: se `orsak`. `avslutas`: stängt, och ska rensas. `avslutad`: rensat. Säger ingenting om hur mycket ' +
      'som skrivs, inte heller om det är något alls.',
  }),
  orsak: Type.Union([Type.Enum(['finns-ej', 'stangt', 'nekas']), Type.Null()], {
    description:
      'Varför speglingen är nekad: ärendesystemet har inget sådant ärende, har det inte öppet, eller nekar hubben det. ' +
      'Annars null.',
  }),
  forklaring: Type.String({ description: 'Hur speglingen står, i en mening för personal.' }),
}

/** What the case should register. `forslag` is null when nothing is suggested. */
export const Arendesvar = Type.Object(
  {
    arendeId: Type.String({ description: 'Ärendets beteckning, så som den angavs.' }),
    status: Type.Enum([...STATUSES], { description: 'Det som anmäldes.' }),
    stadsdelar: Type.Array(
      Type.Object(
        {
          kod: Type.String({ description: 'Stadsdelens kod.' }),
          namn: Type.String({ description: 'Stadsdelens namn.' }),
        },
        CLOSED,
      ),
      { description: 'Stadsdelar vars uppgifter ärendet får. Tom när inget visas, vad orsaken än är.' },
    ),
    utforare: Type.Array(SHOWN.utforare, {
      description: 'Utförare att registrera. Tom när inget visas, vad orsaken än är.',
    }),
    handlaggare: Type.Array(SHOWN.handlaggare, {
      description: 'Handläggare att registrera. Tom när inget visas, vad orsaken än är.',
    }),
    forslag: Type.Union([Forslag, Type.Null()], {
      description: 'Hur ärendet föreslås registreras; null utan förslag.',
    }),
    ...MIRRORING,
    loggId: LogIds,
  },
  { ...CLOSED, description: 'Vad ärendet bör registrera.' },
)
export type Arendesvar = Static<typeof Arendesvar>

/** How a case that was reported stands, without anything of whom it is about. */
export const Arendelage = Type.Object(
  {
    arendeId: Type.String({ description: 'Ärendesystemets beteckning.' }),
    status: Type.Enum(['oppnat', 'stangt'], { description: 'Hur hubben har ärendet, som det anmäldes senast.' }),
    ...MIRRORING,
    kontrollerad: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'När ärendesystemet senast svarade om ärendet; null när det inte har svarat.',
    }),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'Hur ett anmält ärende står, utan något om vem det gäller.' },
)
export type Arendelage = Static<typeof Arendelage>
