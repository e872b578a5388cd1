import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { createArendesystem } from '../../../src/adapters/casesystem/client.ts'
import { discloseThrough } from '../../../src/atkomstlogg/disclose.ts'
import { createLoggskrivare } from '../../../src/atkomstlogg/writer.ts'
import { kanonisk } from '../../../src/mapping/canonical.ts'
import type { Post } from '../../../src/mapping/person-items.ts'
import { createArendelager } from '../../../src/cases/arende-store.ts'
import { sorteraUtkorg } from '../../../src/cases/route.ts'
import { postgresSpegel } from '../../../src/mirror/postgres-mirror.ts'
import { createMirrorWorker, type MirrorWorker } from '../../../src/cases/worker.ts'
import { useDatabase } from '../database/database.ts'
import { testNycklar } from '../keys.ts'
import { registrerarInget } from './registers-nothing.ts'
import { startaArendesystem, type SimuleratArendesystem } from './simulated-case-system.ts'

export const A = '199304232383'
export const B = '197712072391'

/** A worker between an empty mirror and a simulated case system over a socket. */
export function useWorker() {
  const db = useDatabase()
  const nycklar = testNycklar(['bromma'])
  /** What policy lets into a case, as the test has it. */
  const policy = { synligt: new Set() as ReadonlySet<string>, rensaEfterDygn: 0 }
  let system: SimuleratArendesystem
  let klient: ReturnType<typeof createArendesystem>
  let worker: MirrorWorker
  const arenden = () => createArendelager(db.pool, policy.rensaEfterDygn)
  const nyWorker = (sortera = () => sorteraUtkorg(db.pool), registrering = registrerarInget) =>
    createMirrorWorker({
      pool: db.pool,
      sortera,
      spegel: postgresSpegel(db.pool, nycklar),
      arendesystem: klient,
      disclose: discloseThrough(createLoggskrivare(db.pool)),
      besluta: () => ({ falt: policy.synligt, orsak: 'tillaten', avtal: 'DNR-1' }),
      registrering,
      policyversion: 'prov',
      klocka: () => new Date(),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    })

  beforeAll(async () => {
    system = await startaArendesystem('prov')
    klient = createArendesystem({ url: system.url, token: 'prov', deadlineMs: 2_000 })
    worker = nyWorker()
  })
  afterAll(async () => {
    await klient.stang()
    system.stop()
  })
  beforeEach(async () => {
    system.fel.rensa()
    policy.synligt = new Set(['beslutId', 'status'])
    policy.rensaEfterDygn = 0
    await db.pool.query('truncate uppgift, utkorg, skyddad, arende, leverans cascade')
  })

  const oppna = (arendeId: string, personnummer: string) =>
    arenden().oppna({ arendeId, personRef: nycklar.personRef(personnummer), andamal: 'beslutsfraga', kategori: {} })

  return {
    db,
    nycklar,
    /** The case system itself: its cases and its switches. */
    system: () => system,
    policy,
    nyWorker,
    oppna,
    work: () => worker.work(),
    stang: (arendeId: string) => arenden().stang(arendeId),
    openCase: async (personnummer: string) => {
      const { arendeId } = system.lager.skapa(personnummer, 'beslutsfraga')
      await oppna(arendeId, personnummer)
      return arendeId
    },
    registers: (arendeId: string) => system.lager.arende(arendeId)?.berikning,
    held: (arendeId: string) => system.lager.speglingar(arendeId).map(({ poster }) => poster),
    dueNow: () =>
      db.pool.query(
        `update leverans set nasta = now(); update arende set nasta = now(), att_berika = least(att_berika, now())`,
      ),

    /** As the sync writes it: the row and its message in one statement. */
    mirror: async (personnummer: string, poster: readonly Post[]): Promise<string> => {
      const personRef = nycklar.personRef(personnummer)
      const uppgiftRef = nycklar.uppgiftRef(personRef, 'bromma', 'paraplyet', 'beslut')
      const state = kanonisk(poster)
      await db.pool.query(
        `with ny as (
           insert into uppgift values ($1, $2, 'bromma', 'paraplyet', 'beslut', nextval('uppgift_version'), $3, $4, '{}', now())
           on conflict (uppgift_ref) do update set version = excluded.version, forseglad = excluded.forseglad returning *)
         insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
         select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from ny`,
        [
          uppgiftRef,
          personRef,
          nycklar.digest('bromma', 'beslut', state),
          nycklar.forsegla('bromma', 'beslut', uppgiftRef, state),
        ],
      )
      return uppgiftRef
    },
    gone: async (personnummer: string): Promise<void> => {
      await db.pool.query(
        `with borta as (delete from uppgift where person_ref = $1 returning *)
         insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
         select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from borta`,
        [nycklar.personRef(personnummer)],
      )
    },

    recorded: async (arendeId: string) => {
      const { rows } = await db.pool.query<{ post: string }>('select post from atkomst order by tid, logg, nummer')
      return rows
        .map(
          ({ post }) =>
            JSON.parse(post) as {
              logg: string
              atkomst: { arende: string; handelse: string; visat: unknown; avtal: string }
            },
        )
        .filter(({ atkomst }) => atkomst.arende === arendeId)
    },
  }
}
