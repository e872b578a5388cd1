import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../../informationsmangd.ts'
import { contentText } from '../../mapping/content.ts'
import type { Mirror, SealedUppgift } from '../../mirror/mirror.ts'
import type { Keys } from '../../platform/keys/keys.ts'

const PAGE = 1_000

export interface Mirrored extends Omit<SealedUppgift, 'sealed'> {
  /** Keyed digest of what the seal holds; undefined when it does not open, or does not hold what the row says. */
  readonly content: Buffer | undefined
}

interface MirrorDeps {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'generation' | 'digests'>
  /** Of the comparison (`digester`). */
  readonly digest: Keys['digest']
  readonly mirror: Pick<Mirror, 'open'>
}

export interface Selection {
  readonly source?: SourceName
  readonly stadsdel?: string
  readonly mangder: readonly Informationsmangd[]
}

/** The mirror's rows, each opened: a row whose content was swapped must not pass by its stored digest. */
export async function* readMirror(
  deps: MirrorDeps,
  { source, stadsdel, mangder }: Selection,
): AsyncGenerator<Mirrored> {
  const { pool, keys } = deps
  for (let after = ''; ;) {
    const { rows } = await pool.query<SealedUppgift & { digest: Buffer }>(
      `select uppgift_ref as "uppgiftRef", stadsdel, source, mangd, version, greatest(read_at, refreshed_at) as "readAt",
              sealed, digest
         from uppgift
        where uppgift_ref > $1 and ($2::text is null or source = $2) and ($3::text is null or stadsdel = $3)
          and mangd = any($4)
        order by uppgift_ref limit ${PAGE}`,
      [after, source ?? null, stadsdel ?? null, mangder],
    )
    for (const { sealed, digest, ...row } of rows) {
      // Its avtal has ended, and the row is about to go.
      if (keys.generation(row.stadsdel, row.mangd) === undefined) continue
      yield { ...row, content: content(deps, { ...row, sealed }, digest) }
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last.uppgiftRef
  }
}

function content({ keys, mirror, digest }: MirrorDeps, row: SealedUppgift, stored: Buffer): Buffer | undefined {
  try {
    const text = contentText(mirror.open(row))
    const right = keys.digests(row.stadsdel, row.mangd, text).some((one) => one.equals(stored))
    return right ? digest(row.stadsdel, row.mangd, text) : undefined
  } catch {
    return undefined
  }
}
