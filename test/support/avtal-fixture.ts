import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { createArendesystem } from '../../src/adapters/casesystem/client.ts'
import { discloseThrough } from '../../src/atkomstlogg/disclose.ts'
import { createLoggskrivare } from '../../src/atkomstlogg/writer.ts'
import type { Atkomst } from '../../src/atkomstlogg/access.ts'
import { createAvtalsvakt } from '../../src/avtal/avtal-watch.ts'
import { withSessionLock } from '../../src/platform/database/session-lock.ts'
import { NYCKEL_LOCK, openNyckelskap } from '../../src/platform/keys/key-store.ts'
import type { PersonPost, Post } from '../../src/mapping/person-items.ts'
import { createArendelager } from '../../src/cases/arende-store.ts'
import { sorteraUtkorg } from '../../src/cases/route.ts'
import { postgresSpegel } from '../../src/mirror/postgres-mirror.ts'
import { createRegistrering } from '../../src/cases/registration.ts'
import { createMirrorWorker } from '../../src/cases/worker.ts'
import { svensktDatum } from '../../src/platform/stockholm-time.ts'
import { beslutaSpegling, tillatnaMangder } from '../../src/policy/decide.ts'
import type { Avtal, Policy, Stadsdel } from '../../src/policy/policy.ts'
import type { Kalla } from '../../src/sync/source.ts'
import { createSync } from '../../src/sync/sync.ts'
import { useDatabase } from './database/database.ts'
import { startaArendesystem, type SimuleratArendesystem } from './case-system/simulated-case-system.ts'
import { riktigPolicy } from './api-in-memory.ts'

export const A = '199304232383'
export const B = '197712072391'

export const beslut = (beslutId: string): Post => ({ beslutId, status: 'pagaende' })

/** One avtal as the tests need it: in force from the beginning of 2026 and for everything, unless told otherwise. */
export const avtal = (stadsdel: string, andrat: Partial<Avtal> = {}): Avtal => ({
  fil: `avtal/${stadsdel}.yaml`,
  stadsdel,
  diarienummer: `DNR ${stadsdel}`,
  giltigFran: '2026-01-01',
  mangder: ['person', 'beslut', 'avgift'],
  andamal: ['beslutsfraga', 'spegling'],
  loggAr: 5,
  ...andrat,
})

export const policyMed = (alla: readonly Avtal[], stadsdelar?: readonly Stadsdel[]): Policy => {
  const policy = riktigPolicy()
  return {
    ...policy,
    version: randomBytes(6).toString('hex'),
    avtal: alla,
    stadsdelar: stadsdelar === undefined ? policy.stadsdelar : stadsdelar,
  }
}

/**
 * What follows avtal, on an empty database and a new state folder before each test: keys, sync, mirror worker and a
 * simulated case system over a socket, with a clock that the test moves.
 */
export function useAvtal() {
  const db = useDatabase()
  const prov = {
    nu: new Date('2026-12-31T12:00:00Z'),
    state: '',
    /** By stadsdel. */
    paraplyet: new Map<string, readonly PersonPost[]>(),
    /** Awaited between the persons of a read. */
    mellan: async (): Promise<void> => undefined,
    felrader: [] as string[],
  }
  const master = randomBytes(32)
  let system: SimuleratArendesystem
  let arendesystem: ReturnType<typeof createArendesystem>

  beforeAll(async () => {
    system = await startaArendesystem('prov')
    arendesystem = createArendesystem({ url: system.url, token: 'prov', deadlineMs: 2_000 })
  })
  afterAll(async () => {
    await arendesystem.stang()
    system.stop()
  })
  beforeEach(async () => {
    prov.nu = new Date('2026-12-31T12:00:00Z')
    prov.state = await mkdtemp(join(tmpdir(), 'avtal-'))
    prov.paraplyet.clear()
    prov.mellan = async () => undefined
    prov.felrader = []
    system.fel.rensa()
    await db.pool.query(
      `truncate uppgift, utkorg, skyddad, korning, karantan, mellanlager, arende, leverans, datanyckel, avtalsslut,
                policy_i_bruk, nyckelkontroll restart identity cascade`,
    )
  })
  afterEach(() => rm(prov.state, { recursive: true }))

  const klocka = () => prov.nu
  const log = { info: () => undefined, warn: () => undefined, error: (event: string) => void prov.felrader.push(event) }
  const source = (namn: Kalla['namn']): Kalla => {
    async function* read({ stadsdel }: { stadsdel: string }) {
      for (const person of namn === 'paraplyet' ? (prov.paraplyet.get(stadsdel) ?? []) : []) {
        yield { personer: [person], herrelosa: [] }
        await prov.mellan()
      }
    }
    return { namn, lasAllt: read, lasAndrade: read, lasPerson: read }
  }
  const nyckelfil = () => join(prov.state, 'nyckelring.json')

  return {
    db,
    prov,
    system: () => system,
    person: (personnummer: string, ...poster: readonly Post[]): PersonPost => ({
      personnummer,
      skydd: 'nej',
      uppgifter: { beslut: poster },
      avvisade: [],
    }),

    /** A hub's worth of it, with keys of its own in memory. */
    starta: async (policy: Policy) => {
      const nyckelskap = await withSessionLock(db.pool, NYCKEL_LOCK, () =>
        openNyckelskap(db.pool, nyckelfil(), async () => master, [...policy.stadsdelar.map(({ kod }) => kod), 'insyn']),
      )
      const { nycklar } = nyckelskap
      const disclose = discloseThrough(createLoggskrivare(db.pool))
      const vakt = createAvtalsvakt({
        pool: db.pool,
        nyckelskap,
        policy,
        disclose,
        klocka,
        log,
        kvittokatalog: join(prov.state, 'kvitton'),
        origin: 'insyn.example',
      })
      await vakt.oppna()
      const spegel = postgresSpegel(db.pool, nycklar)
      const worker = createMirrorWorker({
        pool: db.pool,
        sortera: () => sorteraUtkorg(db.pool),
        spegel,
        arendesystem,
        disclose,
        besluta: (fraga, stadsdel, mangd) =>
          beslutaSpegling(policy, { ...fraga, datum: svensktDatum(prov.nu) }, stadsdel, mangd),
        registrering: createRegistrering({ policy, spegel, kategorier: [], klocka }),
        policyversion: policy.version,
        klocka,
        log,
      })
      const sync = createSync({
        pool: db.pool,
        nycklar,
        kallor: [source('paraplyet'), source('agresso')],
        postnycklar: new Map([['beslut', { postnyckel: ['beslutId'] }]]),
        tillatnaMangder: (stadsdel) => tillatnaMangder(policy, stadsdel, svensktDatum(prov.nu)),
        installningar: { samtidiga: 1, volymvakt: { andel: 0.1, minst: 3 }, karantanDygn: 14, omforsokMs: [] },
        klocka: () => new Date(),
        log,
      })
      const lager = createArendelager(db.pool, 0)
      return {
        vakt,
        nyckelskap,
        nycklar,
        spegel,
        work: () => worker.work(),
        /** A complete read of Paraplyet. */
        las: async (stadsdel: string) => {
          const [lage] = await sync.kor({
            omraden: [{ kalla: 'paraplyet', stadsdel }],
            slag: 'fullstandig',
            utlosare: 'prov',
          })
          return lage
        },
        /** The tick of a hub that serves. */
        async stamAv() {
          await vakt.taIBruk()
          await vakt.stamAv()
        },
        async oppnaArende(personnummer: string) {
          const { arendeId } = system.lager.skapa(personnummer, 'beslutsfraga')
          await lager.oppna({
            arendeId,
            personRef: nycklar.personRef(personnummer),
            andamal: 'beslutsfraga',
            kategori: {},
          })
          return arendeId
        },
      }
    },

    iArende: (arendeId: string) => system.lager.speglingar(arendeId).map(({ stadsdel }) => stadsdel),
    /** What waits is due now. */
    forfallNu: () => db.pool.query('update leverans set nasta = now(); update arende set nasta = now()'),
    rader: async (tabell: 'uppgift' | 'karantan' | 'utkorg' | 'skyddad', stadsdel: string) =>
      (await db.pool.query(`select from ${tabell} where stadsdel = $1`, [stadsdel])).rowCount,
    /** `stadsdel/mangd/generation` of the keys in the file. */
    iFilen: async () => {
      const { data } = JSON.parse(await readFile(nyckelfil(), 'utf8')) as {
        data: Record<string, { generation: number }>
      }
      return Object.entries(data).map(([namn, { generation }]) => `${namn}/${generation}`)
    },
    kvitton: async () => {
      const folder = join(prov.state, 'kvitton')
      const names = await readdir(folder).catch(() => [])
      return Promise.all(names.sort().map((name) => readFile(join(folder, name), 'utf8')))
    },
    poster: async (logg: string): Promise<(Atkomst & { nummer: number })[]> => {
      const { rows } = await db.pool.query<{ post: string; nummer: number }>(
        'select post, nummer from atkomst where logg = $1 order by nummer',
        [logg],
      )
      return rows.map(({ post, nummer }) => ({ ...(JSON.parse(post) as { atkomst: Atkomst }).atkomst, nummer }))
    },
  }
}
