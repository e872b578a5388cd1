import { setTimeout as delay } from 'node:timers/promises'
import type { Installation } from '../hub/hub-process.ts'

/** One statement against the hub's own database; the connection does not outlive it, so that the hub can stop alone. */
export async function sql<R extends object>(
  installation: Installation,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  const database = installation.database()
  try {
    return (await database.query<R>(text, [...values])).rows
  } finally {
    await database.end()
  }
}

/** Asks again and again, over one connection, until the rows are as wanted; gives the last ones when they never are. */
export async function untilRows<R extends object>(
  installation: Installation,
  text: string,
  wanted: (rows: readonly R[]) => boolean,
  { everyMs = 100, withinMs = 60_000 } = {},
): Promise<R[]> {
  const database = installation.database()
  try {
    for (let waited = 0; ; waited += everyMs) {
      const { rows } = await database.query<R>(text)
      if (wanted(rows) || waited >= withinMs) return rows
      await delay(everyMs)
    }
  } finally {
    await database.end()
  }
}

export interface Run {
  readonly source: 'paraplyet' | 'agresso'
  readonly stadsdel: string
  /** Status, with its error code or the volume guard's reason. */
  readonly utfall: string
  readonly gone: number
}

/** `insyn synk` beside the hub or without it, and what it left in the register of runs. */
export async function sync(
  installation: Installation,
  ...args: string[]
): Promise<{ code: number | null; output: string; runs: Run[] }> {
  const [newest] = await sql<{ id: number }>(installation, 'select coalesce(max(id), 0) as id from sync_run')
  const done = await installation.insyn('synk', ...args)
  const runs = await sql<Run>(
    installation,
    `select source, stadsdel, concat_ws(' ', status, error_code, guard->>'reason') as utfall, gone from sync_run
      where id > $1 order by id`,
    [newest?.id],
  )
  return { ...done, runs }
}

/** Version of every uppgift that the mirror holds. */
export async function mirrored(installation: Installation): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ uppgift_ref: string; version: number }>(
    installation,
    'select uppgift_ref, version from uppgift',
  )
  return new Map(rows.map((row) => [row.uppgift_ref, row.version]))
}

const WITNESS = `
  create table test_messages (gone boolean not null);
  create table test_writes (uppgift_ref text not null);
  create function test_messages() returns trigger language plpgsql as
    $$ begin insert into test_messages values (new.gone); return null; end $$;
  create function test_writes() returns trigger language plpgsql as
    $$ begin insert into test_writes values (coalesce(new.uppgift_ref, old.uppgift_ref)); return null; end $$;
  create trigger test_messages after insert on outbox for each row execute function test_messages();
  create trigger test_writes after insert or update or delete on uppgift
    for each row execute function test_writes();`

export interface Movements {
  /** Rows of the mirror that were written or taken away. */
  readonly writes: number
  /** Messages of the outbox, tombstones included. */
  readonly messages: number
  readonly gone: number
}

/** Counts what happens to the mirror; the outbox itself is emptied as fast as it fills. Gives what came since the last call. */
export async function watchMirror(installation: Installation): Promise<() => Promise<Movements>> {
  await sql(installation, WITNESS)
  return async () => {
    const [moved] = await sql<Movements>(
      installation,
      `with messages as (delete from test_messages returning gone), written as (delete from test_writes returning 1)
       select (select count(*) from written) as writes, count(*) as messages, count(*) filter (where gone) as gone
         from messages`,
    )
    if (moved === undefined) throw new Error('a count has one row')
    return moved
  }
}

/** Until the outbox is empty, every open case holds what it should and every closed one is purged. */
export async function settled(installation: Installation): Promise<void> {
  const [row] = await untilRows<{ count: number }>(
    installation,
    `select (select count(*) from outbox) + (select count(*) from arende where status = 'stangt' or status = 'oppet' and enrich_at is not null)
          + (select count(*) from delivery join arende using (arende_id)
              where delivery.status <> 'levererad' and arende.status = 'oppet') as count`,
    ([one]) => one?.count === 0,
  )
  if (row?.count === 0) return
  const left = await sql<object>(
    installation,
    `select 'outbox' as what, null as status, null as reason, count(*) as count from outbox having count(*) > 0
     union all select 'arende', status, case when enrich_at is null then null else 'enrich' end, count(*) from arende
      where status = 'stangt' or enrich_at is not null group by 2, 3
     union all select 'delivery', d.status, coalesce(d.reason, '') || case when d.due_at > now() then ' later' else ' due' end, count(*)
      from delivery d join arende a using (arende_id) where d.status <> 'levererad' and a.status = 'oppet' group by 2, 3`,
  )
  throw new Error(`the open cases were not brought up to date: ${JSON.stringify(left)}`)
}

/** What is on its way over the bus has reached the cases too. */
export async function caughtUp(installation: Installation): Promise<void> {
  const behind =
    'select from delivery join uppgift using (uppgift_ref) where greatest(wanted, delivered) < version limit 1'
  const left = await untilRows(installation, behind, (rows) => rows.length === 0)
  if (left.length > 0) throw new Error('the cases did not catch up')
  await settled(installation)
}
