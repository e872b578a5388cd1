import { type TObject, Type } from 'typebox'
import { agresso } from '../adapters/agresso/definition.ts'
import { ber } from '../adapters/ber/definition.ts'
import { paraplyet } from '../adapters/paraplyet/definition.ts'
import type { Account, SharedSession, SourceContext, SourceDefinition } from '../adapters/source-definition.ts'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import {
  type Informationsmangd,
  isInternal,
  MANGDER_OF_SOURCE,
  type SourceName,
  SOURCES,
} from '../informationsmangd.ts'
import type { ItemKeys } from '../mapping/merge-items.ts'
import { loginMemory } from '../operations/refused-logins.ts'
import { createLoginGuard, type LoginGuard } from '../platform/login-guard.ts'
import { createPace, type Pace } from '../platform/pace.ts'
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

/** What the settings name of sources, opened: once for the hub, and once in each thread that reads. */
export function openSources(
  config: Pick<Config, SourceName | 'synk'>,
  { manifests, ...context }: Pick<SourceContext, 'manifests' | 'clock' | 'logins' | 'sessions' | 'paces'>,
) {
  const { fristMs, smaAnropMs, tak } = config.synk
  const deadlines = { smallCalls: smaAnropMs, all: fristMs, andrade: fristMs, person: 10_000 }
  const open = SOURCES.filter((name) => config[name] !== undefined).map((name) => ({
    name,
    ...DEFINITIONS[name].open(config[name], { ...context, manifests, deadlines, capBytes: tak }),
  }))
  const sources = open.map(({ source }) => source)
  const itemKeys: ItemKeys = new Map(
    manifests.flatMap((manifest) =>
      isInternal(manifest.informationsmangd) ? [] : [[manifest.informationsmangd, manifest] as const],
    ),
  )
  return { open, sources, itemKeys, close: () => Promise.all(sources.map((source) => source.close())) }
}

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
  const guards = new Map<string, LoginGuard>()
  const logins: SourceContext['logins'] = (account, ...credentials) => {
    const guard = createLoginGuard(clock, loginMemory(store, account, ...credentials))
    guards.set(nameOf(account), guard)
    return guard
  }
  const paces = new Map<string, Pace>()
  const pacesOf: SourceContext['paces'] = (account, perSecond) => {
    const pace = createPace(perSecond)
    paces.set(nameOf(account), pace)
    return pace
  }
  const { open, sources, itemKeys, close } = openSources(config, { manifests, clock, logins, paces: pacesOf })
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
    manifests,
    /** What the reads of an account share, in whichever thread they are. */
    guardOf: (account: Account): LoginGuard => known(guards.get(nameOf(account))),
    paceOf: (account: Account): Pace => known(paces.get(nameOf(account))),
    sessionOf: ({ source, stadsdel = '' }: Account): SharedSession =>
      known(open.find(({ name }) => name === source)?.session?.(stadsdel)),
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
    close,
  }
}

const nameOf = ({ source, stadsdel = '' }: Account): string => `${source}/${stadsdel}`

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new InsynError('KONFIG_OGILTIG', 'a thread asked for an account that no source has')
  return found
}

const allowedOf = (source: SourceName, allowed: ReadonlySet<Informationsmangd>) =>
  MANGDER_OF_SOURCE[source].filter((mangd) => allowed.has(mangd))

export type Sources = ReturnType<typeof composeSources>
