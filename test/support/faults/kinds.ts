import { existsSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from '@jest/globals'
import pg from 'pg'
import type { Failure } from '../../../simulators/faults.ts'
import { embeddedAddress } from '../../../src/platform/database/embedded.ts'
import { sql } from '../database/mirror-state.ts'
import { wrongClock } from '../hub/wrong-clock.ts'
import { until } from '../until.ts'
import { type City, type Fault, type Faults, ILL } from './city.ts'
import { clockFaults } from './clocks.ts'
import { logTampering } from './log-tampering.ts'

const SOURCE_FAULTS: readonly Failure[] = [
  ...(['sen', 'droppar', 'fault', 'html', 'tomt', 'avhugget', 'avhugget-efter-rad', 'fel-teckenkodning'] as const),
  ...(['for-stort', 'oordning', 'dubblett', 'halv-sida', 'session-borta', 'nere'] as const),
]

/** Every kind of fault by its name, whose first word says what of the city it takes. */
export const faultsOf = (city: City): Faults => ({
  ...sourceFaults(city),
  ...caseSystemFaults(city),
  ...databaseFaults(city),
  ...hubFaults(city),
  ...keyringFaults(city),
  ...clockFaults(city),
  ...diskFaults(city),
  ...busFaults(city),
})

/** In one stadsdel, except a service that is away altogether. */
const switched = (
  city: City,
  peer: 'paraplyet' | 'agresso' | 'arendesystem',
  failure: Failure,
  stadsdel?: string,
): Fault => ({
  begin: () => city.simulators.fault({ peer, fel: failure, ...(stadsdel !== undefined && { stadsdel }) }),
  end: () => city.simulators.noErrors(),
})

const sourceFaults = (city: City): Faults => ({
  ...Object.fromEntries(
    (['paraplyet', 'agresso'] as const).flatMap((peer) =>
      // A session of Agresso is its credentials: one that is refused is not tried again before a person says so.
      SOURCE_FAULTS.filter((one) => !(peer === 'agresso' && one === 'session-borta')).map((one) => [
        `${peer} ${one}`,
        switched(city, peer, one, ILL),
      ]),
    ),
  ),
  'agresso maxrader': switched(city, 'agresso', 'maxrader', ILL),
  'paraplyet away everywhere': switched(city, 'paraplyet', 'nere'),
  'agresso away everywhere': switched(city, 'agresso', 'nere'),
  'paraplyet whose certificate has expired': {
    begin: () => city.front.expire(),
    end: () => city.front.renew(),
  },
})

const caseSystemFaults = (city: City): Faults => ({
  'case system away': switched(city, 'arendesystem', 'nere'),
  'case system away a day': {
    ...switched(city, 'arendesystem', 'nere'),
    // So often has each delivery been tried after a day, and it waits its longest before the next time.
    end: async () => {
      await sql(city.installation, `update delivery set attempts = 1440 where status = 'vantar' and reason is not null`)
      await delay(1_000)
      city.simulators.noErrors()
    },
  },
  'case system answers with faults': switched(city, 'arendesystem', 'fault'),
  'case system answers with a page': switched(city, 'arendesystem', 'html'),
})

const END_CONNECTIONS = `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`

function databaseFaults(city: City): Faults {
  const state = () => city.installation.state
  const serverPid = async () =>
    Number((await readFile(join(state(), 'postgresql/data/postmaster.pid'), 'utf8')).split('\n')[0])
  /** By a connection that takes the server as it is: those of the hub refuse one that takes no writes. */
  async function atServer(...statements: readonly string[]): Promise<void> {
    const { socketFolder: host, user, passwordFile } = embeddedAddress(state())
    const client = new pg.Client({ host, user, password: await readFile(passwordFile, 'utf8'), database: 'insyn' })
    await client.connect()
    for (const one of statements) await client.query(one)
    await client.end()
  }
  const endConnections = () => sql(city.installation, END_CONNECTIONS)
  return {
    'database connections killed': { begin: endConnections, end: endConnections },
    'database read-only': {
      begin: () => atServer('alter role current_user set default_transaction_read_only = on', END_CONNECTIONS),
      end: () =>
        atServer(
          'set default_transaction_read_only = off',
          'alter role current_user reset default_transaction_read_only',
          END_CONNECTIONS,
        ),
    },
    'database frozen': {
      async begin() {
        const pid = await serverPid()
        process.kill(pid, 'SIGSTOP')
        setTimeout(() => process.kill(pid, 'SIGCONT'), 2_000)
      },
      async end() {
        process.kill(await serverPid(), 'SIGCONT')
      },
    },
    // The hub starts its own server again.
    'database killed': {
      begin: async () => void process.kill(await serverPid(), 'SIGKILL'),
      end: () => undefined,
    },
    'database with a changed row of the log': logTampering(city),
  }
}

function hubFaults(city: City): Faults {
  /** It runs so for a while, and then as before. */
  const hubWith = (environment: Readonly<Record<string, string>>): Fault => ({
    async begin() {
      await city.hub.stop()
      // One that does not get as far as to serve is one that is away.
      await city.begin(environment).catch(() => undefined)
    },
    async end() {
      await city.hub.kill()
      await city.begin()
    },
  })
  let goOn: () => void = () => undefined
  return {
    'hub killed': { begin: () => city.hub.kill(), end: city.begin },
    'hub restarted': { begin: () => city.hub.stop(), end: city.begin },
    'hub with a clock ahead': hubWith(wrongClock(26)),
    'hub with a clock behind': hubWith(wrongClock(-26)),
    'hub with too little memory': hubWith({ NODE_OPTIONS: '--max-old-space-size=48' }),
    'hub whose log nobody reads': {
      begin: () => void (goOn = city.hub.stallOutput()),
      end: () => goOn(),
    },
    'hub whose reader of the log has gone': {
      begin: () => city.hub.closeOutput(),
      async end() {
        expect(await city.hub.stop()).toBe(0)
        await city.begin()
      },
    },
  }
}

function keyringFaults(city: City): Faults {
  const file = () => join(city.installation.state, 'nyckelring.json')
  const away = () => join(city.installation.state, 'nyckelring.away')
  return {
    'keyring unreadable': { begin: () => rename(file(), away()), end: () => rename(away(), file()) },
    'keyring gone at the start': {
      async begin() {
        await city.hub.stop()
        await rename(file(), away())
        await expect(city.begin()).rejects.toThrow(/^the hub ended with 1: insyn: .*keyring/m)
        expect(existsSync(file())).toBe(false)
      },
      async end() {
        await rename(away(), file())
        await city.begin()
      },
    },
  }
}

function diskFaults(city: City): Faults {
  if (!city.has.disk) return {}
  const status = async () => (await fetch(`${city.hub.adress}/health/ready`)).status
  const fill = () => city.disk.fill()
  const free = () => city.disk.free()
  return {
    'disk full': { begin: fill, end: free },
    // The second time when the hub has just begun to go on.
    'disk full twice': {
      async begin() {
        fill()
        await until(async () => (await status()) === 503, 60_000)
        free()
        await until(async () => (await status()) === 200, 120_000)
        fill()
      },
      end: free,
    },
  }
}

/**
 * An hour away is more than each of the hub's times on the bus: the consumer's session (6 s), the longest pause before it tries again
 * (10 s) and after which it counts as stuck (60 s), the relay's longest pause (5 s). What an hour brings beyond is more of the same.
 */
const AN_HOUR_MS = 75_000

function busFaults(city: City): Faults {
  if (!city.has.bus) return {}
  const begin = () => city.bus.kill(0)
  const end = () => city.bus.restart(0)
  return {
    'bus whose broker is killed': { begin, end },
    'bus away an hour': { begin, end: () => delay(AN_HOUR_MS).then(end) },
  }
}
