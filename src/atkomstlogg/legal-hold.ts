import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { inTransaction } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Disclose } from './disclose.ts'
import { operatorRecord, type RecordThen } from './record-then.ts'

export interface HoldDeps {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'personRef' | 'sealForLog' | 'openFromLog'>
  readonly recordThen: RecordThen
  readonly disclose: Disclose
  readonly clock: () => Date
}

/** Which records are held: those that all of these are true of; all of the log when none is given. */
export interface HoldScope {
  /** Twelve digits. */
  readonly personnummer?: string | undefined
  readonly arende?: string | undefined
  /** The first moment, and the one after the last. */
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

export interface Hold {
  readonly logg: string
  /** Of the record that the hold was set by, which is its name. */
  readonly nummer: number
  readonly since: Date
  readonly ofPerson: boolean
  readonly arende: string | null
  readonly from: Date | null
  readonly to: Date | null
  readonly by: string
  readonly reason: string
}

/** What the text is sealed about. */
const ABOUT = 'gallringsstopp'

/**
 * Keeps records of a log from being pruned until the hold is lifted. Whoever sets it, and why, is a record of that log, whose
 * number names the hold.
 */
export async function setHold(
  { pool, keys, recordThen, clock }: HoldDeps,
  { logg, scope, by, reason }: { logg: string; scope: HoldScope; by: string; reason: string },
): Promise<number> {
  const { personnummer, arende, from, to } = scope
  const now = clock()
  const act = operatorRecord({ logg, handelse: 'granskning', orsak: 'gallringsstopp-satt', by, andamal: reason }, now)
  const personRef = personnummer === undefined ? null : keys.personRef(personnummer)
  const access = {
    ...act.access,
    personRef,
    personnummerForseglat:
      personnummer === undefined ? null : keys.sealForLog(logg, act.access.handelseId, personnummer),
    arende: arende ?? null,
    detaljer: { ...(from && { fran: from.toISOString() }), ...(to && { till: to.toISOString() }) },
  }
  const sealed = keys.sealForLog(logg, ABOUT, JSON.stringify({ by, reason }))
  return recordThen({ logg, access }, async ({ nummer }) => {
    await inTransaction(pool, async (tx) => {
      await tx.query('select lock_retention($1)', [logg])
      await tx.query(
        `insert into legal_hold (logg, nummer, since, person_ref, arende, begins, ends, sealed)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [logg, nummer, now, personRef, arende, from, to, sealed],
      )
    })
    return nummer
  })
}

/** The next pruning takes what only this hold has kept. Throws FINNS_EJ when there is no such hold. */
export async function liftHold(
  { pool, recordThen, clock }: HoldDeps,
  { logg, nummer, by, reason }: { logg: string; nummer: number; by: string; reason: string },
): Promise<void> {
  const none = () => new InsynError('FINNS_EJ', `there is no hold ${logg}/${nummer}`)
  const { rowCount } = await pool.query('select from legal_hold where logg = $1 and nummer = $2', [logg, nummer])
  if (rowCount === 0) throw none()
  const act = operatorRecord(
    { logg, handelse: 'granskning', orsak: 'gallringsstopp-havt', by, andamal: reason },
    clock(),
  )
  await recordThen({ logg, access: { ...act.access, detaljer: { stopp: nummer } } }, async () => {
    const gone = await pool.query('delete from legal_hold where logg = $1 and nummer = $2', [logg, nummer])
    if (gone.rowCount === 0) throw none()
  })
}

/** All holds in force; each log that has one gets a record of who has read them. */
export async function listHolds({ pool, keys, disclose, clock }: HoldDeps, by: string): Promise<readonly Hold[]> {
  const { rows } = await pool.query<Omit<Hold, 'by' | 'reason'> & { sealed: string }>(
    `select logg, nummer, since, person_ref is not null as "ofPerson", arende, begins as "from", ends as "to", sealed
       from legal_hold order by logg, nummer`,
  )
  const act = { handelse: 'granskning', orsak: 'gallringsstopp-listat', by } as const
  const records = [...new Set(rows.map(({ logg }) => logg))].map((log) =>
    operatorRecord({ ...act, logg: log }, clock()),
  )
  const body = () =>
    rows.map(({ sealed, ...hold }) => ({
      ...hold,
      ...(JSON.parse(keys.openFromLog(hold.logg, ABOUT, sealed)) as { by: string; reason: string }),
    }))
  const [first, ...others] = records
  return first === undefined ? [] : disclose({ poster: [first, ...others], body }, (holds) => holds)
}
