import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { createCaseSystem } from '../../src/adapters/casesystem/client.ts'
import type { Access } from '../../src/atkomstlogg/access.ts'
import { discloseThrough } from '../../src/atkomstlogg/disclose.ts'
import { recordThrough } from '../../src/atkomstlogg/record-then.ts'
import { rotateKey, settleRotation } from '../../src/atkomstlogg/rotate-keys.ts'
import { createLogWriter } from '../../src/atkomstlogg/writer.ts'
import { createAvtalWatch } from '../../src/avtal/avtal-watch.ts'
import { replaceKeys } from '../../src/avtal/replace-keys.ts'
import { createArendeStore } from '../../src/cases/arende-store.ts'
import type { CaseSystem } from '../../src/cases/case-system.ts'
import type { DecideMirroring } from '../../src/cases/decide-mirroring.ts'
import { reconsider } from '../../src/cases/reconsider.ts'
import { createRegistrations } from '../../src/cases/registration.ts'
import { routeOutbox } from '../../src/cases/route.ts'
import { createMirrorWorker } from '../../src/cases/worker.ts'
import type { Item, PersonItems } from '../../src/mapping/person-items.ts'
import { postgresMirror } from '../../src/mirror/postgres-mirror.ts'
import { compareArenden } from '../../src/operations/reconciliation/arende-side.ts'
import { repair } from '../../src/operations/reconciliation/repair.ts'
import { removeFindings } from '../../src/operations/reconciliation/report-store.ts'
import { withSessionLock } from '../../src/platform/database/session-lock.ts'
import { KEY_LOCK, openKeyStore, type Rotated } from '../../src/platform/keys/key-store.ts'
import { swedishDate } from '../../src/platform/stockholm-time.ts'
import { allowedMangder, decideMirroring } from '../../src/policy/decide.ts'
import type { Avtal, Policy, Stadsdel } from '../../src/policy/policy.ts'
import type { Source } from '../../src/sync/source.ts'
import { createSync } from '../../src/sync/sync.ts'
import { realPolicy } from './api-in-memory.ts'
import { type SimulatedCaseSystem, startCaseSystem } from './case-system/simulated-case-system.ts'
import { useDatabase } from './database/database.ts'

export const A = '199304232383'
export const B = '197712072391'

export const beslut = (beslutId: string): Item => ({ beslutId, status: 'pagaende' })

/** One avtal as the tests need it: in force from the beginning of 2026 and for everything, unless told otherwise. */
export const avtal = (stadsdel: string, changed: Partial<Avtal> = {}): Avtal => ({
  file: `avtal/${stadsdel}.yaml`,
  stadsdel,
  diarienummer: `DNR ${stadsdel}`,
  giltigFran: '2026-01-01',
  mangder: ['person', 'beslut', 'avgift'],
  andamal: ['beslutsfraga', 'spegling'],
  loggAr: 5,
  ...changed,
})

export const policyWith = (all: readonly Avtal[], stadsdelar?: readonly Stadsdel[]): Policy => {
  const policy = realPolicy()
  return {
    ...policy,
    version: randomBytes(6).toString('hex'),
    avtal: all,
    stadsdelar: stadsdelar === undefined ? policy.stadsdelar : stadsdelar,
  }
}

/**
 * What follows avtal, on an empty database and a new state folder before each test: keys, sync, mirror worker and a
 * simulated case system over a socket, with a clock that the test moves.
 */
export function useAvtal(connect?: () => CaseSystem) {
  const db = useDatabase()
  const proof = {
    now: new Date('2026-12-31T12:00:00Z'),
    state: '',
    /** By stadsdel. */
    paraplyet: new Map<string, readonly PersonItems[]>(),
    /** Awaited between the persons of a read. */
    between: async (): Promise<void> => undefined,
    faultyRows: [] as string[],
  }
  const master = randomBytes(32)
  let system: SimulatedCaseSystem
  let rest: ReturnType<typeof createCaseSystem>

  beforeAll(async () => {
    system = await startCaseSystem('prov')
    rest = createCaseSystem({ url: system.url, token: 'prov', deadlineMs: 2_000 })
  })
  afterAll(async () => {
    await rest.close()
    system.stop()
  })
  const reset = async () => {
    proof.now = new Date('2026-12-31T12:00:00Z')
    proof.state = await mkdtemp(join(tmpdir(), 'avtal-'))
    proof.paraplyet.clear()
    proof.between = async () => undefined
    proof.faultyRows = []
    system.fel.purge()
    await db.pool.query(
      `truncate uppgift, outbox, protected_person, sync_run, quarantine, staging, arende, delivery, data_key, avtal_ending,
                kept_copy, policy_in_use, key_proof, rotated_key, held_write, handlaggare_register restart identity cascade`,
    )
  }
  const removeState = () => rm(proof.state, { recursive: true })
  beforeEach(reset)
  afterEach(removeState)

  const clock = () => proof.now
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (event: string) => void proof.faultyRows.push(event),
  }
  const source = (name: Source['name']): Source => {
    async function* read({ stadsdel }: { stadsdel: string }) {
      for (const person of name === 'paraplyet' ? (proof.paraplyet.get(stadsdel) ?? []) : []) {
        yield { personer: [person], orphans: [] }
        await proof.between()
      }
    }
    return { name, readAll: read, readChanged: read, readPerson: read }
  }
  const keyFile = () => join(proof.state, 'nyckelring.json')

  return {
    db,
    proof,
    system: () => system,
    /** The same as before a test. */
    async startOver() {
      await removeState()
      await reset()
    },
    person: (personnummer: string, ...items: readonly Item[]): PersonItems => ({
      personnummer,
      skydd: 'nej',
      uppgifter: { beslut: items },
      rejected: [],
    }),

    /** A hub's worth of it, with keys of its own in memory. */
    start: async (policy: Policy, { spreadMs = 0 } = {}) => {
      const keyStore = await withSessionLock(db.pool, KEY_LOCK, () =>
        openKeyStore(db.pool, keyFile(), async () => [master], [...policy.stadsdelar.map(({ kod }) => kod), 'insyn'], {
          spreadMs,
        }),
      )
      const { keys } = keyStore
      const logWriter = createLogWriter(db.pool)
      const guard = createAvtalWatch({
        ...{ pool: db.pool, keyStore, policy },
        recordThen: recordThrough(logWriter),
        removeFindings,
        clock,
        log,
        receiptFolder: join(proof.state, 'kvitton'),
        origin: 'insyn.example',
      })
      await guard.open()
      const mirror = postgresMirror(db.pool, keys)
      const decide: DecideMirroring = (query, stadsdel, mangd) =>
        decideMirroring(policy, { ...query, date: swedishDate(proof.now) }, stadsdel, mangd)
      const registrations = createRegistrations({ policy, mirror, categories: { regler: [] }, clock })
      const worker = createMirrorWorker({
        pool: db.pool,
        route: () => routeOutbox(db.pool),
        ...{ mirror, decide, registrations, clock, log },
        arendesystem: connect?.() ?? rest,
        disclose: discloseThrough(logWriter),
        lookDays: 30,
        policyversion: policy.version,
      })
      const sync = createSync({
        pool: db.pool,
        keys,
        sources: [source('paraplyet'), source('agresso')],
        itemKeys: new Map([
          ['beslut', { postnyckel: ['beslutId'] }],
          ['handlaggare', { postnyckel: ['handlaggareId'] }],
          ['utforare', { postnyckel: ['uppdragId'] }],
        ]),
        allowedMangder: (stadsdel) => allowedMangder(policy, stadsdel, swedishDate(proof.now)),
        settings: { samtidiga: 1, volymvakt: { andel: 0.1, minst: 3 }, karantanDygn: 14, omforsokMs: [] },
        clock: () => new Date(),
        log,
      })
      const store = createArendeStore(db.pool, 0)
      const compared = { pool: db.pool, keys, mirror, arendesystem: connect?.() ?? rest, decide, registrations }
      return {
        guard,
        keyStore,
        keys,
        mirror,
        work: () => worker.work(),
        rotate: (which: Rotated) =>
          rotateKey(
            {
              pool: db.pool,
              keyStore,
              accessLog: logWriter,
              clock,
              origin: 'insyn.example',
              logs: ['bromma', 'farsta'],
            },
            { which, by: 'Eva Ek', reason: 'Byte enligt plan' },
          ),
        settleRotation: () => settleRotation({ pool: db.pool, keyStore }),
        /** The tick of a hub that serves, for data keys that are being replaced. */
        replaceKeys: ({ announce = false } = {}) => replaceKeys({ pool: db.pool, keyStore, announce, spreadMs, log }),
        /** What a hub does when it takes a policy into use. */
        reconsider: () => reconsider(db.pool, decide),
        arenden: store,
        /** Holds the cases against what they should hold and repairs them; how many findings that were. */
        async repairArenden() {
          const { deviations, arenden = [] } = await compareArenden(
            { ...compared, daysAfterClosing: 30 },
            new AbortController().signal,
          )
          await repair({ pool: db.pool, sync: async () => undefined }, { deviations, arenden })
          return deviations.length + arenden.length
        },
        /** A complete read of Paraplyet. */
        read: async (stadsdel: string) => {
          const [state] = await sync.run({
            scopes: [{ source: 'paraplyet', stadsdel }],
            kind: 'fullstandig',
            trigger: 'prov',
          })
          return state
        },
        /** The tick of a hub that serves. */
        async reconcile() {
          await guard.takeIntoUse()
          await guard.reconcile()
        },
        async openArende(personnummer: string) {
          const { arendeId } = system.store.create(personnummer, 'beslutsfraga')
          await store.open({
            arendeId,
            klient: 'arendesystem',
            personRef: keys.personRef(personnummer),
            andamal: 'beslutsfraga',
            category: {},
          })
          return arendeId
        },
      }
    },

    inArende: (arendeId: string) => system.store.mirrorings(arendeId).map(({ stadsdel }) => stadsdel),
    /** What waits is due now. */
    dueNow: () => db.pool.query('update delivery set due_at = now(); update arende set due_at = now()'),
    rader: async (table: 'uppgift' | 'quarantine' | 'outbox' | 'protected_person', stadsdel: string) =>
      (await db.pool.query(`select from ${table} where stadsdel = $1`, [stadsdel])).rowCount,
    /** `stadsdel/mangd/generation` of the keys in the file. */
    inFile: async () => {
      const { data } = JSON.parse(await readFile(keyFile(), 'utf8')) as {
        data: Record<string, { generation: number } | readonly { generation: number }[]>
      }
      return Object.entries(data).flatMap(([name, keys]) =>
        [keys].flat().map(({ generation }) => `${name}/${generation}`),
      )
    },
    receipts: async () => {
      const folder = join(proof.state, 'kvitton')
      const names = await readdir(folder).catch(() => [])
      return Promise.all(names.sort().map((name) => readFile(join(folder, name), 'utf8')))
    },
    poster: async (log: string): Promise<(Access & { nummer: number })[]> => {
      const { rows } = await db.pool.query<{ record: string; nummer: number }>(
        'select record, nummer from access_record where logg = $1 order by nummer',
        [log],
      )
      return rows.map(({ record, nummer }) => ({ ...(JSON.parse(record) as { atkomst: Access }).atkomst, nummer }))
    },
  }
}
