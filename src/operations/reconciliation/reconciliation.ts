import { setTimeout as delay } from 'node:timers/promises'
import { failureText, InsynError } from '../../errors.ts'
import { type Informationsmangd, INFORMATIONSMANGDER, MANGDER_OF_SOURCE } from '../../informationsmangd.ts'
import type { Log } from '../../log.ts'
import { trySessionLock } from '../../platform/database/session-lock.ts'
import type { Scope } from '../../sync/source.ts'
import { type ArendePageDeps, compareArenden } from './arende-side.ts'
import { repair } from './repair.ts'
import type { ArendeFinding, Comparison, Deviation, Obstacle, Report } from './report.ts'
import { save } from './report-store.ts'
import { compareSource, type SourceSideDeps } from './source-side.ts'
import type { SidePicture } from './sums.ts'
import { compareTopic, type TopicSideDeps } from './topic-side.ts'

export interface ReconciliationDeps extends Omit<SourceSideDeps, 'mirror'>, ArendePageDeps {
  /** What the stadsdel's avtal covers now. */
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  /** Absent without a bus: there is no topic to look at. */
  readonly bus: Pick<TopicSideDeps, 'topicReader' | 'envelope'> | undefined
  readonly sync: (scopes: readonly Scope[]) => Promise<unknown>
  readonly log: Log
}

export interface Reconciliation {
  /**
   * Holds the mirror against the sources, the topics and the open cases. One at a time over all hubs: KORNING_PAGAR when
   * another is under way.
   */
  reconcile(scopes: readonly Scope[], how: { readonly repair: boolean }): Promise<Report>
  /** The highest version of an uppgift in topics and cases, and what of them could not be read. */
  highestVersion(): Promise<{ readonly highest: number; readonly obstacle: readonly Obstacle[] }>
  stop(): Promise<void>
}

const RECONCILIATION_LOCK = 0x1c5f_0008
/** Between two looks: what is on its way has then arrived, or can be seen to wait. */
const SETTLE_MS = 3_000

export function createReconciliation(deps: ReconciliationDeps): Reconciliation {
  const stopping = new AbortController()
  let running: Promise<unknown> = Promise.resolve()

  async function look(scopes: readonly Scope[], seen: (version: number) => void = () => undefined): Promise<Report> {
    const { signal } = stopping
    const comparisons: Comparison[] = []
    const deviations: Deviation[] = []
    const arenden: ArendeFinding[] = []
    const obstacle: Obstacle[] = []
    const add = (picture: SidePicture): void => {
      comparisons.push(...picture.sums.comparisons(picture.deviations, picture.onTheWay))
      deviations.push(...picture.deviations)
      arenden.push(...(picture.arenden ?? []))
      obstacle.push(...picture.obstacle)
      seen(picture.highest ?? 0)
    }
    const tryTo = (about: Pick<Obstacle, 'side' | 'what'>, steps: () => Promise<SidePicture>): Promise<void> =>
      steps().then(add, (error: unknown) => {
        const errorCode = error instanceof InsynError ? error.code : 'OKANT_FEL'
        obstacle.push({ ...about, errorCode, error: failureText(error), count: 1 })
      })

    for (const scope of scopes) {
      const allowed = deps.allowed(scope.stadsdel)
      const mangder = new Set(MANGDER_OF_SOURCE[scope.source].filter((mangd) => allowed.has(mangd)))
      if (mangder.size > 0)
        await tryTo({ side: 'kalla', what: `${scope.source}/${scope.stadsdel}` }, () =>
          compareSource(deps, scope, mangder, signal),
        )
    }
    const { bus } = deps
    if (bus !== undefined)
      for (const mangd of INFORMATIONSMANGDER)
        await tryTo({ side: 'amne', what: mangd }, () => twice(() => compareTopic({ ...deps, ...bus }, mangd), signal))
    await tryTo({ side: 'arende' }, () => twice(() => compareArenden(deps, signal), signal))
    return { comparisons, deviations, arenden, obstacle }
  }

  async function reconcile(scopes: readonly Scope[], how: { readonly repair: boolean }): Promise<Report> {
    const report = await trySessionLock(deps.pool, RECONCILIATION_LOCK, async () => {
      const found = await look(scopes)
      await save(deps.pool, found, deps.clock())
      if (how.repair) await repair(deps, found)
      return found
    })
    if (report === undefined) throw new InsynError('KORNING_PAGAR', 'another avstamning is under way')
    const { deviations, arenden, obstacle } = report
    const differences = deviations.length + arenden.length
    deps.log[differences + obstacle.length > 0 ? 'warn' : 'info']('reconciliation', {
      differences,
      notRead: obstacle.length,
      repairs: how.repair && differences > 0,
    })
    return report
  }

  return {
    async highestVersion() {
      let highest = 0
      const reading = look([], (version) => (highest = Math.max(highest, version)))
      running = reading.catch(() => undefined)
      return { obstacle: (await reading).obstacle, highest }
    },
    reconcile(scopes, how) {
      const run = reconcile(scopes, how)
      running = run.catch(() => undefined)
      return run
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** An avvikelse is what two looks have seen; what only the second one has is on its way. */
async function twice(look: () => Promise<SidePicture>, signal: AbortSignal): Promise<SidePicture> {
  const first = await look()
  const { arenden = [] } = first
  if (first.deviations.length + arenden.length === 0) return first
  await delay(SETTLE_MS, undefined, { signal })
  const second = await look()
  const seen = new Set(first.deviations.map(name))
  const seenInArenden = new Set(arenden.map(findingName))
  return {
    ...second,
    deviations: second.deviations.filter((one) => seen.has(name(one))),
    arenden: (second.arenden ?? []).filter((one) => seenInArenden.has(findingName(one))),
    onTheWay: [...second.onTheWay, ...second.deviations.filter((one) => !seen.has(name(one)))],
  }
}

const name = ({ kind, uppgiftRef, arende }: Deviation): string =>
  `${kind}/${uppgiftRef}/${arende?.arendeId ?? ''}/${arende?.version ?? ''}`

const findingName = ({ kind, arendeId }: ArendeFinding): string => `${kind}/${arendeId}`
