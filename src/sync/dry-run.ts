import { randomInt } from 'node:crypto'
import { failureText, InsynError } from '../errors.ts'
import { type Informationsmangd, MANGDER_OF_SOURCE } from '../informationsmangd.ts'
import { canonical } from '../mapping/canonical.ts'
import { type Content, contentFrom } from '../mapping/content.ts'
import { itemKey } from '../mapping/gather-items.ts'
import type { Item, PersonItems, Rejected } from '../mapping/person-items.ts'
import { digestsOf, type Held, sealedOf } from '../mirror/digests.ts'
import { judgeDeletion } from './deletions.ts'
import { delta, type Write } from './delta.ts'
import type { GuardVerdict } from './guard.ts'
import { itemsLost } from './held-writes.ts'
import { knownQuarantine } from './quarantine.ts'
import { readSource, type ScopeRead, type SourceVisitor } from './read-source.ts'
import { RefTable } from './ref-table.ts'
import { silentParts } from './run-record.ts'
import { withScopeLock } from './scope-lock.ts'
import type { ReadScope, Scope } from './source.ts'
import type { RunDeps, SyncDeps } from './sync-job.ts'

/** What a complete run would do now: numbers and names of fields, never a value, and no number of protected persons. */
export interface DryRun extends Scope {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Uppgifter that the mirror would no longer hold, whatever the cause; null when the guard would hold the deletions. */
  readonly removed: number | null
  /** Of changed uppgifter: in how many items each field differs, by kind and name, and items that are new or gone. */
  readonly fields: Readonly<Record<string, number>>
  /** What could not be read, by kind, field and reason. */
  readonly quarantined: Readonly<Record<string, number>>
  /** Names of fields that the source sends and no manifest lists. */
  readonly drift: readonly string[]
  readonly guard: Extract<GuardVerdict, { release: false }> | null
  /** Why the run would fail; the counts are then those before it did. */
  readonly failure: { readonly code: string; readonly message: string } | null
  readonly durationMs: number
}

const BATCH = 500

/**
 * Reads all of one source × stadsdel as a run does, under the lock of the scope, and writes nothing: no row of the mirror, no
 * message, no flag, no quarantine and no run. What it learns of protection is as unknown afterwards as if the source had not been
 * read.
 */
export function dryRun(
  deps: SyncDeps,
  { source, stadsdel }: Scope,
  signal: AbortSignal,
  compare: Compare = (scope, stop) => compareWithMirror(deps, scope, stop),
): Promise<DryRun> {
  const started = Date.now()
  const allowed = deps.allowedMangder(stadsdel)
  const mangder = new Set(MANGDER_OF_SOURCE[source].filter((mangd) => allowed.has(mangd)))
  const scope = { source, stadsdel, mangder }
  return withScopeLock(deps.pool, `${source}/${stadsdel}`, async (lost) => {
    const found = await compare(scope, AbortSignal.any([signal, lost])).catch((error: unknown) => failed(error))
    return { source, stadsdel, ...found, durationMs: Date.now() - started }
  })
}

/** What a dry run has found, without where and how long. */
export type Found = Omit<DryRun, keyof Scope | 'durationMs'>
/** Reads a scope whose lock the caller holds. */
export type Compare = (scope: ReadScope, signal: AbortSignal) => Promise<Found>

/** The read of a dry run. */
export async function compareWithMirror(deps: RunDeps, scope: ReadScope, signal: AbortSignal): Promise<Found> {
  let comparison: Comparison | undefined
  try {
    const { visitor } = await readSource(
      deps,
      { scope, stagedAs: -2 - randomInt(2 ** 40), signal, dry: true },
      async (read) => (comparison = await Comparison.open(deps, scope, read)),
    )
    return { ...visitor.counts(), ...(await visitor.judge()), failure: null }
  } catch (error) {
    return failed(error, comparison?.counts())
  }
}

const NOTHING = { added: 0, changed: 0, unchanged: 0, fields: {}, quarantined: {}, drift: [] }

function failed(error: unknown, counts: Pick<DryRun, keyof typeof NOTHING> = NOTHING): Found {
  const known = error instanceof InsynError ? error : undefined
  const failure = { code: known?.code ?? 'OKANT_FEL', message: failureText(known ?? error) }
  return { ...counts, removed: null, guard: null, failure }
}

/** Holds a read against the mirror. */
class Comparison implements SourceVisitor {
  readonly #deps: RunDeps
  readonly #scope: ReadScope
  readonly #read: ScopeRead
  readonly #known: RefTable
  readonly #knownPerMangd: ReadonlyMap<Informationsmangd, Held>
  readonly #orphansBefore: ReadonlySet<string>
  readonly #reduced = new Map<Informationsmangd, Held>()
  readonly #fields = new Map<string, number>()
  readonly #quarantined = new Map<string, number>()
  #newOrphans = 0
  #added = 0
  #changed = 0
  #unchanged = 0
  #batch: Write[] = []

  private constructor(
    deps: RunDeps,
    scope: ReadScope,
    read: ScopeRead,
    known: RefTable,
    knownPerMangd: ReadonlyMap<Informationsmangd, Held>,
    orphansBefore: ReadonlySet<string>,
  ) {
    this.#deps = deps
    this.#scope = scope
    this.#read = read
    this.#known = known
    this.#knownPerMangd = knownPerMangd
    this.#orphansBefore = orphansBefore
  }

  static async open(deps: RunDeps, scope: ReadScope, read: ScopeRead): Promise<Comparison> {
    const known = new RefTable()
    const knownPerMangd = await digestsOf(deps.pool, scope, (ref, digest) => known.put(ref, digest))
    const { orphans } = await knownQuarantine(deps.pool, scope)
    return new Comparison(deps, scope, read, known, knownPerMangd, orphans)
  }

  person(personRef: string, person: PersonItems): void {
    const { writes, unchanged } = delta(this.#scope, this.#deps.keys, this.#known, personRef, person)
    this.#unchanged += unchanged
    for (const write of writes) {
      if (write.fresh) this.#added++
      else this.#batch.push(write)
    }
    for (const row of person.rejected) this.#refuse(row)
  }

  orphan(row: Rejected): void {
    const { mangd, falt, reason, rawValues } = row
    this.#refuse(row)
    const text = canonical([falt, reason, canonical(rawValues)])
    const digests = this.#deps.keys.digests(this.#scope.stadsdel, mangd, text)
    if (!digests.some((one) => this.#orphansBefore.has(one.toString('base64')))) this.#newOrphans++
  }

  async batchRead(): Promise<void> {
    if (this.#batch.length >= BATCH) await this.#compare()
  }

  async readToEnd(): Promise<void> {
    await this.#compare()
  }

  counts(): Pick<DryRun, keyof typeof NOTHING> {
    return {
      added: this.#added,
      changed: this.#changed,
      unchanged: this.#unchanged,
      fields: Object.fromEntries([...this.#fields].sort()),
      quarantined: Object.fromEntries([...this.#quarantined].sort()),
      drift: [...this.#read.counts.unknownFields.keys()].sort(),
    }
  }

  /** What the volume guard says of all that is missing. Those whom the read found protected are gone whatever it says. */
  async judge(): Promise<Pick<DryRun, 'removed' | 'guard'>> {
    const { pool, keys, settings } = this.#deps
    const { volymvakt } = settings
    const { source, stadsdel, mangder } = this.#scope
    const unseen = [...this.#known.unseen()]
    const flagged = new Set(
      this.#read.waitingFlags.flatMap((personRef) =>
        [...mangder].map((mangd) => keys.uppgiftRef(personRef, stadsdel, source, mangd)),
      ),
    )
    const silent = await silentParts(pool, this.#scope, volymvakt.minst, this.#read.counts.rowsPerPart)
    const gone = {
      uppgiftRefs: unseen.filter((ref) => !flagged.has(ref)),
      knownPerMangd: this.#knownPerMangd,
      reducedPerMangd: this.#reduced,
      read: { persons: this.#read.persons, newOrphans: this.#newOrphans, silentParts: silent },
    }
    const verdict = await judgeDeletion(pool, this.#scope, gone, volymvakt)
    return verdict.release ? { removed: unseen.length, guard: null } : { removed: null, guard: verdict }
  }

  #refuse({ mangd, falt, reason }: Rejected): void {
    count(this.#quarantined, `${mangd}.${falt} (${reason})`)
  }

  async #compare(): Promise<void> {
    const [{ pool, keys, itemKeys }, { stadsdel }, writes] = [this.#deps, this.#scope, this.#batch]
    this.#batch = []
    if (writes.length === 0) return
    this.#changed += writes.length
    for (const [ref, fewer] of await itemsLost(pool, { keys, itemKeys }, stadsdel, writes)) {
      const { mangd } = writes.find(({ uppgiftRef }) => uppgiftRef === ref) ?? {}
      if (mangd === undefined || fewer === 0) continue
      const before = this.#reduced.get(mangd) ?? { uppgifter: 0, items: 0 }
      this.#reduced.set(mangd, { uppgifter: before.uppgifter + 1, items: before.items + fewer })
    }
    const stored = await sealedOf(
      pool,
      writes.map(({ uppgiftRef }) => uppgiftRef),
    )
    for (const { uppgiftRef, mangd, poster } of writes) {
      const sealed = stored.get(uppgiftRef)
      const before = sealed === undefined ? undefined : opened(() => keys.open(stadsdel, mangd, uppgiftRef, sealed))
      const { postnyckel = [] } = itemKeys.get(mangd) ?? {}
      if (before !== undefined) this.#countFields(mangd, postnyckel, before.items, poster)
    }
  }

  #countFields(mangd: Informationsmangd, key: readonly string[], before: readonly Item[], now: readonly Item[]): void {
    const left = new Map(before.map((item) => [itemKey(key, item), item]))
    for (const item of now) {
      const old = left.get(itemKey(key, item))
      left.delete(itemKey(key, item))
      if (old === undefined) count(this.#fields, `${mangd} (new item)`)
      else
        for (const name of new Set([...Object.keys(old), ...Object.keys(item)]))
          if (canonical(old[name] ?? null) !== canonical(item[name] ?? null)) count(this.#fields, `${mangd}.${name}`)
    }
    for (let gone = left.size; gone > 0; gone--) count(this.#fields, `${mangd} (item gone)`)
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** What does not open is damaged, and would be written anew. */
function opened(open: () => string): Content | undefined {
  try {
    return contentFrom(open())
  } catch {
    return undefined
  }
}
