import { setMaxListeners } from 'node:events'
import { InsynError } from '../../errors.ts'
import type { PersonItems } from '../../mapping/person-items.ts'
import { type PersonAnswer, type ReadDeps, readPerson } from '../../sync/read-source.ts'
import type { ReadScope } from '../../sync/source.ts'
import { type InCompartment, silenceOf } from './compartments.ts'
import { type LiveSource, type ReadAnswer, type ReadQuery, scopeName, type Silence } from './live-source.ts'
import type { LiveMetrics } from './metrics.ts'

export interface LiveReadDeps extends Pick<ReadDeps, 'sources' | 'itemKeys' | 'clock'> {
  readonly inCompartment: InCompartment
  /** Takes what a source said into the mirror. */
  readonly mirror: (scope: ReadScope, readAt: Date, answer: PersonAnswer) => Promise<void>
  /** A write into the mirror failed; what was read is answered all the same. */
  readonly mirrorFailed: (scope: ReadScope, error: unknown) => void
  /** A source failed in another way than at its last read; told again only after it has answered. */
  readonly readFailed: (scope: ReadScope, error: unknown) => void
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
  const failures = new Map<string, string>()
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
    const start = performance.now()
    let askedAt: number | undefined
    let cause: Silence | undefined
    const read = async () => {
      const { readAt, said } = await deps.inCompartment(scope, signal, async () => {
        askedAt = performance.now()
        return { readAt: deps.clock(), said: await readPerson(deps, { scope, personnummer, evenProtected, signal }) }
      })
      answer = { ...scope, answered: true, readAt, person: said.person && showable(said.person, evenProtected) }
      await mirror(scope, readAt, said)
    }
    const failed = (error: unknown): void => {
      if (signal.aborted) return
      cause = silenceOf(error)
      if (askedAt !== undefined) tellFailure(scope, error)
    }
    await Promise.race([read().catch(failed), deadline])
    clearTimeout(timer)
    deps.metrics.read(scope, answer === undefined ? 'no-answer' : 'answered')
    if (answer === undefined) {
      silent.add(scopeName(scope))
      // As the compartment judges it: what waited longer than it was read for was kept from the source by others.
      const crowded = askedAt === undefined || performance.now() - askedAt < askedAt - start
      return { ...scope, answered: false, cause: cause ?? (crowded ? 'crowded' : 'deadline') }
    }
    silent.delete(scopeName(scope))
    failures.delete(scopeName(scope))
    return answer
  }

  /** Once for each code, not once a read: who was looked up, and when, is not to be seen in the log. */
  function tellFailure(scope: ReadScope, error: unknown): void {
    const code = error instanceof InsynError ? error.code : 'OKANT_FEL'
    if (failures.get(scopeName(scope)) === code) return
    failures.set(scopeName(scope), code)
    deps.readFailed(scope, error)
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
