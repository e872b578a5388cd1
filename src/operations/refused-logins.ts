import type pg from 'pg'
import type { SourceName } from '../informationsmangd.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { LoginMemory, Refusal } from '../platform/login-guard.ts'

/** A login that a source has refused, and that no hub on this database tries again. Names no user. */
export interface RefusedLogin extends Refusal {
  readonly source: SourceName
  /** '-' of a service that all stadsdelar share. */
  readonly stadsdel: string
  /** What the service refuses the login for, such as a company; '' for everything. */
  readonly part: string
}

const COLUMNS = `why, refused_at as "at", until_at as "until", times`

/** The refusals of one account, for as long as its credentials are these. */
export function loginMemory(
  store: () => { readonly pool: pg.Pool; readonly keys: Pick<Keys, 'searchRef'> },
  { source, stadsdel = '-' }: { readonly source: SourceName; readonly stadsdel?: string },
  ...credentials: readonly string[]
): LoginMemory {
  /** Keyed, so that nobody can try passwords on it. */
  const fingerprint = () =>
    store()
      .keys.searchRef('login', JSON.stringify([source, stadsdel, ...credentials]))
      .toString()
  return {
    async read() {
      const { rows } = await store().pool.query<Refusal & { part: string }>({
        name: 'refused-logins',
        text: `select part, ${COLUMNS} from refused_login where source = $1 and stadsdel = $2 and fingerprint = $3`,
        values: [source, stadsdel, fingerprint()],
      })
      return new Map(rows.map(({ part, ...refusal }) => [part, refusal]))
    },
    async keep(part, { why, at, until, times }) {
      await store().pool.query(
        `insert into refused_login (source, stadsdel, part, fingerprint, why, refused_at, until_at, times)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (source, stadsdel, part) do update
           set fingerprint = excluded.fingerprint, why = excluded.why, refused_at = excluded.refused_at,
               until_at = excluded.until_at, times = excluded.times`,
        [source, stadsdel, part, fingerprint(), why, at, until, times],
      )
    },
    async forget(parts) {
      await store().pool.query(
        'delete from refused_login where source = $1 and stadsdel = $2 and part = any($3) and fingerprint = $4',
        [source, stadsdel, parts, fingerprint()],
      )
    },
  }
}

/** What stands refused, also under credentials that are no longer in the settings. */
export async function refusedLogins(pool: pg.Pool): Promise<readonly RefusedLogin[]> {
  const { rows } = await pool.query<RefusedLogin>(
    `select source, stadsdel, part, ${COLUMNS} from refused_login order by source, stadsdel, part`,
  )
  return rows
}

/** The next use of the credentials asks the service again; gives how many refusals stood. */
export async function forgetRefusals(pool: pg.Pool, source: SourceName, stadsdel?: string): Promise<number> {
  const { rowCount } = await pool.query(
    'delete from refused_login where source = $1 and ($2::text is null or stadsdel = $2)',
    [source, stadsdel ?? null],
  )
  return rowCount ?? 0
}
