import type pg from 'pg'

export interface Avstangning {
  readonly klient: string
  readonly sedan: Date
  readonly av: string
  readonly skal: string
}

export async function gallandeAvstangningar(pool: pg.Pool): Promise<readonly Avstangning[]> {
  const { rows } = await pool.query<Avstangning>(
    'select klient, sedan, av, skal from klient_avstangd where oppnad is null order by klient',
  )
  return rows
}

export async function avstangdaKlienter(db: pg.Pool | pg.PoolClient): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ klient: string }>('select klient from klient_avstangd where oppnad is null')
  return new Set(rows.map(({ klient }) => klient))
}

/** False when the client is suspended already. */
export async function stang(pool: pg.Pool, klient: string, av: string, skal: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into klient_avstangd (klient, av, skal) values ($1, $2, $3)
     on conflict (klient) where oppnad is null do nothing`,
    [klient, av, skal],
  )
  return rowCount === 1
}

/** False when the client is not suspended. */
export async function oppna(pool: pg.Pool, klient: string, av: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'update klient_avstangd set oppnad = now(), oppnad_av = $2 where klient = $1 and oppnad is null',
    [klient, av],
  )
  return rowCount === 1
}
