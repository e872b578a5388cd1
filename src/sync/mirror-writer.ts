import type { Informationsmangd } from '../informationsmangd.ts'
import { canonical } from '../mapping/canonical.ts'
import type { PersonItems, Rejected } from '../mapping/person-items.ts'
import { digestsOf, type Held } from '../mirror/digests.ts'
import { unflag } from '../mirror/protection.ts'
import { inTransaction } from '../platform/database/database.ts'
import { type Generations, generations, requireKeys } from '../platform/keys/data-keys.ts'
import { delta, searchRefs, type Write } from './delta.ts'
import { createHandlaggareCollection } from './handlaggare-collection.ts'
import { clearHeld, heldWrites, itemsLost } from './held-writes.ts'
import type { LiftedFlags } from './lifted-flags.ts'
import { type KnownQuarantine, knownQuarantine, type QuarantineEntry } from './quarantine.ts'
import { quarantinePlace } from './quarantined.ts'
import type { ScopeRead, SourceVisitor } from './read-source.ts'
import { RefTable } from './ref-table.ts'
import { renewQuarantine } from './renew.ts'
import { noCounts, type RunCounts } from './run-record.ts'
import type { ReadScope } from './source.ts'
import type { RunDeps } from './sync-job.ts'
import { type Batch as WrittenBatch, writeBatch } from './write-batch.ts'

const BATCH = 1_000
/** What has been read waits no longer than this for its batch to fill: on most nights little of what is read has changed. */
const WAIT_MS = 200

export interface WriterParts {
  readonly deps: Pick<RunDeps, 'pool' | 'keys' | 'settings' | 'itemKeys'>
  readonly scope: ReadScope
  readonly runId: number
  readonly liftedFlags: Pick<LiftedFlags, 'lifted' | 'withheld'>
}

interface Batch {
  readonly writes: Write[]
  readonly quarantine: QuarantineEntry[]
  /** Persons of whom everything could be read this time. */
  readonly readable: string[]
  readonly lifted: string[]
  /** By personRef, of those who are written. */
  readonly personnummer: Map<string, string>
}

const emptyBatch = (): Batch => ({ writes: [], quarantine: [], readable: [], lifted: [], personnummer: new Map() })

/**
 * Takes one read of a scope into the mirror, batch by batch: one batch is written while the next is being read, and what has
 * waited for a while is written however little it is and however slow the source. What would take items away is held until the
 * read has come to its end: a person whose rows come apart looks first as if most of them were gone.
 */
export class MirrorWriter implements SourceVisitor {
  /** The data keys as the read found them: it ends when one of them does. */
  readonly generations: Generations
  /** The uppgifter that the mirror held of the scope, with their digests; those that were read are seen. */
  readonly known: RefTable
  readonly knownPerMangd: ReadonlyMap<Informationsmangd, Held>
  /** Of how many uppgifter that stay the held writes leave fewer items, and how many fewer. */
  readonly reducedPerMangd = new Map<Informationsmangd, Held>()
  /** Rows whose person could not be told, and that the newest succeeded complete run did not have. */
  newOrphans = 0
  readonly handlaggare = createHandlaggareCollection()
  /** Personnummer of those of whom a live read has said something else meanwhile. */
  readonly contradicted = new Set<string>()
  readonly #parts: WriterParts
  readonly #read: ScopeRead
  readonly #quarantined: KnownQuarantine
  /** Of each kind: items that could be read, and what was wrong with those that could not. */
  readonly #items = new Map<Informationsmangd, number>()
  readonly #refused = new Map<Informationsmangd, { count: number; readonly falt: string; readonly reason: string }>()
  readonly #heldPersonnummer = new Map<string, string>()
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
    knownPerMangd: ReadonlyMap<Informationsmangd, Held>,
    quarantined: KnownQuarantine,
  ) {
    this.#parts = parts
    this.#read = read
    this.generations = held
    this.known = known
    this.knownPerMangd = knownPerMangd
    this.#quarantined = quarantined
    this.#timer = setInterval(() => {
      if (this.#unwritten === 0 && this.#size() > 0) void this.#flush()
    }, WAIT_MS)
  }

  static async open(parts: WriterParts, read: ScopeRead): Promise<MirrorWriter> {
    const { deps, scope } = parts
    // A read that is begun anew, in order, holds its own.
    await clearHeld(deps.pool, parts.runId)
    const held = generations(deps.keys, scope.stadsdel, scope.mangder)
    await renewKnownQuarantine(deps, scope, held)
    const known = new RefTable()
    const knownPerMangd = await digestsOf(deps.pool, scope, (ref, digest) => known.put(ref, digest))
    return new MirrorWriter(parts, read, held, known, knownPerMangd, await knownQuarantine(deps.pool, scope))
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
    for (const mangd of scope.mangder) {
      const count = person.uppgifter[mangd]?.length ?? 0
      if (count > 0) this.#items.set(mangd, (this.#items.get(mangd) ?? 0) + count)
    }
    for (const row of person.rejected) this.#refuse(personRef, row)
    if (person.rejected.length === 0 && this.#quarantined.personRefs.has(personRef))
      this.#batch.readable.push(personRef)
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

  /** A kind of which nothing at all could be read, and at least so many items not; with what was wrong with the first of them. */
  refusedWhole(
    atLeast: number,
  ): { readonly mangd: Informationsmangd; readonly falt: string; readonly reason: string } | undefined {
    for (const [mangd, { count, falt, reason }] of this.#refused)
      if (count >= atLeast && !this.#items.has(mangd)) return { mangd, falt, reason }
    return undefined
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
    const { writes, quarantine, readable, lifted } = this.#batch
    return writes.length + quarantine.length + readable.length + lifted.length + this.#read.flagsToSet
  }

  #refuse(personRef: string, row: Rejected): void {
    const refused = this.#refused.get(row.mangd)
    if (refused === undefined) this.#refused.set(row.mangd, { count: 1, falt: row.falt, reason: row.reason })
    else refused.count++
    this.#quarantine(personRef, row)
  }

  #quarantine(personRef: string | null, { mangd, falt, reason, rawValues, searched = {} }: Rejected): void {
    const { deps, scope, runId } = this.#parts
    const values = canonical(rawValues)
    const digest = deps.keys.digest(scope.stadsdel, mangd, canonical([falt, reason, values]))
    const sealed = deps.keys.seal(scope.stadsdel, mangd, quarantinePlace(runId), values)
    const entry = {
      mangd,
      personRef,
      falt,
      reason,
      digest,
      sealed,
      searchRefs: searchRefs(deps.keys, mangd, [searched]),
    }
    this.#batch.quarantine.push(entry)
    this.#counts.quarantined++
    if (personRef === null && !this.#quarantined.orphans.has(digest.toString('base64'))) this.newOrphans++
  }

  /**
   * Writes what was held, when the read turned out to be the whole. Those of whom a live read has said something else
   * meanwhile are added to `contradicted`.
   */
  async writeHeld(): Promise<void> {
    const { deps, runId } = this.#parts
    for await (const writes of heldWrites(deps.pool, runId)) {
      await this.#take({ writes, held: [], quarantine: [], readable: [] }, this.#heldPersonnummer)
      this.#counts.changed += writes.length
    }
  }

  /** Resolves when the batch before this one has been written. */
  #flush(): Promise<void> {
    const batch = this.#batch
    this.#batch = emptyBatch()
    const before = this.#writing
    this.#unwritten++
    this.#writing = before.then(async () => {
      await this.#write(batch)
      this.#unwritten--
    })
    // Awaited by the next flush; until then a rejection is not an unhandled one.
    this.#writing.catch(() => undefined)
    return before
  }

  async #write(batch: Batch): Promise<void> {
    const { deps, scope, liftedFlags } = this.#parts
    const { readAt } = this.#read
    await this.#read.setFlags()
    await unflag(deps.pool, scope, batch.lifted, readAt)
    liftedFlags.lifted(batch.lifted)
    const { writes, quarantine, readable, personnummer } = batch
    const lost = await itemsLost(deps.pool, deps, scope.stadsdel, writes)
    const held = writes.filter(({ uppgiftRef }) => lost.has(uppgiftRef))
    for (const { uppgiftRef, personRef, mangd } of held) {
      this.#heldPersonnummer.set(personRef, personnummer.get(personRef) ?? '')
      const fewer = lost.get(uppgiftRef) ?? 0
      const before = this.reducedPerMangd.get(mangd) ?? { uppgifter: 0, items: 0 }
      if (fewer > 0) this.reducedPerMangd.set(mangd, { uppgifter: before.uppgifter + 1, items: before.items + fewer })
    }
    this.#counts.changed -= held.length
    const now = held.length === 0 ? writes : writes.filter(({ uppgiftRef }) => !lost.has(uppgiftRef))
    await this.#take({ writes: now, held, quarantine, readable }, personnummer)
  }

  async #take(batch: WrittenBatch, personnummerOf: ReadonlyMap<string, string>): Promise<void> {
    const { deps, scope, runId } = this.#parts
    const { karantanDygn } = deps.settings
    const target = { ...scope, run: runId, readAt: this.#read.readAt, karantanDygn, generations: this.generations }
    for (const personRef of await writeBatch(deps.pool, target, batch, this.counts())) {
      const personnummer = personnummerOf.get(personRef)
      if (personnummer !== undefined) this.contradicted.add(personnummer)
    }
  }
}

/** What is met again in quarantine is found by its digest, whichever key it was met under. */
async function renewKnownQuarantine(
  { pool, keys }: WriterParts['deps'],
  scope: ReadScope,
  held: Generations,
): Promise<void> {
  const replaced = [...scope.mangder].filter((mangd) => keys.generations(scope.stadsdel, mangd).length > 1)
  if (replaced.length === 0) return
  await inTransaction(pool, async (tx) => {
    await requireKeys(tx, scope.stadsdel, held, replaced)
    for (const mangd of replaced) await renewQuarantine(tx, keys, scope, mangd)
  })
}
