import type pg from 'pg'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { contentText, isEmpty } from '../../mapping/content.ts'
import type { PersonItems } from '../../mapping/person-items.ts'
import type { Mirror } from '../../mirror/mirror.ts'
import { removedSince } from '../../mirror/write.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { contentOf } from '../../sync/delta.ts'
import { type ReadDeps, readSource, type SourceVisitor } from '../../sync/read-source.ts'
import { RefTable } from '../../sync/ref-table.ts'
import { withScopeLock } from '../../sync/scope-lock.ts'
import type { ReadScope, Scope } from '../../sync/source.ts'
import { readMirror } from './mirror-side.ts'
import type { Deviation, DeviationKind } from './report.ts'
import { createSums, type SidePicture } from './sums.ts'

export interface SourceSideDeps extends ReadDeps {
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly mirror: Pick<Mirror, 'open'>
}

/** No sync run has this number: an unordered read is put in order in the sync's table, and one reconciliation runs at a time. */
const NO_RUN = -1

interface SourcePicture {
  readonly readAt: Date
  readonly perMangd: ReadonlyMap<Informationsmangd, RefTable>
  readonly digest: Keys['digest']
}

/**
 * Reads all of one source × stadsdel as a sync does, without writing any of it, and compares the mirror with it. No run of
 * the scope goes on meanwhile. Flags of protection that are met are set: that must never wait for the next sync.
 */
export function compareSource(
  deps: SourceSideDeps,
  { source, stadsdel }: Scope,
  mangder: ReadonlySet<Informationsmangd>,
  signal: AbortSignal,
): Promise<SidePicture> {
  return withScopeLock(deps.pool, `${source}/${stadsdel}`, async (lost) => {
    const scope = { source, stadsdel, mangder }
    const digest = deps.keys.digester()
    const { read, visitor } = await readSource(
      deps,
      { scope, stagedAs: NO_RUN, signal: AbortSignal.any([signal, lost]) },
      async () => new SourceDigests(deps.keys, digest, scope),
    )
    return compare(
      deps,
      { source, stadsdel },
      {
        perMangd: visitor.perMangd,
        readAt: read.readAt,
        digest,
      },
    )
  })
}

/** What the source has of each kind, as the digests that the mirror should have. */
class SourceDigests implements SourceVisitor {
  readonly perMangd: ReadonlyMap<Informationsmangd, RefTable>
  readonly #keys: Keys
  readonly #digest: Keys['digest']
  readonly #scope: ReadScope

  constructor(keys: Keys, digest: Keys['digest'], scope: ReadScope) {
    this.#keys = keys
    this.#digest = digest
    this.#scope = scope
    this.perMangd = new Map([...scope.mangder].map((mangd) => [mangd, new RefTable()]))
  }

  person(personRef: string, person: PersonItems): void {
    const { source, stadsdel } = this.#scope
    for (const [mangd, table] of this.perMangd) {
      const content = contentOf(person, mangd)
      if (isEmpty(content)) continue
      const uppgiftRef = this.#keys.uppgiftRef(personRef, stadsdel, source, mangd)
      table.put(uppgiftRef, this.#digest(stadsdel, mangd, contentText(content)))
    }
  }
}

async function compare(
  { pool, keys, mirror }: SourceSideDeps,
  scope: Scope,
  picture: SourcePicture,
): Promise<SidePicture> {
  const { perMangd, readAt, digest } = picture
  const sums = createSums('kalla')
  const deviations: Deviation[] = []
  const outside = new Set<string>()
  const note = (mangd: Informationsmangd, uppgiftRef: string, kind: DeviationKind) =>
    deviations.push({ side: 'kalla', kind, uppgiftRef, ...scope, mangd })

  for await (const row of readMirror({ pool, keys, mirror, digest }, { ...scope, mangder: [...perMangd.keys()] })) {
    const table = perMangd.get(row.mangd)
    if (table === undefined) continue
    const theirs = table.digest(row.uppgiftRef)
    if (theirs !== undefined) table.see(row.uppgiftRef)
    // A live read, or a light run, has asked the source later than this one did.
    if (row.readAt > readAt) {
      outside.add(row.uppgiftRef)
      continue
    }
    sums.mirror({ ...scope, mangd: row.mangd }, row.uppgiftRef, row.content ?? Buffer.alloc(0))
    if (theirs === undefined) note(row.mangd, row.uppgiftRef, 'saknas')
    else if (row.content?.equals(theirs) !== true) note(row.mangd, row.uppgiftRef, 'olika')
  }
  for (const [mangd, table] of perMangd) {
    const unseen = [...table.unseen()]
    const justNow = await removedSince(pool, unseen, readAt)
    for (const ref of unseen)
      if (justNow.has(ref)) outside.add(ref)
      else note(mangd, ref, 'overflodig')
    sums.about({ ...scope, mangd })
    for (const [ref, digest] of table.entries()) if (!outside.has(ref)) sums.their({ ...scope, mangd }, ref, digest)
  }
  return { sums, deviations, onTheWay: [], obstacle: [] }
}
