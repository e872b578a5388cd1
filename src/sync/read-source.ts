import type pg from 'pg'
import { InsynError } from '../errors.ts'
import type { SourceName } from '../informationsmangd.ts'
import { type ItemKeys, merge } from '../mapping/merge-items.ts'
import type { PersonItems, Rejected, SourceBatch } from '../mapping/person-items.ts'
import { flaggedBy, flaggedByOthers } from '../mirror/protection.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { protect } from './protection.ts'
import { RefTable } from './ref-table.ts'
import { noReadCounts, type ReadScope, type Source } from './source.ts'
import { clearStaging, throughStaging } from './staging.ts'

export interface ReadDeps {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'personRef'>
  readonly sources: readonly Source[]
  readonly itemKeys: ItemKeys
  readonly clock: () => Date
}

export interface ReadRequest {
  readonly scope: ReadScope
  /** Only what has changed since; everything when it is absent. */
  readonly since?: Date | undefined
  /** The rows of this read in the staging table. */
  readonly stagedAs: number
  readonly signal: AbortSignal
  /** The read is to leave no trace: flags that it meets are not set. */
  readonly dry?: boolean
}

/** What one read of a scope is for. What it must not forget whatever it is for, the reader does itself. */
export interface SourceVisitor {
  /** The whole of one person whom no scope protects. */
  person(personRef: string, person: PersonItems): void
  /** This scope had flagged the person, and now says that there is no protection. */
  flagLifted?(personRef: string): void
  /** The person is left out for the flag of another scope. */
  withheld?(personRef: string): void
  /** A row whose person could not be told. */
  orphan?(row: Rejected): void
  /** After each batch of the source. */
  batchRead?(): Promise<void>
  /** Everything was read. */
  readToEnd?(): Promise<void>
  /** The read has ended, however it did. Resolves when no write of the visitor is under way; never rejects. */
  settled?(): Promise<void>
}

/** One read of one source × stadsdel under the rules that hold for every read: order, protection, orphans. */
export class ScopeRead {
  /** What could be read is at least as new as this. */
  readonly readAt: Date
  readonly counts = noReadCounts()
  persons = 0
  /** Persons left out for a flag of this scope or of another. */
  protectedPersons = 0
  orphans = 0
  /** Persons whom this scope had flagged, and whom the source has not named so far. */
  readonly unnamedFlags: Set<string>
  readonly #deps: ReadDeps
  readonly #scope: ReadScope
  readonly #otherFlags: ReadonlySet<string>
  readonly #seen = new RefTable()
  /** Read and not yet set. */
  #flags: string[] = []
  readonly #unreadableFlags: string[] = []
  readonly #mayBeProtected = new Set<string>()
  readonly #dry: boolean
  #unordered = false

  private constructor(
    deps: ReadDeps,
    { scope, dry = false }: Pick<ReadRequest, 'scope' | 'dry'>,
    readAt: Date,
    own: Set<string>,
    others: ReadonlySet<string>,
  ) {
    this.#deps = deps
    this.#scope = scope
    this.#dry = dry
    this.readAt = readAt
    this.unnamedFlags = own
    this.#otherFlags = others
  }

  static async begin(deps: ReadDeps, request: Pick<ReadRequest, 'scope' | 'dry'>): Promise<ScopeRead> {
    const readAt = deps.clock()
    const { scope } = request
    return new ScopeRead(
      deps,
      request,
      readAt,
      await flaggedBy(deps.pool, scope),
      await flaggedByOthers(deps.pool, scope),
    )
  }

  /** Throws KALLA_OORDNAD when a person comes twice: the first piece was then not the whole person. */
  async take(batches: AsyncIterable<SourceBatch>, visitor: SourceVisitor): Promise<void> {
    try {
      for await (const { personer, orphans } of batches) {
        for (const person of personer) this.#takePerson(person, visitor)
        for (const row of orphans) {
          this.orphans++
          for (const personnummer of row.mayBe ?? []) {
            const personRef = this.#deps.keys.personRef(personnummer)
            this.#mayBeProtected.add(personRef)
            this.#flags.push(personRef)
          }
          visitor.orphan?.(row)
        }
        await visitor.batchRead?.()
      }
      await visitor.readToEnd?.()
    } finally {
      await visitor.settled?.()
      // A flag that could not be read counts as set. In an unordered read another piece of the person may have carried it:
      // the ordered read that follows tells.
      if (!this.#unordered) this.#flags.push(...this.#unreadableFlags)
      // Also where a row of their own says something else: whose the flagged row is, nobody knows.
      this.#flags.push(...this.#mayBeProtected)
      await this.setFlags()
    }
  }

  /** Persons who are flagged by this read, and not yet in the database. */
  get waitingFlags(): readonly string[] {
    return this.#flags
  }

  get flagsToSet(): number {
    return this.#flags.length
  }

  /**
   * Sets the flags that have been read so far. A visitor that writes calls this before each write; when the read has ended,
   * however it did, the rest are set. Not called twice at the same time.
   */
  async setFlags(): Promise<void> {
    if (this.#dry) return
    const flags = this.#flags
    this.#flags = []
    try {
      await protect(this.#deps.pool, this.#scope, flags, this.readAt)
    } catch (error) {
      this.#flags.push(...flags)
      throw error
    }
  }

  #takePerson(person: PersonItems, visitor: SourceVisitor): void {
    const personRef = this.#deps.keys.personRef(person.personnummer)
    if (this.#seen.see(personRef) === 'sedd') {
      this.#unordered = true
      const { source, stadsdel } = this.#scope
      throw new InsynError('KALLA_OORDNAD', `${source} ${stadsdel}: rows of one person came apart`)
    }
    this.persons++
    const flagged = this.unnamedFlags.delete(personRef)
    if (person.skydd !== 'nej') {
      this.protectedPersons++
      if (!flagged) (person.skydd === 'ja' ? this.#flags : this.#unreadableFlags).push(personRef)
      return
    }
    if (flagged) visitor.flagLifted?.(personRef)
    if (this.#otherFlags.has(personRef)) {
      this.protectedPersons++
      visitor.withheld?.(personRef)
      return
    }
    visitor.person(personRef, person)
  }
}

/**
 * Reads one source × stadsdel, person by person, and tells the visitor of each person whom nobody protects. Flags that are
 * met are set, however the read ends. When rows of one person come apart, the source is read once more through staging,
 * with a new visitor: `visitorFor` is then called a second time, and what the first visitor saw does not count.
 */
export async function readSource<V extends SourceVisitor>(
  deps: ReadDeps,
  request: ReadRequest,
  visitorFor: (read: ScopeRead, staged: boolean) => Promise<V>,
): Promise<{ readonly read: ScopeRead; readonly visitor: V }> {
  const pass = async (staged: boolean) => {
    const read = await ScopeRead.begin(deps, request)
    const batches = open(deps, request, read)
    const visitor = await visitorFor(read, staged)
    await read.take(
      staged ? throughStaging(deps.pool, deps.keys, request.stagedAs, deps.itemKeys, batches) : batches,
      visitor,
    )
    return { read, visitor }
  }
  await clearStaging(deps.pool, request.stagedAs)
  try {
    return await pass(false)
  } catch (error) {
    if (!(error instanceof InsynError && error.code === 'KALLA_OORDNAD')) throw error
    return await pass(true)
  } finally {
    await clearStaging(deps.pool, request.stagedAs)
  }
}

function open({ sources }: ReadDeps, { scope, since, signal }: ReadRequest, read: ScopeRead) {
  const source = sourceNamed(sources, scope.source)
  return since === undefined
    ? source.readAll(scope, read.counts, signal)
    : source.readChanged(scope, since, read.counts, signal)
}

/** What a source said of one person; undefined when it has nobody with that number. */
export interface PersonAnswer {
  readonly person: PersonItems | undefined
  /** Rows whose person could not be told: they may be this person's, so nothing follows from what is not there. */
  readonly orphans: number
}

export interface PersonRequest {
  readonly scope: ReadScope
  /** 12 digits. */
  readonly personnummer: string
  /** Also the items of a protected person: only for an approved enkelttillstånd. */
  readonly evenProtected: boolean
  readonly signal: AbortSignal
}

/** The whole of what one source says of one person; a flag that was read stands however the read ended. */
export async function readPerson(
  { sources, itemKeys }: Pick<ReadDeps, 'sources' | 'itemKeys'>,
  { scope, personnummer, evenProtected, signal }: PersonRequest,
): Promise<PersonAnswer> {
  const source = sourceNamed(sources, scope.source)
  const pieces: PersonItems[] = []
  let orphans = 0
  try {
    for await (const batch of source.readPerson(scope, personnummer, noReadCounts(), signal, evenProtected)) {
      pieces.push(...batch.personer)
      orphans += batch.orphans.length
      if (batch.orphans.some(({ mayBe }) => mayBe?.includes(personnummer) === true))
        pieces.push({ personnummer, skydd: 'ja', uppgifter: {}, rejected: [] })
    }
  } catch (error) {
    if (!pieces.some(({ skydd }) => skydd === 'ja')) throw error
  }
  return { person: pieces.length === 0 ? undefined : merge(pieces, itemKeys), orphans }
}

function sourceNamed(sources: readonly Source[], name: SourceName): Source {
  const source = sources.find((one) => one.name === name)
  if (source === undefined) throw new InsynError('KONFIG_OGILTIG', `no source ${name} is configured`)
  return source
}
