import type pg from 'pg'

export interface Suspension {
  readonly klient: string
  readonly since: Date
  readonly by: string
  readonly reason: string
}

export async function suspensionsInForce(pool: pg.Pool): Promise<readonly Suspension[]> {
  const { rows } = await pool.query<Suspension>(
    'select klient, since, suspended_by as "by", reason from client_suspension where reopened is null order by klient',
  )
  return rows
}

export async function suspendedClients(db: pg.Pool | pg.PoolClient): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ klient: string }>('select klient from client_suspension where reopened is null')
  return new Set(rows.map(({ klient }) => klient))
}

/** False when the client is suspended already. */
export async function suspend(pool: pg.Pool, client: string, by: string, reason: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into client_suspension (klient, suspended_by, reason) values ($1, $2, $3)
     on conflict (klient) where reopened is null do nothing`,
    [client, by, reason],
  )
  return rowCount === 1
}

/** False when the client is not suspended. */
export async function reopen(pool: pg.Pool, client: string, by: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update client_suspension set reopened = now(), reopened_by = $2 where klient = $1 and reopened is null',
    [client, by],
  )
  return rowCount === 1
}
