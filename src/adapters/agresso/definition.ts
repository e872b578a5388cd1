import { type Static, Type } from 'typebox'
import { connectionSettings, defineSource, REQUESTS_PER_SECOND, WritesPlus } from '../source-definition.ts'
import { COMPLETENESS } from './completeness.ts'
import { agressoSource } from './source.ts'

const CLOSED = { additionalProperties: false } as const
const Text = Type.String({ minLength: 1 })

const TemplateSetting = Type.Union([
  Text,
  Type.Object(
    {
      namn: Text,
      fullstandighet: Type.Optional(
        Type.Enum([...COMPLETENESS], {
          description:
            'What shows that every row came: the total row (total-rad), a second read that must agree (antal), or nothing (ingen). auto when absent: the total row where there is one that can tell, else a second read.',
        }),
      ),
      overrideAggregation: Type.Optional(
        Type.Boolean({ description: 'Sent as OverrideAggregation, where there is no total row without it.' }),
      ),
    },
    CLOSED,
  ),
])

export const AgressoSettings = Type.Object(
  {
    url: Type.String({ pattern: '^https?://' }),
    anvandare: Text,
    losenord: Text,
    tidszon: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z_]+(/[A-Za-z_]+)*$',
        description: 'Of the times that Agresso gives without one; Europe/Stockholm when absent.',
      }),
    ),
    skriverPlus: WritesPlus,
    inloggningsfel: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200, format: 'regex' }), {
        description:
          'Regular expressions, without regard to case: a fault whose text one of them matches refuses the login. In place ' +
          'of those that Insyn brings with it.',
      }),
    ),
    ...connectionSettings,
    foretag: Type.Record(Type.String(), Text, { description: 'Company code (Client) per stadsdel.' }),
    mallar: Type.Object(
      {
        kunder: TemplateSetting,
        oppna: TemplateSetting,
        historik: TemplateSetting,
        rader: Type.Optional(TemplateSetting),
      },
      {
        ...CLOSED,
        description:
          'Names of the templates, exactly as in Agresso; of each a name alone, or more. rader: the lines of invoices, where oppna and historik hold heads only.',
      },
    ),
  },
  CLOSED,
)
export type AgressoSettings = Static<typeof AgressoSettings>

export const agresso = defineSource(
  AgressoSettings,
  ({ anvandare: user, losenord: password, skriverPlus: writesPlus, ...settings }, context) => {
    const stadsdelar = Object.keys(settings.foretag)
    const perSecond = REQUESTS_PER_SECOND * stadsdelar.length
    const { ca, klientcertifikat, klientnyckel, proxy, anropPerSekund = perSecond, ...rest } = settings
    const connection = { ca, klientcertifikat, klientnyckel, proxy, anropPerSekund }
    const login = { user, password }
    const source = agressoSource({ ...context, tidszon: 'Europe/Stockholm', ...rest, ...login, writesPlus, connection })
    return {
      source,
      stadsdelar,
      trial: (stadsdel, signal) => source.trial(stadsdel, signal),
    }
  },
)
