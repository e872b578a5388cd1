import { Type, type TObject } from 'typebox'
import { agresso } from '../adapters/agresso/definition.ts'
import { ber } from '../adapters/ber/definition.ts'
import { paraplyet } from '../adapters/paraplyet/definition.ts'
import type { SourceContext, SourceDefinition } from '../adapters/source-definition.ts'
import type { Config } from '../config.ts'
import {
  type Informationsmangd,
  isInternal,
  MANGDER_OF_SOURCE,
  SOURCES,
  type SourceName,
} from '../informationsmangd.ts'
import type { ItemKeys } from '../mapping/merge-items.ts'
import { loginMemory } from '../operations/refused-logins.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import { allowedMangder, todaysStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { Scope } from '../sync/source.ts'
import type { Store } from './store.ts'

/** The definition of each source: one folder of `adapters` per source. */
const DEFINITIONS: Readonly<Record<SourceName, SourceDefinition>> = { paraplyet, agresso, ber }

/** The sources' parts of the settings, as config/schema/kallor.schema.json publishes them. */
export const sourceSettings = (): TObject =>
  Type.Object(Object.fromEntries(SOURCES.map((source) => [source, DEFINITIONS[source].settings])))

/** The sources of this installation, and the stadsdelar that are connected to each. */
export function composeSources(
  config: Config,
  {
    manifests,
    policy,
    store,
    clock,
  }: Pick<SourceContext, 'manifests' | 'clock'> & { policy: Policy; store: () => Pick<Store, 'pool' | 'keys'> },
) {
  const { fristMs, smaAnropMs, tak } = config.synk
  const deadlines = { smallCalls: smaAnropMs, all: fristMs, andrade: fristMs, person: 10_000 }
  const logins: SourceContext['logins'] = (account, ...credentials) => loginMemory(store, account, ...credentials)
  const context = { manifests, deadlines, capBytes: tak, clock, logins }
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
  const isConnected = (source: SourceName, stadsdel: string) =>
    open.some(({ name, stadsdelar }) => name === source && stadsdelar.includes(stadsdel))
  return {
    sources,
    /** Kinds that an avtal in force covers and whose source the stadsdel is not connected to: they are answered `ingar-ej`. */
    notConnected: () => {
      const today = swedishDate(clock())
      return todaysStadsdelar(policy, today).flatMap(({ kod }) =>
        SOURCES.filter((source) => !isConnected(source, kod))
          .map((source) => ({ source, mangder: allowedOf(source, allowedMangder(policy, kod, today)) }))
          .flatMap(({ source, mangder }) => (mangder.length === 0 ? [] : [{ source, stadsdel: kod, mangder }])),
      )
    },
    /** The kinds of rows that the manifests of these kinds read of a source: Agresso's have templates instead, which are looked at. */
    rowsOf: (source: SourceName, mangder: ReadonlySet<Informationsmangd>): readonly string[] =>
      source === 'agresso'
        ? []
        : [
            ...new Set(
              manifests
                .filter(({ kalla, informationsmangd: one }) => kalla === source && !isInternal(one) && mangder.has(one))
                .flatMap(({ kallrader }) => kallrader),
            ),
          ],
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

const allowedOf = (source: SourceName, allowed: ReadonlySet<Informationsmangd>) =>
  MANGDER_OF_SOURCE[source].filter((mangd) => allowed.has(mangd))

export type Sources = ReturnType<typeof composeSources>
