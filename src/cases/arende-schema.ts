import { Type, type Static } from 'typebox'
import { LogIds } from '../access/log-ids.ts'
import { SHOWN } from '../mapping/item-schemas.ts'
import { AndamalCode, GATE, Personnummer } from '../access/request-schema.ts'

const STATUSES = ['oppnat', 'kategoriserat', 'stangt'] as const
const CategoryText = Type.String({ minLength: 1, maxLength: 120 })
/** As the case system writes it: kept when kategorier.yaml has it, else as `övrigt`. */
const StatedCategory = Type.String({ minLength: 1, maxLength: 120, [GATE]: 'line' })

/** What the case system tells of a case; the person is named when it opens, and may be when it is categorised. */
export const Arendebegaran = Type.Object(
  {
    status: Type.Enum([...STATUSES]),
    personnummer: Type.Optional(Personnummer),
    andamal: Type.Optional(AndamalCode),
    huvudkategori: Type.Optional(StatedCategory),
    arendetyp: Type.Optional(StatedCategory),
    arendeklass: Type.Optional(StatedCategory),
  },
  {
    additionalProperties: false,
    if: { properties: { status: { const: 'oppnat' } }, required: ['status'] },
    then: { required: ['personnummer', 'andamal'] },
    dependentRequired: { personnummer: ['andamal'] },
  },
)
export type Arendebegaran = Static<typeof Arendebegaran>

const CLOSED = { additionalProperties: false } as const

export const Forslag = Type.Object(
  { huvudkategori: CategoryText, arendetyp: CategoryText, arendeklass: CategoryText },
  CLOSED,
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
    arendeId: Type.String(),
    status: Type.Enum([...STATUSES]),
    stadsdelar: Type.Array(Type.Object({ kod: Type.String(), namn: Type.String() }, CLOSED)),
    utforare: Type.Array(SHOWN.utforare),
    handlaggare: Type.Array(SHOWN.handlaggare),
    forslag: Type.Union([Forslag, Type.Null()]),
    ...MIRRORING,
    loggId: LogIds,
  },
  CLOSED,
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
  CLOSED,
)
export type Arendelage = Static<typeof Arendelage>
