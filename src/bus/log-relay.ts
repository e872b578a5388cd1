import type pg from 'pg'
import { lasPost } from '../atkomstlogg/record.ts'
import { loggmeddelande } from './log-message.ts'
import type { Utgivare } from './publisher.ts'

export interface LoggrelayDeps {
  readonly pool: pg.Pool
  readonly utgivare: Utgivare
  readonly amne: string
  /** Name of the installation. */
  readonly ursprung: string
}

const BATCH = 1_000
/** Among those who follow the logs. */
const LASARE = 'buss'

/**
 * Publishes what the access logs have gained, each in its own order, and returns how much that was. How far it has come is kept
 * when the bus has it: at a crash in between, the same comes again under the same id. Done by the relay's leader only.
 */
export async function relayLoggar(deps: LoggrelayDeps): Promise<number> {
  const { rows } = await deps.pool.query<{ logg: string; fran: number; till: number }>(
    `select h.logg, coalesce(f.nummer, 0) as fran, least(h.storlek, coalesce(f.nummer, 0) + $2) as till
       from logg_huvud h left join loggfoljare f on f.logg = h.logg and f.lasare = $1
      where h.storlek > coalesce(f.nummer, 0) order by h.logg`,
    [LASARE, BATCH],
  )
  let antal = 0
  for (const { logg, fran, till } of rows) antal += await relayLogg(deps, logg, fran, till)
  return antal
}

async function relayLogg(deps: LoggrelayDeps, logg: string, fran: number, till: number): Promise<number> {
  const { pool, utgivare, amne, ursprung } = deps
  const { rows } = await pool.query<{ post: string }>(
    'select post from atkomst where logg = $1 and nummer >= $2 and nummer < $3 order by nummer',
    [logg, fran, till],
  )
  // What somebody has made unreadable holds nothing up: finding it out is the checkpoints' work.
  const meddelanden = rows.flatMap(({ post }) => {
    const last = lasPost(post)
    return last === undefined ? [] : [loggmeddelande(last, ursprung)]
  })
  if (meddelanden.length > 0) await utgivare.skicka(amne, await utgivare.partition(amne, logg), meddelanden)
  await pool.query(
    `insert into loggfoljare (lasare, logg, nummer) values ($1, $2, $3)
     on conflict (lasare, logg) do update set nummer = excluded.nummer`,
    [LASARE, logg, till],
  )
  return till - fran
}
