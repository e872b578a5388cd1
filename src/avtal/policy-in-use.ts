import type pg from 'pg'

/**
 * Hubs on one database may for a while run with different policies. The one that was started last decides which keys
 * there are; otherwise two would destroy and make the same key in turns.
 */
export async function takeIntoUse(pool: pg.Pool, version: string): Promise<void> {
  if ((await newest(pool)) !== version) await pool.query('insert into policy_in_use (version) values ($1)', [version])
}

/** Whether this is the policy that decides; before the first hub has started, any is. */
export async function isInUse(pool: pg.Pool, version: string): Promise<boolean> {
  return [undefined, version].includes(await newest(pool))
}

async function newest(pool: pg.Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ version: string }>('select version from policy_in_use order by id desc limit 1')
  return rows[0]?.version
}
