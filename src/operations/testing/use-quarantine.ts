import { beforeEach } from '@jest/globals'
import type { Access } from '../../atkomstlogg/access.ts'
import { discloseThrough } from '../../atkomstlogg/disclose.ts'
import { recordThrough } from '../../atkomstlogg/record-then.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Rejected } from '../../mapping/person-items.ts'
import type { Scope } from '../../sync/source.ts'
import type { SyncJob } from '../../sync/sync-job.ts'
import { A, beslut, person, useSync } from '../../sync/testing/use-sync.ts'
import { createQuarantineTools } from '../quarantine-tools.ts'

export const BROMMA: Scope = { source: 'paraplyet', stadsdel: 'bromma' }
export const FARSTA: Scope = { source: 'agresso', stadsdel: 'farsta' }
/** Born in 2003; the same ten digits are those of somebody born in 1903. */
export const YOUNG = '200306252396'
export const WRITTEN = `${YOUNG.slice(2, 8)}-${YOUNG.slice(8)}`
export const ACT = { by: 'Eva Ros', reason: 'felanmälan 7' }
export const HIDDEN = { code: 'FINNS_EJ', message: 'quarantine has no row of that number that may be seen' }

export const rejected = (name: string, value: string, reason = 'format'): Rejected => ({
  mangd: 'beslut',
  falt: name,
  reason,
  rawValues: { [name]: value },
})
export const ambiguous = (written = WRITTEN): Rejected => rejected('PNR', written, 'tvetydigt')

/** The tools over a real database, log and sync; what is met in Bromma is the test's to say. */
export function useQuarantine() {
  const sync = useSync({ samtidiga: 1 })
  const { answers, db, keys, proof, runs } = sync
  /** How many records each log had before the test. */
  let earlier: ReadonlyMap<string, number>
  const held = { ran: [] as SyncJob[], allowed: new Set() as ReadonlySet<Informationsmangd> }
  const parts = () => ({
    pool: db.pool,
    keys,
    allowed: () => held.allowed,
    scopes: () => [BROMMA, { ...BROMMA, stadsdel: 'farsta' }, FARSTA],
    run: async (job: SyncJob) => {
      held.ran.push(job)
      return proof.run(job)
    },
    disclose: discloseThrough(createLogWriter(db.pool)),
    recordThen: recordThrough(createLogWriter(db.pool)),
    clock: () => new Date('2026-11-29T09:00:00Z'),
  })
  const tools = () => createQuarantineTools(parts())

  beforeEach(async () => {
    held.ran = []
    held.allowed = new Set<Informationsmangd>(['beslut', 'faktura'])
    await db.pool.query('truncate chosen_century')
    const { rows } = await db.pool.query<{ logg: string; count: number }>(
      'select logg, max(nummer) as count from access_record group by logg',
    )
    earlier = new Map(rows.map(({ logg, count }) => [logg, count]))
  })

  return {
    ...sync,
    /** What the avtal cover, and the jobs that were run. */
    held,
    parts,
    tools,
    /** One read of Bromma that meets these. */
    quarantined: async (of: readonly Rejected[], orphans: readonly Rejected[] = []): Promise<void> => {
      answers.set('paraplyet/bromma', [{ personer: [person(A, [beslut('1')], 'nej', of)], orphans }])
      await runs()
    },
    idOf: async (name: string): Promise<number> => {
      const { groups } = await tools().list({ falt: name })
      return groups[0]?.ids[0] ?? 0
    },
    /** What this test has had recorded. */
    records: async (): Promise<readonly { readonly logg: string; readonly atkomst: Access }[]> => {
      const { rows } = await db.pool.query<{ logg: string; nummer: number; record: string }>(
        'select logg, nummer, record from access_record order by nummer',
      )
      return rows
        .filter(({ logg, nummer }) => nummer > (earlier.get(logg) ?? -1))
        .map(({ record }) => JSON.parse(record) as { logg: string; atkomst: Access })
    },
  }
}
