import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { NEXT_VERSION } from '../mirror/outbox.ts'
import type { Tx } from '../platform/database/database.ts'

/**
 * What setting a delivery to wait does to it, whatever the reason. `attempts` is not set back to 0: a write that was tried
 * may have been made though no answer came, and then there is something to take away.
 */
const WAITS = `status = 'vantar', due_at = now(), reason = null`

/** SQL: sets deliveries that there are to wait; `wanted` is what the case should then hold, `from` what else is read. */
export const wakeExisting = (
  where: string,
  { wanted = 'delivery.wanted', from = '' }: { readonly wanted?: string; readonly from?: string } = {},
): string =>
  `update delivery set wanted = ${wanted}, ${WAITS}, attempts = least(delivery.attempts, 1)
     ${from === '' ? '' : `from ${from}`} where ${where}`

interface WakeRule {
  /** What the case should hold, when the delivery was there before: the newer of the two unless told otherwise. */
  readonly wanted?: string
  /** Which of the deliveries that were there before are woken: all unless told otherwise. */
  readonly where?: string
}

/**
 * SQL: sets deliveries to wait, those included that there were none of. `rows` is a query of arende_id, uppgift_ref,
 * stadsdel, mangd, wanted and attempts.
 */
export const wakeOrAdd = (
  rows: string,
  { wanted = 'greatest(delivery.wanted, excluded.wanted)', where = 'true' }: WakeRule = {},
): string =>
  `insert into delivery (arende_id, uppgift_ref, stadsdel, mangd, wanted, attempts, status)
   select arende_id, uppgift_ref, stadsdel, mangd, wanted, attempts, 'vantar' from (${rows}) r
   on conflict (arende_id, uppgift_ref) do update
      set wanted = ${wanted}, mangd = excluded.mangd, ${WAITS},
          attempts = least(greatest(delivery.attempts, excluded.attempts), 1)
    where ${where}`

/** Wakes all that a case has been given or was to be given. */
export async function wakeArende(tx: Tx, arendeId: string): Promise<void> {
  await tx.query(wakeExisting('arende_id = $1'), [arendeId])
}

/** What the case system refused may have been put right since; policy is asked again when it is tried. */
export async function wakeParked(db: pg.Pool | Tx): Promise<void> {
  await db.query(wakeExisting(`status = 'parkerad'`))
}

/** Wakes those of a query of arende_id and uppgift_ref; returns how many. */
export async function wakeSelected(db: pg.Pool | Tx, selection: string, values: readonly unknown[]): Promise<number> {
  const { rowCount } = await db.query(wakeExisting(`(arende_id, uppgift_ref) in (${selection})`), [...values])
  return rowCount ?? 0
}

/** Only where something may be in the case. */
const MAY_HOLD = '(delivery.delivered > 0 or delivery.attempts > 0)'

/** Asks back what cases hold of these persons at once: that must not wait for a bus that is away. */
export async function withdrawPersons(tx: Tx, personRefs: readonly string[]): Promise<void> {
  await tx.query(
    wakeExisting(`${MAY_HOLD} and arende_id in (select arende_id from arende where person_ref = any($1))`, {
      wanted: NEXT_VERSION,
    }),
    [personRefs],
  )
}

/** Asks back what cases hold of these kinds in the stadsdel, also where the mirror has no row to tell of it; returns how many. */
export async function withdrawAllOf(tx: Tx, stadsdel: string, mangder: readonly Informationsmangd[]): Promise<number> {
  const { rowCount } = await tx.query(
    wakeExisting(`stadsdel = $1 and mangd = any($2) and ${MAY_HOLD}`, { wanted: NEXT_VERSION }),
    [stadsdel, mangder],
  )
  return rowCount ?? 0
}

/** What a case was found to hold that it should not. */
export interface Surplus {
  readonly arendeId: string
  readonly uppgiftRef: string
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly version: number
}

/**
 * Asks these back, as if they had been tried once: the removal is then newer than what the case says that it holds. Whose they
 * are is known better here than in the case, where the case was given them.
 */
export async function withdraw(db: pg.Pool | Tx, surplus: readonly Surplus[]): Promise<void> {
  await db.query(
    wakeOrAdd(
      `select s.arende_id, s.uppgift_ref, coalesce(l.stadsdel, s.stadsdel) as stadsdel, coalesce(l.mangd, s.mangd) as mangd,
              greatest(s.version, ${NEXT_VERSION}) as wanted, 1 as attempts
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
           as s (arende_id, uppgift_ref, stadsdel, mangd, version)
         join arende a on a.arende_id = s.arende_id and a.status in ('oppet', 'stangt')
         left join delivery l on l.arende_id = s.arende_id and l.uppgift_ref = s.uppgift_ref`,
    ),
    [
      surplus.map(({ arendeId }) => arendeId),
      surplus.map(({ uppgiftRef }) => uppgiftRef),
      surplus.map(({ stadsdel }) => stadsdel),
      surplus.map(({ mangd }) => mangd),
      surplus.map(({ version }) => version),
    ],
  )
}
