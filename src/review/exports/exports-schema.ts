import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { GATE } from '../../access/request-schema.ts'
import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { LogName, LogNames, Reason } from '../officers.ts'
import { EVENTS } from './formats/format.ts'
import { FORMAT_NAMES } from './formats/formats.ts'

const CLOSED = { additionalProperties: false } as const
const Day = (what: string, example: string) =>
  Type.String({ format: 'date', description: `${what}, efter klockan i Stockholm.`, examples: [example] })
const Name = (what: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 200, [GATE]: 'line', description: what, examples: [example] })
const Count = (what: string) => Type.Integer({ minimum: 0, description: what })
const Digest = (what: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description: `SHA-256 av ${what}.` })

export const ExportId = Type.String({
  format: 'uuid',
  [GATE]: 'line',
  description: 'Exportens id, ur svaret på beställningen.',
  examples: ['5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'],
})

/** What a record must be to be in the file: of each list one, and every field that is given. */
export const Exportfilter = Type.Object(
  {
    handelse: Type.Optional(
      Type.Array(Type.Enum([...EVENTS]), { minItems: 1, uniqueItems: true, description: 'Händelser.' }),
    ),
    utfall: Type.Optional(
      Type.Array(Type.Enum(['visat', 'tomt', 'nekat', 'fel']), {
        minItems: 1,
        uniqueItems: true,
        description: 'Utfall.',
      }),
    ),
    mangd: Type.Optional(
      Type.Array(Type.Enum([...INFORMATIONSMANGDER]), {
        minItems: 1,
        uniqueItems: true,
        description: 'Informationsmängder, av vilka minst en har visats.',
      }),
    ),
    slutanvandare: Type.Optional(Name('Den som arbetade.', 'anna.ek')),
    klient: Type.Optional(Name('Det anropande systemet.', 'telefoni')),
  },
  { ...CLOSED, description: 'Vilka poster som ska med; utan det alla i perioden.' },
)
export type Exportfilter = Static<typeof Exportfilter>

export const Exportbegaran = Type.Object(
  {
    format: Type.Enum([...FORMAT_NAMES], {
      description:
        '`csv` för Excel, `jsonl` JSON Lines med manifest sist, `cef`, `ocsf` (API Activity), `ecs`, `fhir` (AuditEvent, R4) och ' +
        '`storelog` (Ineras StoreLog).',
    }),
    loggar: Type.Optional(LogNames),
    fran: Day('Första dagen', '2026-10-01'),
    till: Day('Sista dagen', '2026-10-31'),
    filter: Type.Optional(Exportfilter),
    skal: Reason,
  },
  { ...CLOSED, description: 'En export av poster ur åtkomstloggar.' },
)
export type Exportbegaran = Static<typeof Exportbegaran>

/** The same as it is answered: a later version may choose by more. */
export const Exportvillkor = Type.Object(
  {
    handelse: Type.Optional(Type.Array(Type.String(), { description: 'Händelser.' })),
    utfall: Type.Optional(Type.Array(Type.String(), { description: 'Utfall.' })),
    mangd: Type.Optional(Type.Array(Type.String(), { description: 'Informationsmängder.' })),
    slutanvandare: Type.Optional(Type.String({ description: 'Den som arbetade.' })),
    klient: Type.Optional(Type.String({ description: 'Det anropande systemet.' })),
  },
  { ...CLOSED, description: 'Vad posterna skulle uppfylla; tomt när alla i perioden är med.' },
)

export const Exportmanifest = Type.Object(
  {
    format: Type.String({ description: 'Filens format.' }),
    exportId: Type.String({ format: 'uuid', description: 'Exportens id.' }),
    skapad: Type.String({ format: 'date-time', description: 'När exporten beställdes, i UTC.' }),
    fran: Type.String({ format: 'date', description: 'Första dagen.' }),
    till: Type.String({ format: 'date', description: 'Sista dagen.' }),
    tidszon: Type.Literal('Europe/Stockholm', { description: 'Klockan som dagarna räknas efter.' }),
    filter: Exportvillkor,
    urval: Type.Enum(['alla-poster', 'utan-poster-som-visar-skydd'], {
      description:
        'Hur urvalet gjordes. Poster som visar att någon har skyddade personuppgifter är med bara för den vars roll har rätten ' +
        'granska-skyddade. Hur många som inte är med sägs inte.',
    }),
    loggar: Type.Array(
      Type.Object(
        {
          logg: Type.String({ description: 'Loggen.' }),
          antal: Count('Poster ur loggen i filen.'),
          gallratFore: Type.Optional(
            Type.String({
              format: 'date-time',
              description:
                'Poster i loggen från före detta, i UTC, har gallrats, utom dem som är undantagna från gallring. Saknas när ' +
                'ingenting av perioden har gallrats.',
            }),
          ),
          kontrollpunkt: Type.Optional(
            Type.String({
              description:
                'Loggens senaste signerade kontrollpunkt när filen gjordes klar (C2SP signed note). Bara för den vars roll har ' +
                'rätten granska-skyddade: den säger hur många poster loggen har.',
            }),
          ),
        },
        { ...CLOSED, description: 'Vad som kommer ur en logg.' },
      ),
      { description: 'Loggarna, i den ordning som deras poster står i filen.' },
    ),
    antal: Count('Poster i filen.'),
    langd: Count('Byte före manifestet; utan manifest i filen hela filens längd.'),
    sha256: Digest('dessa byte'),
  },
  { ...CLOSED, description: 'Vad en export innehåller och hur den valdes ut.' },
)
export type Exportmanifest = Static<typeof Exportmanifest>

const STATUSES = ['vantar', 'pagar', 'klar', 'misslyckad'] as const
export type ExportStatus = (typeof STATUSES)[number]

const GIVEN = {
  loggId: LogIds,
  tidpunkt: Type.String({ format: 'date-time', description: 'När svaret gavs, i UTC.' }),
} as const

const StateFields = {
  exportId: Type.String({ format: 'uuid', description: 'Exportens id.' }),
  format: Type.String({ description: 'Filens format.' }),
  loggar: Type.Array(LogName, { description: 'Loggarna.' }),
  fran: Type.String({ format: 'date', description: 'Första dagen.' }),
  till: Type.String({ format: 'date', description: 'Sista dagen.' }),
  status: Type.Enum([...STATUSES], {
    description:
      '`vantar` och `pagar`: loggarna gås igenom. `klar`: filen kan hämtas. `misslyckad`: beställ den på nytt; hubbens drift ' +
      'ser varför.',
  }),
  procent: Type.Integer({ minimum: 0, maximum: 100, description: 'Hur stor del av loggarna som har gåtts igenom.' }),
  kanHamtasTill: Type.String({ format: 'date-time', description: 'När exporten tas bort, i UTC.' }),
  fil: Type.Optional(
    Type.Object(
      {
        namn: Type.String({ description: 'Filens namn.' }),
        mediatyp: Type.String({ description: 'Filens medietyp.' }),
        langd: Count('Filens längd i byte.'),
        sha256: Digest('hela filen'),
      },
      { ...CLOSED, description: 'Filen, när den är klar.' },
    ),
  ),
} as const

export const Exportsvar = Type.Object(
  { ...GIVEN, ...StateFields, manifest: Type.Optional(Exportmanifest) },
  { ...CLOSED, description: 'En beställd export.' },
)
export type Exportsvar = Static<typeof Exportsvar>

export const Exportlista = Type.Object(
  {
    ...GIVEN,
    exporter: Type.Array(
      Type.Object(
        { ...StateFields, bestalld: Type.String({ format: 'date-time', description: 'När den beställdes, i UTC.' }) },
        { ...CLOSED, description: 'En export.' },
      ),
      { description: 'Exporter som du har beställt och som kan hämtas, nyast först; högst hundra.' },
    ),
  },
  { ...CLOSED, description: 'Dina exporter.' },
)
export type Exportlista = Static<typeof Exportlista>

export const ExportQuery = Type.Object(
  {
    vanta: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 30,
        default: 0,
        description: 'Sekunder som svaret som mest väntar på att filen blir klar. Varje anrop blir en loggpost.',
      }),
    ),
  },
  CLOSED,
)
