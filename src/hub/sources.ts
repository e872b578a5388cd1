import { Type, type TObject } from 'typebox'
import { agresso } from '../adapters/agresso/definition.ts'
import { ber } from '../adapters/ber/definition.ts'
import { paraplyet } from '../adapters/paraplyet/definition.ts'
import type { SourceDefinition } from '../adapters/source-definition.ts'
import type { Config } from '../config.ts'
import { isInternal, SOURCES, type SourceName } from '../informationsmangd.ts'
import type { Manifest } from '../mapping/manifest.ts'
import type { ItemKeys } from '../mapping/merge-items.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { Scope } from '../sync/source.ts'

/** The definition of each source: one folder of `adapters` per source. */
const DEFINITIONS: Readonly<Record<SourceName, SourceDefinition>> = { paraplyet, agresso, ber }

/** The sources' parts of the settings, as config/schema/kallor.schema.json publishes them. */
export const sourceSettings = (): TObject =>
  Type.Object(Object.fromEntries(SOURCES.map((source) => [source, DEFINITIONS[source].settings])))

/** The sources of this installation, and the stadsdelar that are connected to each. */
export function composeSources(
  config: Config,
  { manifests, policy, clock }: { manifests: readonly Manifest[]; policy: Policy; clock: () => Date },
) {
  const { fristMs, tak } = config.synk
  const deadlines = { smallCalls: 10_000, all: fristMs, andrade: fristMs, person: 10_000 }
  const context = { manifests, deadlines, capBytes: tak, clock }
  const open = SOURCES.filter((name) => config[name] !== undefined).map((name) => ({
    name,
    ...DEFINITIONS[name].open(config[name], context),
  }))
  const sources = open.map(({ source }) => source)
  const itemKeys: ItemKeys = new Map(
    manifests.flatMap((manifest) =>
      isInternal(manifest.informationsmangd) ? [] : [[manifest.informationsmangd, manifest] as const],
    ),
  )
  return {
    sources,
    /** Of a stadsdel that is connected to Agresso. */
    trialOf: (stadsdel: string) =>
      open.find(({ name, stadsdelar }) => name === 'agresso' && stadsdelar.includes(stadsdel))?.trial,
    itemKeys,
    connected: Object.fromEntries(open.map(({ name, stadsdelar }) => [name, stadsdelar])) as Readonly<
      Partial<Record<SourceName, readonly string[]>>
    >,
    /**
     * Every source × stadsdel of today: a stadsdel is read from the sources that it is connected to, and only while it
     * exists.
     */
    scopes: (): readonly Scope[] =>
      todaysStadsdelar(policy, swedishDate(clock())).flatMap(({ kod }) =>
        open.filter(({ stadsdelar }) => stadsdelar.includes(kod)).map(({ name }) => ({ source: name, stadsdel: kod })),
      ),
    close: () => Promise.all(sources.map((source) => source.close())),
  }
}

export type Sources = ReturnType<typeof composeSources>
