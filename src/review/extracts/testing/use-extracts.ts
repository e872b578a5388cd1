import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'
import { anAccess } from '../../../../test/support/access-records.ts'
import { NOW, realPolicy, startUppslagApp, type UppslagApp } from '../../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../../test/support/database/database.ts'
import { testKeys } from '../../../../test/support/keys.ts'
import { memoryMirror } from '../../../../test/support/memory-mirror.ts'
import type { Access } from '../../../atkomstlogg/access.ts'
import { discloseThrough } from '../../../atkomstlogg/disclose.ts'
import { recordsOfPerson } from '../../../atkomstlogg/person-records.ts'
import { proveRecords } from '../../../atkomstlogg/proof.ts'
import { createLogWriter, type LogWriter } from '../../../atkomstlogg/writer.ts'
import type { Policy, StaffShown } from '../../../policy/policy.ts'
import type { ExtractFile } from '../extract-schema.ts'
import { postgresExtracts } from '../extract-store.ts'

export const ORIGIN = 'insyn.example'
/** An hour before the clock of the test. */
const BEFORE = new Date(NOW.getTime() - 3_600_000).toISOString()
export const REASON = 'Begäran om registerutdrag'

/** Each may review; `granskare` without what tells protection. */
const OFFICERS = new Map([
  ['eva', { roll: 'sakerhetsansvarig', loggar: ['insyn', 'bromma', 'jarva'] }],
  ['bo', { roll: 'sakerhetsansvarig', loggar: ['bromma', 'jarva'] }],
  ['cia', { roll: 'sakerhetsansvarig', loggar: ['bromma'] }],
  ['gun', { roll: 'granskare', loggar: ['insyn', 'bromma', 'jarva'] }],
  ['hans', { roll: 'granskare', loggar: ['insyn', 'bromma', 'jarva', 'farsta'] }],
])
export type Name = 'eva' | 'bo' | 'cia' | 'gun' | 'hans'
const roleOf = (who: Name): string => OFFICERS.get(who)?.roll ?? ''

export interface Found {
  readonly status: number
  readonly json: Record<string, unknown>
  readonly text: string
}

/** The API over real logs and a real store of extracts. */
export function useExtracts(staff: StaffShown = 'ingen') {
  const db = useDatabase()
  const real = realPolicy()
  const policy: Policy = {
    ...real,
    granskare: [...OFFICERS].map(([who, { loggar }]) => ({ utfardare: 'inloggning', slutanvandare: who, loggar })),
    avtal: real.avtal.map((one) => (one.stadsdel === 'bromma' ? { ...one, utdrag: { personal: staff } } : one)),
  }
  const keys = testKeys(policy.stadsdelar.map(({ kod }) => kod))
  const mirror = memoryMirror(keys)
  const held: { app?: UppslagApp; writer?: LogWriter; folder?: string } = {}
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'utdrag-'))
    const writer = createLogWriter(db.pool)
    const app = await startUppslagApp({
      policy,
      keys,
      mirror,
      disclose: discloseThrough(writer),
      extracts: postgresExtracts(db.pool, keys),
      extractLog: {
        origin: ORIGIN,
        signer: keys,
        recordsOfPerson: (log, selection) => recordsOfPerson(db.pool, log, selection),
        prove: (log, numbers) => proveRecords({ pool: db.pool, folder, keys, origin: ORIGIN }, log, numbers),
      },
    })
    Object.assign(held, { app, writer, folder })
  })
  afterAll(async () => {
    await held.app?.stop()
    await held.writer?.stop()
    if (held.folder !== undefined) await rm(held.folder, { recursive: true })
  })

  const ask = (who: Name, method: string, path: string, body?: unknown): Promise<Found> => {
    if (held.app === undefined) throw new Error('the API has not started')
    return held.app.send(method, path, body, { klient: 'konsol', roller: [roleOf(who)], slutanvandare: who })
  }
  const file = (who: Name, id: string, step: 'fil' | 'forhandsgranskning') =>
    ask(who, 'POST', `/api/v1/utdrag/${id}/${step}`, { skal: REASON, format: 'json' })
  return {
    ...{ db, keys, mirror, policy, ask },
    write: async (log: string, changed: Partial<Access> & { readonly person?: string }) => {
      const { person, ...access } = changed
      const personRef = person === undefined ? {} : { personRef: keys.personRef(person) }
      await held.writer?.write([
        { logg: log, access: anAccess({ tid: BEFORE, ...personRef, ...access, klient: 'telefoni' }) },
      ])
    },
    prepare: (who: Name, personnummer: string, beyond: object = {}) =>
      ask(who, 'POST', '/api/v1/utdrag', { skal: REASON, personnummer, ...beyond }),
    preview: (who: Name, id: string) => file(who, id, 'forhandsgranskning'),
    fetch: (who: Name, id: string) => file(who, id, 'fil'),
    pdf: async (who: Name, id: string): Promise<Buffer> => {
      if (held.app === undefined) throw new Error('the API has not started')
      const options = { klient: 'konsol', roller: [roleOf(who)], slutanvandare: who }
      const answer = await globalThis.fetch(`${held.app.base}/api/v1/utdrag/${id}/fil`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await held.app.token(options)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ skal: REASON, format: 'pdf' }),
      })
      return Buffer.from(await answer.arrayBuffer())
    },
    decide: (who: Name, id: string, beslut: 'lamna-ut' | 'avvisa' = 'lamna-ut') =>
      ask(who, 'POST', `/api/v1/utdrag/${id}/beslut`, { skal: REASON, beslut, kommentar: 'Stämmer med begäran.' }),
    /** The records of extracts in a log, oldest first. */
    steps: async (log: string): Promise<Access[]> => {
      const { rows } = await db.pool.query<{ record: string }>(
        'select record from access_record where logg = $1 order by nummer',
        [log],
      )
      return rows
        .map(({ record }) => (JSON.parse(record) as { atkomst: Access }).atkomst)
        .filter(({ handelse }) => handelse === 'utdrag')
    },
  }
}

export const contentOf = ({ json }: Found): ExtractFile['utdrag'] => (json as unknown as ExtractFile).utdrag
export const idOf = ({ json }: Found): string => String(json.utdragId)
