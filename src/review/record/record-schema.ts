import { type Static, Type } from 'typebox'
import { LogId, LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT } from '../../access/request-schema.ts'
import { LogName, Reason } from '../officers.ts'

const Status = (description: string) => Type.Enum(['finns', 'gallrad', 'forlorad'], { description })
const GONE =
  '`gallrad`: posten är gallrad efter sin bevarandetid. `forlorad`: posten saknas efter en återställning av databasen.'

export const Postbegaran = Type.Object(
  { loggId: LogId, skal: Reason },
  { additionalProperties: false, description: 'En post i åtkomstloggen, och varför den behövs.' },
)
export type Postbegaran = Static<typeof Postbegaran>

const Field = Type.Object(
  {
    falt: Type.String({ description: 'Fältets namn i loggen.' }),
    rubrik: Type.String({ description: 'Fältet i ord.' }),
    varde: Type.String({ description: 'Värdet som det står i loggen.' }),
    forklaring: Type.Union([Type.String(), Type.Null()], {
      description: 'Vad värdet betyder; null när det talar för sig.',
    }),
  },
  { additionalProperties: false },
)

const Post = Type.Object(
  {
    loggpost: LogId,
    logg: LogName,
    loggnamn: Type.String({ description: 'Vems logg det är.' }),
    tid: Type.String({ format: 'date-time', description: 'När det hände, i UTC.' }),
    sammanfattning: Type.String({ description: 'Posten i en mening.' }),
    personId: Type.Union([Type.String(), Type.Null()], {
      description:
        'Referens till personen som posten gäller, för personens tidslinje; null när den inte gäller någon. Vem det är öppnas ' +
        'för sig: `POST /atkomster/personnummer`.',
    }),
    falt: Type.Array(Field, { description: 'Allt som posten säger, utom vem den gäller.' }),
  },
  { additionalProperties: false },
)

export const Postsvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    status: Status(`\`finns\`: posten visas. ${GONE}`),
    poster: Type.Array(Post, {
      description:
        'Posten, och därefter de som samma anrop gav i andra loggar som du granskar. Tom när posten inte finns kvar.',
    }),
  },
  { additionalProperties: false, description: 'En post i ord.' },
)
export type Postsvar = Static<typeof Postsvar>

export const NUMBER_STATUSES = ['oppnat', 'ingen-person', 'saknas', 'annan-nyckel', 'gallrad', 'forlorad'] as const
export type NumberStatus = (typeof NUMBER_STATUSES)[number]

export const Nummersvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    status: Type.Enum([...NUMBER_STATUSES], {
      description:
        '`oppnat`: numret visas. `ingen-person`: posten gäller ingen person. `saknas`: ingen post i dina loggar har numret, eller ' +
        `så får du inte öppna det. \`annan-nyckel\`: numret är förseglat med en annan nyckel än loggens. ${GONE}`,
    }),
    personnummer: Type.Union([Type.String(), Type.Null()], {
      description: 'Numret, tolv siffror; null när det inte öppnades.',
    }),
    forklaring: Type.String({ description: 'Vad som hände, i ord.' }),
  },
  { additionalProperties: false, description: 'Numret för personen som en post gäller.' },
)
export type Nummersvar = Static<typeof Nummersvar>
