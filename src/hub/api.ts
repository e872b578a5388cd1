import type { Registry } from 'prom-client'
import { createApp } from '../api/app.ts'
import { createAuth } from '../api/auth.ts'
import { createKlientcertifikat } from '../api/client-certificate.ts'
import { rapporteraTill } from '../api/report.ts'
import { close, createHttpServer, listen } from '../api/server.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { Config } from '../config.ts'
import { createDirekt } from '../uppslag/direkt/create-direkt.ts'
import { postgresRegister } from '../uppslag/handlaggare/register.ts'
import { createIdempotenslager } from '../api/idempotency-store.ts'
import { createKlientvakt } from '../operations/clients/client-guard.ts'
import { postgresLarm } from '../uppslag/alerts/alert-store.ts'
import type { Log } from '../log.ts'
import { createArendelager } from '../cases/arende-store.ts'
import type { Spegel } from '../mirror/mirror.ts'
import type { Policy } from '../policy/policy.ts'
import { postgresStatistik } from '../uppslag/statistics/statistics-store.ts'
import type { Store } from './store.ts'
import { postgresTillstand } from '../policy/tillstand/tillstand-store.ts'
import type { Kategoriregel } from '../cases/categories.ts'
import type { Sources } from './sources.ts'

export interface ApiParts {
  readonly config: Config
  readonly store: Store
  readonly policy: Policy
  readonly kategorier: readonly Kategoriregel[]
  readonly spegel: Spegel
  readonly sources: Sources
  readonly disclose: Disclose
  readonly register: Registry
  /** The figures of all processes that serve, when there are several. */
  readonly matvarden: () => Promise<string>
  readonly klocka: () => Date
  readonly log: Log
}

const EN_MINUT = 60_000

/** What answers callers, with what only answering needs. */
export function composeApi(parts: ApiParts) {
  const { config, store, sources, register, klocka, log } = parts
  const { pool, direktpool, loggpool, nycklar } = store
  // On the log's connections, for the same reason as the log: a busy sync must not keep an answer waiting.
  const klientvakt = createKlientvakt(loggpool)
  const direkt = createDirekt({
    ...sources,
    installningar: config.direkt,
    pool: direktpool,
    nycklar,
    volymvakt: config.synk.volymvakt,
    register,
    klocka,
    log,
  })
  const app = createApp({
    ...parts,
    nycklar,
    direkt,
    referensMs: config.referensMinuter * EN_MINUT,
    arenden: createArendelager(pool, config.arendesystem.rensaEfterDygn),
    handlaggarregister: postgresRegister(pool, nycklar),
    statistik: postgresStatistik(pool),
    larm: postgresLarm(pool),
    tillstand: postgresTillstand(pool),
    idempotens: createIdempotenslager(pool),
    autentisera: createAuth(config.utfardare, { klocka, personRef: (nummer) => nycklar.personRef(nummer) }),
    klientcertifikat: createKlientcertifikat(config.http.betroddaProxyer, config.http.tls?.klientCa !== undefined),
    avstangd: (klient) => klientvakt.avstangd(klient),
    beredskap: [
      { namn: 'databas', kontrollera: () => pool.query('select 1').then(() => undefined) },
      { namn: 'klientlage', kontrollera: () => klientvakt.beredd() },
    ],
    rapportera: rapporteraTill(({ stallen, ...rapport }) =>
      log.error('begaran-misslyckad', { ...rapport, stallen: stallen.join('; ') }),
    ),
    forstaUppslaget: FORSTA_UPPSLAGET,
  })
  const server = createHttpServer(app, config.http.tls)
  let adress: string | undefined

  return {
    /** Resolves with the address that is served. */
    async start(): Promise<string> {
      await klientvakt.start()
      adress = await listen(server, config.http)
      for (const { issuer, certifikatbindning } of config.utfardare)
        if (certifikatbindning === 'off') log.warn('certifikatbindning-av', { issuer })
      return adress
    },
    async stop(): Promise<void> {
      if (adress !== undefined) await close(server)
      await direkt.fardig()
      await klientvakt.stop()
    },
  }
}

const FORSTA_UPPSLAGET = `curl -s http://<adress>/api/v1/uppslag \\
  -H "Authorization: Bearer <token>" -H "Content-Type: application/json" \\
  -d '{"personnummer":"<12 siffror>","andamal":"samlad-fraga","arende":"<ärende>",
       "identifiering":"motringning","relation":"sjalv"}'`
