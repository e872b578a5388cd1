import { Type, type Static } from 'typebox'
import { LogIds } from '../access/log-ids.ts'
import { SOURCES } from '../informationsmangd.ts'
import { IDENTIFIERINGAR } from '../policy/policy.ts'
import { AndamalCode, ArendeReference, PersonId, Personnummer, TillstandId } from '../access/request-schema.ts'
import { ANSWER_MEMBERS, SHOWN } from '../mapping/item-schemas.ts'

const RELATIONER = ['sjalv', 'anhorig', 'god-man', 'forvaltare', 'personal', 'annan'] as const

/** As the ledger has it, whatever printable characters that is; it is hashed and never recorded. */
const Fakturanummer = Type.String({ pattern: '^[^\\p{C}\\p{Z}]([^\\p{C}\\p{Zl}\\p{Zp}]{0,98}[^\\p{C}\\p{Z}])?$' })

/** What may name the person of a lookup. */
const SEARCH_KEYS = ['personnummer', 'ocrNummer', 'fakturanummer', 'personId'] as const
const SEARCH = SEARCH_KEYS.map((name) => ({ required: [name] }))

/**
 * A lookup of one person: by number, by an invoice that names one, by the reference of an earlier answer, or, with none of
 * these, by the caller's own open case.
 */
export const Uppslagsbegaran = Type.Object(
  {
    personnummer: Type.Optional(Personnummer),
    personId: Type.Optional(PersonId),
    ocrNummer: Type.Optional(Type.String({ pattern: '^[0-9]{2,25}$' })),
    fakturanummer: Type.Optional(Fakturanummer),
    andamal: AndamalCode,
    arende: Type.Optional(ArendeReference),
    relation: Type.Enum([...RELATIONER]),
    identifiering: Type.Enum([...IDENTIFIERINGAR]),
    aktualitet: Type.Optional(
      Type.Enum(['speglad', 'direkt'], {
        description:
          '`direkt` läser personen i källorna nu och väntar högst en kort frist på dem. Kräver personnummer: spegeln, ' +
          'där OCR- och fakturanummer söks, har inga.',
      }),
    ),
    /** An enkelttillstånd to use; one that is not in force changes nothing. */
    tillstand: Type.Optional(TillstandId),
  },
  {
    additionalProperties: false,
    if: { properties: { aktualitet: { const: 'direkt' } }, required: ['aktualitet'] },
    then: { required: ['personnummer'] },
    oneOf: [...SEARCH, { required: ['arende'], not: { anyOf: SEARCH } }],
  },
)
export type Uppslagsbegaran = Static<typeof Uppslagsbegaran>

/** Whether the person is the one of the named case. */
export const namesOnlyArende = (request: Uppslagsbegaran): request is Uppslagsbegaran & { arende: string } =>
  SEARCH_KEYS.every((name) => request[name] === undefined)

export const Kallrad = Type.Object(
  {
    kalla: Type.Enum([...SOURCES]),
    stadsdel: Type.String(),
    status: Type.Enum(['aktuell', 'ofullstandig', 'inaktuell', 'ej-svar', 'ingar-ej'], {
      description: '`ofullstandig`: källan är läst i tid, men något i den gick inte att läsa och visas därför inte.',
    }),
    /** When the source was last read in full. */
    speglad: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    /** Whether the source answered a live read; absent when it was not read. */
    direkt: Type.Optional(Type.Enum(['svarade', 'svarade-ej'])),
    forklaring: Type.String(),
  },
  { additionalProperties: false },
)
export type Kallrad = Static<typeof Kallrad>

export const Uppslagssvar = Type.Object(
  {
    uppslagId: Type.String({ format: 'uuid' }),
    loggId: LogIds,
    /** Always present, whether or not a person was found. */
    personId: PersonId,
    tidpunkt: Type.String({ format: 'date-time' }),
    ...ANSWER_MEMBERS,
    kallor: Type.Array(Kallrad),
  },
  { additionalProperties: false },
)
export type Uppslagssvar = Static<typeof Uppslagssvar>

/** Accepts any text of this form: the caller must not learn why a reference is refused. */
export const FakturaRef = Type.String({
  pattern: '^[A-Za-z0-9_.-]{1,1500}$',
  description: 'fakturaRef ur ett uppslag: gäller en kort stund, för samma klient och slutanvändare.',
  examples: ['9mXh2jYk0cW5vQ2lJd3RlbGVmb25pAQAB0f6hPzS1M4u9mXh2jYk0cW5vQ2lJd3Rl.bGVmb25pAQAB0f6h'],
})

export const Fakturasvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: Type.String({ format: 'date-time' }),
    faktura: SHOWN.faktura,
  },
  { additionalProperties: false },
)
export type Fakturasvar = Static<typeof Fakturasvar>
