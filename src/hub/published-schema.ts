import { Type } from 'typebox'
import { INFORMATIONSMANGDER, INTERNAL_MANGDER, SOURCE_DECLARATIONS, SOURCES } from '../informationsmangd.ts'
import { SYNC_DEFAULTS } from '../sync/budget.ts'
import { LIVE_DEFAULTS } from '../uppslag/direkt/compartments.ts'
import { sourceSettings } from './sources.ts'

const OF = { shared: 'the whole service', 'per-stadsdel': 'one installation' } as const
const limits = (members: readonly (readonly [name: string, of: string, absent: number])[], maximum?: number) =>
  Type.Object(
    Object.fromEntries(
      members.map(([name, of, absent]) => [
        name,
        Type.Optional(
          Type.Integer({
            minimum: 1,
            ...(maximum === undefined ? {} : { maximum }),
            description: `Of ${of}; ${absent} when absent.`,
          }),
        ),
      ]),
    ),
    { additionalProperties: false },
  )
const services = SOURCES.map((source) => [source, SOURCE_DECLARATIONS[source].service] as const)

/**
 * The part of the JSON Schemas of config/ that follows from the declared sources and kinds:
 * config/schema/kallor.schema.json, which `npm run openapi` writes.
 */
export const sourcesSchema = (): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://insyn.example/schema/kallor.schema.json',
  title: 'Sources and kinds of information',
  description: 'Generated from the declared sources by `npm run openapi`.',
  $defs: {
    kalla: { type: 'string', enum: SOURCES },
    informationsmangd: { type: 'string', enum: INFORMATIONSMANGDER },
    manifestmangd: { type: 'string', enum: [...INFORMATIONSMANGDER, ...INTERNAL_MANGDER] },
    installningar: sourceSettings(),
    perKalla: limits(
      services.map(([source, service]) => [source, OF[service], SYNC_DEFAULTS[service]]),
      22,
    ),
    samtidiga: limits(
      services.flatMap(([source, service]) => [
        [source, OF[service], LIVE_DEFAULTS[service]],
        ...(service === 'shared' ? [[`${source}Foretag`, 'one company in it', LIVE_DEFAULTS.company] as const] : []),
      ]),
    ),
  },
})
