import { join } from 'node:path'
import { expect } from '@jest/globals'
import { sql, sync } from '../database/mirror-state.ts'
import { metricsOf } from '../hub/metrics.ts'
import { until } from '../until.ts'
import { type City, type Fault, ILL } from './city.ts'

const LONG_MS = 180_000
/** Which record of the log is changed. */
const NUMBER = 1
const THE_RECORD = `logg = '${ILL}' and nummer = ${NUMBER}`
const triggers = (what: 'enable' | 'disable') => `alter table access_record ${what} trigger user;`

/** A row of the access log is not what was signed, as only the owner of the database can do it, and then is again. */
export function logTampering(city: City): Fault {
  let exported = 0

  /** Until a whole check of the log, which an officer may ask for at any time, has found that. */
  async function untilChecked(from: number | null): Promise<void> {
    await until(async () => {
      await sql(
        city.installation,
        `insert into chain_check (logg, asked) values ('${ILL}', now())
         on conflict (logg) do update set asked = coalesce(chain_check.asked, excluded.asked)`,
      )
      await until(async () => (await check())?.asked === null, LONG_MS)
      return (await check())?.from === from
    }, LONG_MS)
  }
  const check = async () =>
    (
      await sql<{ asked: Date | null; from: number | null; to: number | null; records: number }>(
        city.installation,
        `select asked, broken_from as from, broken_to as to, records from chain_check where logg = '${ILL}'`,
      )
    )[0]

  return {
    async begin() {
      const kept = 'create table test_kept as select record from access_record where'
      const change = `update access_record set record = replace(record, '"utfall":', '"utfall" :') where`
      await sql(
        city.installation,
        `begin; ${kept} ${THE_RECORD}; ${triggers('disable')} ${change} ${THE_RECORD}; ${triggers('enable')} commit`,
      )
    },
    async meanwhile() {
      await untilChecked(NUMBER)
      expect(await check()).toMatchObject({ from: NUMBER, to: NUMBER + 1 })
      expect(city.hub.output()).toMatch(new RegExp(`"logg":"${ILL}".*chain-broken`))
      const broken = async () => /^insyn_atkomstlogg_broken 1$/m.test(await metricsOf(city.hub.adress))
      await until(broken, LONG_MS)
      // Nobody is handed the log as if it were whole.
      const file = join(city.installation.state, `tampered-${++exported}.jsonl`)
      const { code, output } = await city.installation.insyn('logg', 'exportera', ILL, '--fil', file, '--av', 'prov')
      expect([code, output]).toEqual([1, expect.stringContaining(`${ILL}: record ${NUMBER} is not what`)])
      expect((await sync(city.installation)).code).toBe(0)
      expect((await fetch(`${city.hub.adress}/health/ready`)).status).toBe(200)
    },
    async end() {
      const back = `update access_record set record = (select record from test_kept) where ${THE_RECORD}`
      await sql(
        city.installation,
        `begin; ${triggers('disable')} ${back}; ${triggers('enable')} drop table test_kept; commit`,
      )
      await untilChecked(null)
    },
  }
}
