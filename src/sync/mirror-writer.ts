import type { Rejected, PersonItems } from '../mapping/person-items.ts'
import { digestsOf } from '../mirror/digests.ts'
import { unflag } from '../mirror/protection.ts'
import { generations, type Generations } from '../platform/keys/data-keys.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { delta, type Write } from './delta.ts'
import { createHandlaggareCollection } from './handlaggare-collection.ts'
import type { LiftedFlags } from './lifted-flags.ts'
import type { QuarantineEntry } from './quarantine.ts'
import type { ScopeRead, SourceVisitor } from './read-source.ts'
import { RefTable } from './ref-table.ts'
import { noCounts, type RunCounts } from './run-record.ts'
import type { ReadScope } from './source.ts'
import type { SyncDeps } from './sync-job.ts'
import { writeBatch } from './write-batch.ts'

const BATCH = 1_000
/** What has been read waits no longer than this for its batch to fill: on most nights little of what is read has changed. */
const WAIT_MS = 200

export interface WriterParts {
  readonly deps: Pick<SyncDeps, 'pool' | 'keys' | 'settings'>
  readonly scope: ReadScope
  readonly runId: number
  readonly liftedFlags: LiftedFlags
}

interface Batch {
  readonly writes: Write[]
  readonly quarantine: QuarantineEntry[]
  readonly lifted: string[]
  /** By personRef, of those who are written. */
  readonly personnummer: Map<string, string>
}

const emptyBatch = (): Batch => ({ writes: [], quarantine: [], lifted: [], personnummer: new Map() })

/**
 * Takes one read of a scope into the mirror, batch by batch: one batch is written while the next is being read, and what has
 * waited for a while is written however little it is and however slow the source.
 */
export class MirrorWriter implements SourceVisitor {
  /** The data keys as the read found them: it ends when one of them does. */
  readonly generations: Generations
  /** The uppgifter that the mirror held of the scope, with their digests; those that were read are seen. */
  readonly known: RefTable
  readonly knownPerMangd: ReadonlyMap<Informationsmangd, number>
  readonly handlaggare = createHandlaggareCollection()
  /** Personnummer of those of whom a live read has said something else meanwhile. */
  readonly contradicted = new Set<string>()
  readonly #parts: WriterParts
  readonly #read: ScopeRead
  readonly #counts = noCounts()
  #batch = emptyBatch()
  #unwritten = 0
  #writing: Promise<void> = Promise.resolve()
  readonly #timer: NodeJS.Timeout

  private constructor(
    parts: WriterParts,
    read: ScopeRead,
    held: Generations,
    known: RefTable,
    knownPerMangd: ReadonlyMap<Informationsmangd, number>,
  ) {
    this.#parts = parts
    this.#read = read
    this.generations = held
    this.known = known
    this.knownPerMangd = knownPerMangd
    this.#timer = setInterval(() => {
      if (this.#unwritten === 0 && this.#size() > 0) void this.#flush()
    }, WAIT_MS)
  }

  static async open(parts: WriterParts, read: ScopeRead): Promise<MirrorWriter> {
    const { deps, scope } = parts
    const held = generations(deps.keys, scope.stadsdel, scope.mangder)
    const known = new RefTable()
    const knownPerMangd = await digestsOf(deps.pool, scope, (ref, digest) => known.put(ref, digest))
    return new MirrorWriter(parts, read, held, known, knownPerMangd)
  }

  counts(): RunCounts {
    const { persons, protectedPersons, counts } = this.#read
    return { ...this.#counts, persons, protected: protectedPersons, rows: counts.rows, bytesRead: counts.bytes }
  }

  countGone(gone: number): void {
    this.#counts.gone += gone
  }

  person(personRef: string, person: PersonItems): void {
    const { deps, scope } = this.#parts
    this.handlaggare.take(person)
    const { writes, unchanged } = delta(scope, deps.keys, this.known, personRef, person)
    if (writes.length > 0) this.#batch.personnummer.set(personRef, person.personnummer)
    for (const write of writes) {
      this.#batch.writes.push(write)
      if (write.fresh) this.#counts.added++
      else this.#counts.changed++
    }
    this.#counts.unchanged += unchanged
    for (const row of person.rejected) this.#quarantine(personRef, row)
  }

  flagLifted(personRef: string): void {
    this.#batch.lifted.push(personRef)
  }

  withheld(personRef: string): void {
    this.#parts.liftedFlags.withheld(this.#parts.scope, personRef)
  }

  orphan(row: Rejected): void {
    this.#quarantine(null, row)
    this.handlaggare.incomplete()
  }

  async batchRead(): Promise<void> {
    if (this.#size() >= BATCH) await this.#flush()
  }

  async readToEnd(): Promise<void> {
    if (this.#size() > 0) await this.#flush()
    await this.#writing
  }

  async settled(): Promise<void> {
    clearInterval(this.#timer)
    await this.#writing.catch(() => undefined)
  }

  #size(): number {
    const { writes, quarantine, lifted } = this.#batch
    return writes.length + quarantine.length + lifted.length + this.#read.flagsToSet
  }

  #quarantine(personRef: string | null, { mangd, falt, reason, rawValues }: Rejected): void {
    const { deps, scope, runId } = this.#parts
    const sealed = deps.keys.seal(scope.stadsdel, mangd, `karantan/${runId}`, JSON.stringify(rawValues))
    this.#batch.quarantine.push({ mangd, personRef, falt, reason, sealed })
    this.#counts.quarantined++
  }

  /** Resolves when the batch before this one has been written. */
  #flush(): Promise<void> {
    const batch = this.#batch
    this.#batch = emptyBatch()
    const counts = this.counts()
    const before = this.#writing
    this.#unwritten++
    this.#writing = before.then(async () => {
      await this.#write(batch, counts)
      this.#unwritten--
    })
    // Awaited by the next flush; until then a rejection is not an unhandled one.
    this.#writing.catch(() => undefined)
    return before
  }

  async #write(batch: Batch, counts: RunCounts): Promise<void> {
    const { deps, scope, runId, liftedFlags } = this.#parts
    const { readAt } = this.#read
    await this.#read.setFlags()
    await unflag(deps.pool, scope, batch.lifted, readAt)
    liftedFlags.lifted(batch.lifted)
    const { karantanDygn } = deps.settings
    const target = { ...scope, run: runId, readAt, karantanDygn, generations: this.generations }
    for (const personRef of await writeBatch(deps.pool, target, batch, counts)) {
      const personnummer = batch.personnummer.get(personRef)
      if (personnummer !== undefined) this.contradicted.add(personnummer)
    }
  }
}
