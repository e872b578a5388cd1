import { Type, type Static } from 'typebox'
import { LogIds } from '../access/log-ids.ts'
import { SHOWN } from '../mapping/item-schemas.ts'
import { AndamalCode, GATE, Personnummer } from '../access/request-schema.ts'

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

export const Forslag = Type.Object(
  {
    huvudkategori: CategoryText('Föreslagen huvudkategori.'),
    arendetyp: CategoryText('Föreslagen typ.'),
    arendeklass: CategoryText('Föreslagen klass.'),
  },
  { ...CLOSED, description: 'Hur ärendet föreslås registreras.' },
)
export type Forslag = Static<typeof Forslag>

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
    spegling: Type.Enum(['pagar', 'avslutas'], {
      description: '`pagar`: det som får visas skrivs i ärendet, nu och när det ändras. `avslutas`: det tas bort igen.',
    }),
    loggId: LogIds,
  },
  { ...CLOSED, description: 'Vad ärendet bör registrera.' },
)
export type Arendesvar = Static<typeof Arendesvar>
