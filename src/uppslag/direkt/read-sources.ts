import { setMaxListeners } from 'node:events'
import type { PersonItems } from '../../mapping/person-items.ts'
import { type PersonAnswer, type ReadDeps, readPerson } from '../../sync/read-source.ts'
import type { ReadScope } from '../../sync/source.ts'
import type { InCompartment } from './compartments.ts'
import { scopeName, type LiveSource, type ReadAnswer, type ReadQuery } from './live-source.ts'
import type { LiveMetrics } from './metrics.ts'

export interface LiveReadDeps extends Pick<ReadDeps, 'sources' | 'itemKeys' | 'clock'> {
  readonly inCompartment: InCompartment
  /** Takes what a source said into the mirror. */
  readonly mirror: (scope: ReadScope, readAt: Date, answer: PersonAnswer) => Promise<void>
  /** A write into the mirror failed; what was read is answered all the same. */
  readonly mirrorFailed: (scope: ReadScope, error: unknown) => void
  readonly metrics: LiveMetrics
}

export interface LiveReads extends Pick<LiveSource, 'read' | 'lastAnswered'> {
  /** Resolves when no write into the mirror is under way. */
  finished(): Promise<void>
}

/**
 * Reads one person live. What a source says is in the mirror before it is answered, when there is time for that: a
 * mirrored lookup right after then shows no older state. The write never holds an answer up beyond the deadline; it goes
 * on by itself then.
 */
export function createLiveReads(deps: LiveReadDeps): LiveReads {
  const silent = new Set<string>()
  const writes = new Set<Promise<void>>()

  function mirror(scope: ReadScope, readAt: Date, answer: PersonAnswer): Promise<void> {
    const write = deps.mirror(scope, readAt, answer).then(
      () => deps.metrics.mirrored(scope, 'done'),
      (error: unknown) => {
        deps.metrics.mirrored(scope, 'failed')
        deps.mirrorFailed(scope, error)
      },
    )
    writes.add(write)
    return write.finally(() => writes.delete(write))
  }

  /** Never rejects, and resolves by the deadline: whatever is still under way then is aborted, and not waited for. */
  async function readScope(scope: ReadScope, query: ReadQuery): Promise<ReadAnswer> {
    const { personnummer, evenProtected, fristMs } = query
    const abort = new AbortController()
    const { signal } = abort
    // Each request of the read listens.
    setMaxListeners(0, signal)
    let answer: ReadAnswer | undefined
    const deadline = new Promise<void>((passed) => signal.addEventListener('abort', () => passed(), { once: true }))
    const timer = setTimeout(() => abort.abort(), fristMs)
    const read = async () => {
      const { readAt, said } = await deps.inCompartment(scope, signal, async () => ({
        readAt: deps.clock(),
        said: await readPerson(deps, { scope, personnummer, evenProtected, signal }),
      }))
      answer = { ...scope, answered: true, readAt, person: said.person && showable(said.person, evenProtected) }
      await mirror(scope, readAt, said)
    }
    await Promise.race([read().catch(() => undefined), deadline])
    clearTimeout(timer)
    if (answer === undefined) silent.add(scopeName(scope))
    else silent.delete(scopeName(scope))
    deps.metrics.read(scope, answer === undefined ? 'no-answer' : 'answered')
    return answer ?? { ...scope, answered: false }
  }

  return {
    read: (query) => Promise.all(query.scopes.map((scope) => readScope(scope, query))),
    lastAnswered: (scope) => !silent.has(scopeName(scope)),
    async finished() {
      await Promise.all(writes)
    },
  }
}

/** A flag that cannot be read counts as set, and nothing that came with it may be shown. */
const showable = (person: PersonItems, evenProtected: boolean): PersonItems =>
  person.skydd === 'nej' || (person.skydd === 'ja' && evenProtected)
    ? person
    : { ...person, uppgifter: {}, rejected: [] }
