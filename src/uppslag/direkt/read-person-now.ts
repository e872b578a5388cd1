import { setMaxListeners } from 'node:events'
import type { SourceName } from '../../informationsmangd.ts'
import type { ItemKeys } from '../../mapping/merge-items.ts'
import type { PersonItems } from '../../mapping/person-items.ts'
import type { Source } from '../../sync/source.ts'
import type { PersonAnswer } from '../../sync/one-person.ts'
import { readPerson } from '../../sync/read-person.ts'
import type { ReadQuery, ReadScope, ReadPersonNow, ReadAnswer } from './live-query.ts'
import type { InCompartment } from './compartments.ts'
import type { LiveMetrics } from './metrics.ts'

export interface LiveDeps {
  readonly kallor: readonly Source[]
  readonly inCompartment: InCompartment
  readonly itemKeys: ItemKeys
  /** Takes what a source said into the mirror. */
  readonly mirror: (scope: ReadScope, readAt: Date, answer: PersonAnswer) => Promise<void>
  /** A write into the mirror that failed; what was read is answered all the same. */
  readonly failed: (scope: ReadScope, error: unknown) => void
  readonly metrics: LiveMetrics
  readonly clock: () => Date
}

export interface LiveReads {
  readonly read: ReadPersonNow
  /** Whether this source answered the last live read of anybody; true when none was made yet. */
  lastAnswered(scope: { readonly kalla: SourceName; readonly stadsdel: string }): boolean
  /** Resolves when nothing is on its way into the mirror. */
  finished(): Promise<void>
}

type Answer = Extract<ReadAnswer, { answered: true }>

/**
 * Reads one person live. What a source says is in the mirror before it is answered, when there is time for that: a
 * mirrored lookup right after then shows no older state. The write never holds an answer up beyond the deadline; it goes
 * on by itself then.
 */
export function createLiveReads(deps: LiveDeps): LiveReads {
  const silent = new Set<string>()
  const written = new Set<Promise<void>>()

  function mirrored(scope: ReadScope, readAt: Date, answer: PersonAnswer): Promise<void> {
    const writes = deps.mirror(scope, readAt, answer).then(
      () => deps.metrics.mirrored(scope, 'done'),
      (error: unknown) => {
        deps.metrics.mirrored(scope, 'failed')
        deps.failed(scope, error)
      },
    )
    written.add(writes)
    return writes.finally(() => written.delete(writes))
  }

  /** Never rejects, and resolves by the deadline: whatever is still under way then is aborted, and not waited for. */
  async function readOne(scope: ReadScope, query: ReadQuery): Promise<ReadAnswer> {
    const abort = new AbortController()
    const { signal } = abort
    // Each request of the read listens.
    setMaxListeners(0, signal)
    let answer: Answer | undefined
    const deadline = new Promise<void>((out) => signal.addEventListener('abort', () => out(), { once: true }))
    const timer = setTimeout(() => abort.abort(), query.fristMs)
    const readCounts = async () => {
      const { readAt, said } = await deps.inCompartment(scope, signal, async () => {
        const readAt = deps.clock()
        const origin = source(deps, scope.kalla)
        return {
          readAt,
          said: await readPerson(origin, scope, query.personnummer, deps.itemKeys, signal, query.evenProtected),
        }
      })
      answer = { ...scope, answered: true, readAt, person: said.person && showable(said.person, query.evenProtected) }
      await mirrored(scope, readAt, said)
    }
    await Promise.race([readCounts().catch(() => undefined), deadline])
    clearTimeout(timer)
    const name = `${scope.kalla}/${scope.stadsdel}`
    if (answer === undefined) silent.add(name)
    else silent.delete(name)
    deps.metrics.read(scope, answer === undefined ? 'no-answer' : 'answered')
    return answer ?? { ...scope, answered: false }
  }

  return {
    read: (query) => Promise.all(query.scopes.map((scope) => readOne(scope, query))),
    lastAnswered: ({ kalla, stadsdel }) => !silent.has(`${kalla}/${stadsdel}`),
    async finished() {
      await Promise.all(written)
    },
  }
}

function source({ kallor }: LiveDeps, name: SourceName): Source {
  const origin = kallor.find((one) => one.namn === name)
  if (origin === undefined) throw new RangeError(`no source ${name}`)
  return origin
}

/** A flag that cannot be read counts as set, and nothing that came with it may be shown. */
const showable = (person: PersonItems, evenProtected: boolean): PersonItems =>
  person.skydd === 'nej' || (person.skydd === 'ja' && evenProtected)
    ? person
    : { ...person, uppgifter: {}, rejected: [] }
