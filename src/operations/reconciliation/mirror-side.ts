import type pg from 'pg'
import type { Informationsmangd, KallaNamn } from '../../informationsmangd.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'
import { kanonisk } from '../../mapping/canonical.ts'
import type { ForsegladUppgift, Spegel } from '../../mirror/mirror.ts'

const PAGE = 1_000

export interface Speglad extends Omit<ForsegladUppgift, 'forseglad'> {
  /** Keyed digest of what the seal holds; undefined when it does not open, or does not hold what the row says. */
  readonly innehall: Buffer | undefined
}

interface SpegelDeps {
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly spegel: Pick<Spegel, 'oppna'>
}

export interface Urval {
  readonly kalla?: KallaNamn
  readonly stadsdel?: string
  readonly mangder: readonly Informationsmangd[]
}

/** The mirror's rows, each opened: a row whose content was swapped must not pass by its stored digest. */
export async function* lasSpegeln(
  { pool, nycklar, spegel }: SpegelDeps,
  { kalla, stadsdel, mangder }: Urval,
): AsyncGenerator<Speglad> {
  for (let efter = ''; ;) {
    const { rows } = await pool.query<ForsegladUppgift & { digest: Buffer }>(
      `select uppgift_ref as "uppgiftRef", stadsdel, kalla, mangd, version, last, forseglad, digest from uppgift
        where uppgift_ref > $1 and ($2::text is null or kalla = $2) and ($3::text is null or stadsdel = $3)
          and mangd = any($4)
        order by uppgift_ref limit ${PAGE}`,
      [efter, kalla ?? null, stadsdel ?? null, mangder],
    )
    for (const { forseglad, digest, ...rad } of rows) {
      // Its avtal has ended, and the row is about to go.
      if (nycklar.generation(rad.stadsdel, rad.mangd) === undefined) continue
      yield { ...rad, innehall: innehallet(nycklar, spegel, { ...rad, forseglad }, digest) }
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    efter = last.uppgiftRef
  }
}

function innehallet(
  nycklar: Nycklar,
  spegel: Pick<Spegel, 'oppna'>,
  rad: ForsegladUppgift,
  digest: Buffer,
): Buffer | undefined {
  try {
    const innehall = nycklar.digest(rad.stadsdel, rad.mangd, kanonisk(spegel.oppna(rad)))
    return innehall.equals(digest) ? innehall : undefined
  } catch {
    return undefined
  }
}
