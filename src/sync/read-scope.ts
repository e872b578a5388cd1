import type pg from 'pg'
import { InsynError } from '../errors.ts'
import type { Generations } from '../platform/keys/data-keys.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Rejected, SourceBatch, PersonItems } from '../mapping/person-items.ts'
import { delta, type Scope, type Write } from './delta.ts'
import type { HandlaggareCollection } from './handlaggare-collection.ts'
import type { ReadCounts } from './source.ts'
import type { Counts } from './run.ts'
import type { FlagSwaps } from './lifted-flags.ts'
import type { RefTable } from './ref-table.ts'
import { unflag, flag } from './protection.ts'
import { type QuarantineEntry, writeBatch } from './write-batch.ts'

const BATCH = 1_000
/** So long what has been read may wait for its batch to be full: on most nights few of those who are read have changed. */
const WAIT_MS = 200

/** A run under way: what it may read, what it has seen and counted. */
export interface Running {
  readonly scope: Scope
  readonly run: number
  /** When the read began: the age of everything it gives. */
  readonly readAt: Date
  readonly karantanDygn: number
  /** The data keys as the run found them: it ends when one of them does. */
  readonly generations: Generations
  readonly counts: Counts
  readonly readCounts: ReadCounts
  /** The mirror's uppgifter of the scope, with their digests. */
  readonly knownBoards: RefTable
  readonly personer: RefTable
  /** Flagged by this scope at the start and not yet seen again. */
  readonly ownFlags: Set<string>
  /** Flagged by any other scope. */
  readonly othersFlags: ReadonlySet<string>
  /** Persons whose flag could not be read. */
  readonly withoutFlag: string[]
  readonly flagSwaps: FlagSwaps
  readonly handlaggare: HandlaggareCollection
  /** Numbers of those of whom a live read said something else meanwhile: to be read again, by themselves. */
  readonly beReread: Set<string>
  /** Rows whose person could not be told. */
  orphans: number
}

/**
 * Takes a read into the mirror, batch by batch; one batch is written while the next is being read, and what has waited for
 * a while is written however little it is and however slow the source. Throws KALLA_OORDNAD when a person comes twice:
 * the first piece was then not the whole person.
 */
export async function readIntoMirror(
  pool: pg.Pool,
  keys: Keys,
  run: Running,
  deliveries: AsyncIterable<SourceBatch>,
): Promise<void> {
  let pending = emptyBatch()
  let writing: Promise<void> = Promise.resolve()
  const unwritten = new Set<Pending>()

  /** Resolves when the batch before this one has been written. */
  const flush = (): Promise<void> => {
    const batch = pending
    pending = emptyBatch()
    run.counts.rader = run.readCounts.rader
    run.counts.readByte = run.readCounts.byte
    const counted = { ...run.counts }
    const before = writing
    unwritten.add(batch)
    writing = before.then(async () => {
      await write(pool, run, batch, counted)
      unwritten.delete(batch)
    })
    // Awaited by the next flush; until then a rejection is not an unhandled one.
    writing.catch(() => undefined)
    return before
  }
  const waited = setInterval(() => {
    if (unwritten.size === 0 && sizeOf(pending) > 0) void flush()
  }, WAIT_MS)

  try {
    for await (const { personer, orphans } of deliveries) {
      for (const person of personer) takePerson(keys, run, person, pending)
      for (const rejected of orphans) quarantine(keys, run, null, rejected, pending)
      run.orphans += orphans.length
      if (orphans.length > 0) run.handlaggare.lacks()
      if (sizeOf(pending) >= BATCH) await flush()
    }
    if (sizeOf(pending) > 0) await flush()
    await writing
  } finally {
    clearInterval(waited)
    // Nothing of this run is on its way once it has ended, and a flag that was read stands however the read ended.
    await writing.catch(() => undefined)
    const beFlagged = [...unwritten, pending].flatMap((batch) => batch.beFlagged)
    await flag(pool, run.scope.kalla, run.scope.stadsdel, beFlagged, run.readAt)
  }
}

interface Pending {
  readonly writes: Write[]
  readonly quarantine: QuarantineEntry[]
  readonly beFlagged: string[]
  readonly beUnflagged: string[]
  /** By personRef. */
  readonly personnummer: Map<string, string>
}

const emptyBatch = (): Pending => ({
  writes: [],
  quarantine: [],
  beFlagged: [],
  beUnflagged: [],
  personnummer: new Map(),
})
const sizeOf = (batch: Pending) =>
  batch.writes.length + batch.quarantine.length + batch.beFlagged.length + batch.beUnflagged.length

function takePerson(keys: Keys, run: Running, person: PersonItems, batch: Pending): void {
  const personRef = keys.personRef(person.personnummer)
  if (run.personer.see(personRef) === 'sedd')
    throw new InsynError('KALLA_OORDNAD', `${run.scope.kalla} ${run.scope.stadsdel}: rows of one person came apart`)
  run.counts.personer++

  if (person.skydd !== 'nej') {
    run.counts.skyddade++
    if (run.ownFlags.delete(personRef)) return
    if (person.skydd === 'okand') run.withoutFlag.push(personRef)
    else batch.beFlagged.push(personRef)
    return
  }
  if (run.ownFlags.delete(personRef)) batch.beUnflagged.push(personRef)
  if (run.othersFlags.has(personRef)) {
    run.counts.skyddade++
    run.flagSwaps.withheld(run.scope, personRef)
    return
  }
  run.handlaggare.se(person)
  const { writes, unchanged } = delta(run.scope, keys, run.knownBoards, personRef, person)
  if (writes.length > 0) batch.personnummer.set(personRef, person.personnummer)
  for (const write of writes) {
    batch.writes.push(write)
    if (write.fresh) run.counts.added++
    else run.counts.andrade++
  }
  run.counts.unchanged += unchanged
  for (const rejected of person.rejected) quarantine(keys, run, personRef, rejected, batch)
}

function quarantine(keys: Keys, run: Running, personRef: string | null, rejected: Rejected, batch: Pending): void {
  const { mangd, falt, orsak, rawValues } = rejected
  const sealed = keys.seal(run.scope.stadsdel, mangd, `karantan/${run.run}`, JSON.stringify(rawValues))
  batch.quarantine.push({ mangd, personRef, falt, orsak, sealed })
  run.counts.quarantine++
}

async function write(pool: pg.Pool, run: Running, batch: Pending, counted: Counts): Promise<void> {
  const { kalla, stadsdel } = run.scope
  const { run: runNow, readAt, karantanDygn, generations } = run
  await flag(pool, kalla, stadsdel, batch.beFlagged, readAt)
  await unflag(pool, kalla, stadsdel, batch.beUnflagged, readAt)
  run.flagSwaps.lifted(batch.beUnflagged)
  const scope = { kalla, stadsdel, run: runNow, readAt, karantanDygn, generations }
  for (const personRef of await writeBatch(pool, scope, batch, counted)) {
    const personnummer = batch.personnummer.get(personRef)
    if (personnummer !== undefined) run.beReread.add(personnummer)
  }
}
