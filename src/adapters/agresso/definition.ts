import { Type, type Static } from 'typebox'
import { defineSource, WritesPlus } from '../source-definition.ts'
import { agressoSource } from './source.ts'

const CLOSED = { additionalProperties: false } as const
const Text = Type.String({ minLength: 1 })

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
      { kunder: Text, oppna: Text, historik: Text },
      { ...CLOSED, description: 'Names of the templates, exactly as in Agresso.' },
    ),
  },
  CLOSED,
)
export type AgressoSettings = Static<typeof AgressoSettings>

export const agresso = defineSource(
  AgressoSettings,
  ({ anvandare: user, losenord: password, skriverPlus: writesPlus, ...settings }, context) => ({
    source: agressoSource({ ...context, tidszon: 'Europe/Stockholm', ...settings, user, password, writesPlus }),
    stadsdelar: Object.keys(settings.foretag),
  }),
)
