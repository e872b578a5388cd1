import { Type, type Static } from 'typebox'
import { defineSource, WritesPlus } from '../source-definition.ts'
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
    const source = agressoSource({ ...context, tidszon: 'Europe/Stockholm', ...settings, user, password, writesPlus })
    return {
      source,
      stadsdelar: Object.keys(settings.foretag),
      trial: (stadsdel, signal) => source.trial(stadsdel, signal),
    }
  },
)
