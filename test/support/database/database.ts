import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll } from '@jest/globals'
import type pg from 'pg'
import { createPool } from '../../../src/platform/database/database.ts'
import { embeddedAddress } from '../../../src/platform/database/embedded.ts'

export interface TestDatabase {
  readonly pool: pg.Pool
  readonly name: string
  readonly address: ReturnType<typeof embeddedAddress>
}

/**
 * A database of the test file's own, cloned from the migrated template. The folder of all is removed after the run: to drop each
 * would be to wait for the disk twice as long as for a clone.
 */
export function useDatabase(): TestDatabase {
  const name = `prov_${randomBytes(6).toString('hex')}`
  const held: { pool?: pg.Pool } = {}

  const address = () => {
    const state = process.env.INSYN_TEST_STATE
    if (state === undefined) throw new Error('database tests run in the db project')
    return embeddedAddress(state)
  }
  const asAdmin = async (sql: string) => {
    const admin = createPool(address(), { max: 1, applicationName: 'test', database: 'postgres' })
    await admin.query(sql)
    await admin.end()
  }
  beforeAll(async () => {
    await asAdmin(`create database ${name} template mall`)
    held.pool = createPool(address(), { max: 10, applicationName: 'test', database: name })
  })
  afterAll(async () => {
    await held.pool?.end()
    // Of this role alone: a worker of the server's own may be cleaning up.
    await asAdmin(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and usename = current_user`,
    )
  })
  return {
    name,
    get address() {
      return address()
    },
    get pool() {
      if (held.pool === undefined) throw new Error('the database exists once the tests run')
      return held.pool
    },
  }
}

/** The same as a URL, for settings. */
export function urlOf({ name, address }: Pick<TestDatabase, 'name' | 'address'>): string {
  const password = readFileSync(address.passwordFile, 'utf8')
  return `postgresql://${address.user}:${password}@localhost/${name}?host=${encodeURIComponent(address.socketFolder)}`
}
