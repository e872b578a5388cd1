import type pg from 'pg'

/**
 * Hubs on one database may for a while run with different policies. The one that was started last decides which keys
 * there are; otherwise two would destroy and make the same key in turns.
 */
export async function taIBruk(pool: pg.Pool, version: string): Promise<void> {
  if ((await senaste(pool)) !== version) await pool.query('insert into policy_i_bruk (version) values ($1)', [version])
}

/** Whether this is the policy that decides; before the first hub has started, any is. */
export async function arIBruk(pool: pg.Pool, version: string): Promise<boolean> {
  return [undefined, version].includes(await senaste(pool))
}

async function senaste(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ version: string }>('select version from policy_i_bruk order by id desc limit 1')
  return rows[0]?.version
}
