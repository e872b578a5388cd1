import { type Static, Type } from 'typebox'
import { LogIds } from '../access/log-ids.ts'
import {
  AndamalCode,
  ANSWERED_AT,
  ArendeReference,
  IDENTIFIED,
  PersonId,
  Personnummer,
  TillstandId,
} from '../access/request-schema.ts'
import { SOURCES } from '../informationsmangd.ts'
import { ANSWER_MEMBERS, SHOWN } from '../mapping/item-schemas.ts'
import { IDENTIFIERINGAR } from '../policy/policy.ts'

const RELATIONER = ['sjalv', 'anhorig', 'god-man', 'forvaltare', 'personal', 'annan'] as const

/** As the ledger has it, whatever printable characters that is; it is hashed and never recorded. */
const Fakturanummer = Type.String({
  pattern: '^[^\\p{C}\\p{Z}]([^\\p{C}\\p{Zl}\\p{Zp}]{0,98}[^\\p{C}\\p{Z}])?$',
  description: 'Numret på en faktura, så som det står på den. Slår upp den som fakturan gäller.',
})

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
    ocrNummer: Type.Optional(
      Type.String({
        pattern: '^[0-9]{2,25}$',
        description: 'OCR-numret på en faktura. Slår upp den som fakturan gäller.',
      }),
    ),
    fakturanummer: Type.Optional(Fakturanummer),
    andamal: AndamalCode,
    arende: Type.Optional(ArendeReference),
    relation: Type.Enum([...RELATIONER], {
      description: 'Vad den som frågar är för personen. Loggas; avgör inte vad som visas.',
    }),
    identifiering: Type.Enum([...IDENTIFIERINGAR], { description: IDENTIFIED }),
    aktualitet: Type.Optional(
      Type.Enum(['speglad', 'direkt'], {
        description:
          '`speglad`, som gäller när det inte anges, svarar ur den senaste läsningen. `direkt` läser personen i källorna nu och väntar högst en kort frist på dem. Kräver personnummer: spegeln, ' +
          'där OCR- och fakturanummer söks, har inga.',
      }),
    ),
    tillstand: Type.Optional(
      Type.String({
        ...TillstandId,
        description: 'Id för ett enkelttillstånd som ska användas. Ett som inte gäller ändrar ingenting.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'Ett uppslag av en person: vem, varför och hur den som frågar har identifierats.',
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
    kalla: Type.Enum([...SOURCES], { description: 'Källan.' }),
    stadsdel: Type.String({ description: 'Kod för stadsdelen vars del av källan raden gäller.' }),
    status: Type.Enum(['aktuell', 'ofullstandig', 'inaktuell', 'ej-svar', 'ingar-ej'], {
      description:
        '`aktuell`: läst i tid. `ofullstandig`: källan är läst i tid, men något i den gick inte att läsa och visas därför ' +
        'inte. `inaktuell`: inte läst i tid. `ej-svar`: kunde inte läsas senast, eller ännu inte. `ingar-ej`: begäran öppnar ' +
        'ingenting härifrån. Säger ingenting om personen.',
    }),
    speglad: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description:
        'När källan senast lästes helt, i UTC. Null när den inte har lästs eller inte ingår, eller när svaret inte kommer ur den läsningen.',
    }),
    betalstatusLast: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'När det senast lästes om fakturorna är betalda (betalstatus, kvarstaende, betaldDatum, paminnelser och inkasso), i UTC. ' +
          'Finns när det är senare än speglad; allt annat är från speglad.',
      }),
    ),
    direkt: Type.Optional(
      Type.Enum(['svarade', 'svarade-ej'], {
        description: 'Om källan svarade när den lästes för det här uppslaget. Saknas när den inte lästes nu.',
      }),
    ),
    forklaring: Type.String({ description: 'Läget i en mening att visa för personal.' }),
  },
  {
    additionalProperties: false,
    description: 'Hur färskt det är som en källa har för en stadsdel. Raderna är desamma vem personen än är.',
  },
)
export type Kallrad = Static<typeof Kallrad>

export const Kallage = Type.Object(
  {
    kalla: Kallrad.properties.kalla,
    status: Type.Enum(['aktuell', 'ingar-ej'], { description: 'Som i kallor.' }),
    speglad: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'Den äldsta tiden i de rader som den här står för, i UTC. Null när källan inte ingår.',
    }),
    betalstatusLast: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Den äldsta tiden i de rader som den här står för, i UTC, när alla har en.',
      }),
    ),
    forklaring: Type.String({ description: 'Läget i en mening att visa för personal.' }),
  },
  {
    additionalProperties: false,
    description: 'Läget i en källa för varje stadsdel som inte har en egen rad i kallor.',
  },
)
export type Kallage = Static<typeof Kallage>

export const Uppslagssvar = Type.Object(
  {
    uppslagId: Type.String({ format: 'uuid', description: 'Uppslagets id, slumpat för varje svar.' }),
    loggId: LogIds,
    /** Always present, whether or not a person was found. */
    personId: PersonId,
    tidpunkt: ANSWERED_AT,
    ...ANSWER_MEMBERS,
    kallor: Type.Array(Kallrad, {
      description:
        'En rad för varje källa i varje stadsdel. Med `Prefer: return=minimal` bara de rader som inte sägs av kallage: ' +
        'alltid var och en som kräver uppmärksamhet.',
    }),
    kallage: Type.Optional(
      Type.Array(Kallage, { description: 'Bara med `Prefer: return=minimal`: högst en rad för varje källa.' }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'Vad som får visas om personen. En person som saknas, är skyddad, utan avtal eller utom räckhåll ger samma svar: tomma ' +
      'listor, och person saknas.',
  },
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
    tidpunkt: ANSWERED_AT,
    faktura: SHOWN.faktura,
  },
  { additionalProperties: false, description: 'En faktura med sina rader.' },
)
export type Fakturasvar = Static<typeof Fakturasvar>
