import { beforeEach } from '@jest/globals'
import { avtal, policyWith } from '../../../test/support/avtal-fixture.ts'
import type { Access } from '../../atkomstlogg/access.ts'
import { recordThrough } from '../../atkomstlogg/record-then.ts'
import { createLogWriter } from '../../atkomstlogg/writer.ts'
import { createNightActs } from '../create-night-acts.ts'
import { createNights, type NightsParts } from '../create-nights.ts'
import type { LateCheckpoint } from '../needs.ts'
import { BROMMA, FARSTA, useSchedule } from './use-schedule.ts'

const ALL = { mangder: ['person', 'beslut', 'faktura'] } as const

/** What the pages show and do, over real runs and a real log, by a clock that the test moves. */
export function useNights() {
  const schedule = useSchedule()
  const { db, state, proof, answers, says } = schedule
  const late: LateCheckpoint[] = []
  const config: NightsParts['config'] & { http: { tls?: object } } = {
    schema: { fullstandig: '0 1 * * *', andrade: '30 6 * * *', uppehall: [] },
    synk: {
      ...{ samtidiga: 2, arbetare: 2 },
      volymvakt: { andel: 0.05, minst: 3 },
      ...{ karantanDygn: 14, omforsokMs: [], fristMs: 1, smaAnropMs: 1, tystMs: 1_000, tak: 1, perKalla: {} },
    },
    http: {},
  }
  const policy = policyWith([avtal('bromma', ALL), avtal('farsta', { ...ALL, giltigTill: '2027-06-20' })])
  const scopes = () => [BROMMA, FARSTA]
  const clock = () => state.now

  beforeEach(async () => {
    late.length = 0
    await db.pool.query('truncate delivery, arende, dead_letter, pause, reconciliation cascade')
  })

  return {
    ...schedule,
    late,
    config,
    nights: () =>
      createNights({ ...{ pool: db.pool, config, policy, scopes, clock }, lateCheckpoints: async () => late }),
    acts: (recordThen = recordThrough(createLogWriter(db.pool))) =>
      createNightActs({ pool: db.pool, scopes, recordThen, clock }),
    /** Each read of the night says this of Bromma, and nothing of Farsta. */
    night: async (date: string, ...deliveries: Parameters<typeof says>[1][]) => {
      says('paraplyet/bromma', ...deliveries)
      const due = new Date(`${date}T01:00:00+02:00`)
      await proof.run({ scopes: scopes(), kind: 'fullstandig', trigger: 'schema', due })
    },
    answers,
    /** The newest records of a log, the newest first. */
    records: async (name: string, count = 1): Promise<readonly Access[]> => {
      const { rows } = await db.pool.query<{ record: string }>(
        'select record from access_record where logg = $1 order by nummer desc limit $2',
        [name, count],
      )
      return rows.map(({ record }) => (JSON.parse(record) as { atkomst: Access }).atkomst)
    },
  }
}
