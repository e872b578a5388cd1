import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { canonical } from '../../mapping/canonical.ts'
import type { ItemKeys } from '../../mapping/merge-items.ts'
import type { SourceBatch, PersonItems } from '../../mapping/person-items.ts'
import type { Mirror } from '../../mirror/mirror.ts'
import type { Source, ReadCounts } from '../../sync/source.ts'
import { clearStaging, throughStaging } from '../../sync/staging.ts'
import { RefTable } from '../../sync/ref-table.ts'
import { withScopeLock } from '../../sync/scope-lock.ts'
import { flag, flaggedBy, flaggedByOthers } from '../../sync/protection.ts'
import type { Scope } from '../../sync/sync-job.ts'
import type { Deviation, DeviationKind } from './report.ts'
import { readMirror } from './mirror-side.ts'
import { createSums, type SidePicture } from './sums.ts'

export interface SourceSideDeps {
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly mirror: Pick<Mirror, 'open'>
  readonly kallor: readonly Source[]
  readonly itemKeys: ItemKeys
  readonly clock: () => Date
}

/** No run has this number: a read that is put in order here shares the sync's table, and only one avstamning is under way. */
const NO_RUN = -1

interface SourcePicture {
  readonly readAt: Date
  readonly perMangd: ReadonlyMap<Informationsmangd, RefTable>
  /** Kinds with a rejected row: what the mirror has of them stands, as it does in a sync. */
  readonly rejected: Set<string>
}

/**
 * Reads all of one source × stadsdel without writing any of it, and holds the mirror against it. No run of the scope goes
 * on meanwhile. Flags of protection that are met are set: that must never wait for the next sync.
 */
export function compareSource(
  deps: SourceSideDeps,
  scope: Scope,
  mangder: ReadonlySet<Informationsmangd>,
  signal: AbortSignal,
): Promise<SidePicture> {
  return withScopeLock(deps.pool, `${scope.kalla}/${scope.stadsdel}`, async () => {
    const picture = await readSource(deps, scope, mangder, signal)
    return compare(deps, scope, picture)
  })
}

async function compare(
  { pool, keys, mirror }: SourceSideDeps,
  scope: Scope,
  picture: SourcePicture,
): Promise<SidePicture> {
  const { perMangd, rejected, readAt } = picture
  const sums = createSums('kalla')
  const deviations: Deviation[] = []
  const outside = new Set(rejected)
  const note = (mangd: Informationsmangd, uppgiftRef: string, slag: DeviationKind) =>
    deviations.push({ side: 'kalla', slag, uppgiftRef, ...scope, mangd })

  for await (const row of readMirror({ pool, keys, mirror }, { ...scope, mangder: [...perMangd.keys()] })) {
    const table = perMangd.get(row.mangd)
    if (table === undefined || rejected.has(row.uppgiftRef)) continue
    const theirs = table.digest(row.uppgiftRef)
    if (theirs !== undefined) table.see(row.uppgiftRef)
    // A live read has asked the source later than this one did.
    if (row.readAt > readAt) {
      outside.add(row.uppgiftRef)
      continue
    }
    sums.mirror({ ...scope, mangd: row.mangd }, row.uppgiftRef, row.content ?? Buffer.alloc(0))
    if (theirs === undefined) note(row.mangd, row.uppgiftRef, 'saknas')
    else if (row.content?.equals(theirs) !== true) note(row.mangd, row.uppgiftRef, 'olika')
  }
  for (const [mangd, table] of perMangd) {
    const unseen = [...table.unseen()].filter((ref) => !rejected.has(ref))
    const justNow = await removedSince(pool, unseen, readAt)
    for (const ref of unseen)
      if (justNow.has(ref)) outside.add(ref)
      else note(mangd, ref, 'overflodig')
    sums.about({ ...scope, mangd })
    for (const [ref, digest] of table.entries()) if (!outside.has(ref)) sums.their({ ...scope, mangd }, ref, digest)
  }
  return { sums, deviations, onTheWay: [], obstacle: [] }
}

async function removedSince(pool: pg.Pool, refs: readonly string[], readAt: Date): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ uppgift_ref: string }>(
    'select uppgift_ref from removed_uppgift where uppgift_ref = any($1) and read_at > $2',
    [refs, readAt],
  )
  return new Set(rows.map(({ uppgift_ref }) => uppgift_ref))
}

async function readSource(
  deps: SourceSideDeps,
  scope: Scope,
  mangder: ReadonlySet<Informationsmangd>,
  signal: AbortSignal,
): Promise<SourcePicture> {
  const { pool, keys, itemKeys } = deps
  const source = deps.kallor.find(({ namn }) => namn === scope.kalla)
  if (source === undefined) throw new InsynError('KONFIG_OGILTIG', `no source ${scope.kalla} is configured`)
  const read = () => {
    const readCounts: ReadCounts = { byte: 0, rader: 0, unknownFields: new Map() }
    return source.readAll({ stadsdel: scope.stadsdel, mangder }, readCounts, signal)
  }
  try {
    return await gather(deps, scope, mangder, read())
  } catch (error) {
    if (!(error instanceof InsynError && error.code === 'KALLA_OORDNAD')) throw error
    await clearStaging(pool, NO_RUN)
    return await gather(deps, scope, mangder, throughStaging(pool, keys, NO_RUN, itemKeys, read()))
  } finally {
    await clearStaging(pool, NO_RUN)
  }
}

async function gather(
  { pool, keys, clock }: SourceSideDeps,
  scope: Scope,
  mangder: ReadonlySet<Informationsmangd>,
  deliveries: AsyncIterable<SourceBatch>,
): Promise<SourcePicture> {
  const { kalla, stadsdel } = scope
  const picture = {
    readAt: clock(),
    perMangd: new Map([...mangder].map((mangd) => [mangd, new RefTable()])),
    rejected: new Set<string>(),
  }
  const [own, others] = [await flaggedBy(pool, kalla, stadsdel), await flaggedByOthers(pool, kalla, stadsdel)]
  const personer = new RefTable()
  const beFlagged: string[] = []
  const withoutFlag: string[] = []
  let disordered = false
  try {
    for await (const { personer: read } of deliveries)
      for (const person of read) {
        const personRef = keys.personRef(person.personnummer)
        if (personer.see(personRef) === 'sedd') {
          disordered = true
          throw new InsynError('KALLA_OORDNAD', `${kalla} ${stadsdel}: rows of one person came apart`)
        }
        if (person.skydd !== 'nej') {
          if (!own.has(personRef)) (person.skydd === 'ja' ? beFlagged : withoutFlag).push(personRef)
        } else if (!others.has(personRef)) takePerson(keys, scope, picture, personRef, person)
      }
    return picture
  } finally {
    // In a disorderly read a flag that could not be read may only have come in another piece.
    await flag(pool, kalla, stadsdel, disordered ? beFlagged : [...beFlagged, ...withoutFlag], picture.readAt)
  }
}

function takePerson(
  keys: Keys,
  { kalla, stadsdel }: Scope,
  { perMangd, rejected }: SourcePicture,
  personRef: string,
  person: PersonItems,
): void {
  for (const { mangd } of person.rejected) rejected.add(keys.uppgiftRef(personRef, stadsdel, kalla, mangd))
  for (const [mangd, table] of perMangd) {
    const items = person.uppgifter[mangd]
    if (items === undefined || items.length === 0) continue
    const uppgiftRef = keys.uppgiftRef(personRef, stadsdel, kalla, mangd)
    table.put(uppgiftRef, keys.digest(stadsdel, mangd, canonical(items)))
  }
}
