import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { createCaseSystem } from '../../../src/adapters/casesystem/client.ts'
import { discloseThrough } from '../../../src/atkomstlogg/disclose.ts'
import { createLogWriter } from '../../../src/atkomstlogg/writer.ts'
import { createArendeStore } from '../../../src/cases/arende-store.ts'
import type { DecideMirroring } from '../../../src/cases/decide-mirroring.ts'
import { routeOutbox } from '../../../src/cases/route.ts'
import { createMirrorWorker, type MirrorWorker } from '../../../src/cases/worker.ts'
import { canonical } from '../../../src/mapping/canonical.ts'
import type { Item } from '../../../src/mapping/person-items.ts'
import { postgresMirror } from '../../../src/mirror/postgres-mirror.ts'
import { useDatabase } from '../database/database.ts'
import { testKeys } from '../keys.ts'
import { registersNothing } from './registers-nothing.ts'
import { type SimulatedCaseSystem, startCaseSystem } from './simulated-case-system.ts'

export const A = '199304232383'
export const B = '197712072391'

/** A worker between an empty mirror and a simulated case system over a socket. */
export function useWorker() {
  const db = useDatabase()
  const keys = testKeys(['bromma'])
  /** What policy lets into a case, as the test has it. */
  const policy: { visible: ReadonlySet<string>; rensaEfterDygn: number; decide?: DecideMirroring } = {
    visible: new Set(),
    rensaEfterDygn: 0,
  }
  let system: SimulatedCaseSystem
  let client: ReturnType<typeof createCaseSystem>
  let worker: MirrorWorker
  const arenden = () => createArendeStore(db.pool, policy.rensaEfterDygn)
  const newWorker = (route = () => routeOutbox(db.pool), registrations = registersNothing) =>
    createMirrorWorker({
      pool: db.pool,
      route,
      mirror: postgresMirror(db.pool, keys),
      arendesystem: client,
      disclose: discloseThrough(createLogWriter(db.pool)),
      decide: (...asked) => policy.decide?.(...asked) ?? { falt: policy.visible, reason: 'tillaten', avtal: 'DNR-1' },
      registrations,
      lookDays: 30,
      policyversion: 'prov',
      clock: () => new Date(),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    })

  beforeAll(async () => {
    system = await startCaseSystem('prov')
    client = createCaseSystem({ url: system.url, token: 'prov', deadlineMs: 2_000 })
    worker = newWorker()
  })
  afterAll(async () => {
    await client.close()
    system.stop()
  })
  beforeEach(async () => {
    system.fel.purge()
    policy.visible = new Set(['beslutId', 'status'])
    policy.rensaEfterDygn = 0
    delete policy.decide
    await db.pool.query('truncate uppgift, outbox, protected_person, arende, delivery cascade')
  })

  const open = (arendeId: string, personnummer: string) =>
    arenden().open({
      arendeId,
      klient: 'arendesystem',
      personRef: keys.personRef(personnummer),
      andamal: 'beslutsfraga',
      category: {},
    })

  return {
    db,
    keys,
    /** The case system itself: its cases and its switches. */
    system: () => system,
    policy,
    newWorker,
    open,
    work: () => worker.work(),
    close: (arendeId: string) => arenden().close(arendeId, 'arendesystem'),
    openCase: async (personnummer: string) => {
      const { arendeId } = system.store.create(personnummer, 'beslutsfraga')
      await open(arendeId, personnummer)
      return arendeId
    },
    registers: (arendeId: string) => system.store.arende(arendeId)?.enrichment,
    held: (arendeId: string) => system.store.mirrorings(arendeId).map(({ poster }) => poster),
    dueNow: () =>
      db.pool.query(
        `update delivery set due_at = now(); update arende set due_at = now(), enrich_at = least(enrich_at, now())`,
      ),

    /** As the sync writes it: the row and its message in one statement. */
    mirror: async (personnummer: string, items: readonly Item[]): Promise<string> => {
      const personRef = keys.personRef(personnummer)
      const uppgiftRef = keys.uppgiftRef(personRef, 'bromma', 'paraplyet', 'beslut')
      const state = canonical(items)
      await db.pool.query(
        `with fresh as (
           insert into uppgift values ($1, $2, 'bromma', 'paraplyet', 'beslut', nextval('uppgift_version'), $3, $4, '{}', now())
           on conflict (uppgift_ref) do update set version = excluded.version, sealed = excluded.sealed returning *)
         insert into outbox (uppgift_ref, person_ref, stadsdel, source, mangd, version, gone)
         select uppgift_ref, person_ref, stadsdel, source, mangd, version, false from fresh`,
        [
          uppgiftRef,
          personRef,
          keys.digest('bromma', 'beslut', state),
          keys.seal('bromma', 'beslut', uppgiftRef, state),
        ],
      )
      return uppgiftRef
    },
    gone: async (personnummer: string): Promise<void> => {
      await db.pool.query(
        `with gone as (delete from uppgift where person_ref = $1 returning *)
         insert into outbox (uppgift_ref, person_ref, stadsdel, source, mangd, version, gone)
         select uppgift_ref, person_ref, stadsdel, source, mangd, nextval('uppgift_version'), true from gone`,
        [keys.personRef(personnummer)],
      )
    },

    recorded: async (arendeId: string) => {
      const { rows } = await db.pool.query<{ record: string }>(
        'select record from access_record order by tid, logg, nummer',
      )
      return rows
        .map(
          ({ record }) =>
            JSON.parse(record) as {
              logg: string
              atkomst: { arende: string; handelse: string; orsak: string; visat: unknown; avtal: string }
            },
        )
        .filter(({ atkomst }) => atkomst.arende === arendeId)
    },
  }
}
