import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT } from '../../access/request-schema.ts'
import { PLACES } from '../../atkomstlogg/publish/place.ts'
import { LogName, LogNames, Reason } from '../officers.ts'

export const CHAIN_STATES = ['hel', 'bruten', 'okontrollerad'] as const

const Moment = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: `${description}, i UTC.` })
const Count = (description: string) =>
  Type.Union([Type.Integer(), Type.Null()], {
    description: `${description}; null för den som inte har rätten granska-skyddade, eftersom antalet säger hur många poster som är dolda.`,
  })

const Chain = Type.Object(
  {
    logg: LogName,
    loggnamn: Type.String({ description: 'Vems logg det är.' }),
    lage: Type.Enum([...CHAIN_STATES], {
      description:
        'Enligt den senaste kontrollen av hela loggen. `bruten`: poster är inte vad som signerades. `okontrollerad`: ingen sådan ' +
        'kontroll har gjorts ännu.',
    }),
    kontrollerad: Moment('När hela loggen senast kontrollerades'),
    kontrolleradePoster: Count('Så många poster kontrollerades'),
    nyaPoster: Count('Så många har kommit till sedan dess'),
    brott: Type.Union(
      [
        Type.Object(
          { fran: Count('Första posten som kan vara den'), till: Count('Posten efter den sista') },
          {
            additionalProperties: false,
            description: 'Den första posten som inte är vad som signerades är en av dessa.',
          },
        ),
        Type.Null(),
      ],
      { description: 'Var loggen är bruten; null när den är hel.' },
    ),
    fingeravtryck: Type.Union([Type.String(), Type.Null()], {
      description: 'Trädets rot i den senaste kontrollpunkten, hexadecimalt; null före den första.',
    }),
    publicerad: Type.Array(
      Type.Object(
        {
          plats: Type.Enum([...PLACES], { description: 'Var.' }),
          tid: Moment('När platsen senast fick en kontrollpunkt'),
          slaparSedan: Moment('Sedan när platsen saknar en; null när den har alla'),
        },
        { additionalProperties: false },
      ),
      { description: 'Var loggens kontrollpunkter finns utanför hubben.' },
    ),
    pagar: Type.Union([Type.Integer({ minimum: 0, maximum: 100 }), Type.Null()], {
      description: 'Hur många procent en kontroll som pågår har kommit; null när ingen pågår.',
    }),
  },
  { additionalProperties: false, description: 'En loggs kedja.' },
)

export const Kedjesvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    loggar: Type.Array(Chain, { description: 'En del för varje logg som du granskar.' }),
  },
  { additionalProperties: false, description: 'Om loggarna är vad som signerades.' },
)
export type Kedjesvar = Static<typeof Kedjesvar>

export const Kedjekontroll = Type.Object(
  { skal: Reason, loggar: Type.Optional(LogNames) },
  { additionalProperties: false, description: 'En kontroll av hela loggar.' },
)
export type Kedjekontroll = Static<typeof Kedjekontroll>
