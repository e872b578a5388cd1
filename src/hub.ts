import { mkdir } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { agressoKalla } from './adapters/agresso/source.ts'
import { createArendesystem } from './adapters/casesystem/client.ts'
import { paraplyetKalla } from './adapters/paraplyet/source.ts'
import { createApp } from './api/app.ts'
import { createAuth } from './api/auth.ts'
import { createKlientcertifikat } from './api/klientcertifikat.ts'
import { rapporteraTill } from './api/report.ts'
import { close, createHttpServer, listen } from './api/server.ts'
import { createCheckpoints, loggVkey } from './atkomstlogg/checkpoints.ts'
import { discloseThrough } from './atkomstlogg/disclose.ts'
import { exporteraLogg } from './atkomstlogg/export.ts'
import { createLoggskrivare } from './atkomstlogg/writer.ts'
import { type Avtalslage, avtalslage, type Kvittotext, senasteKvitto } from './avtal/avtalslage.ts'
import { createAvtalstakt } from './avtal/avtalstakt.ts'
import { createAvtalsvakt } from './avtal/avtalsvakt.ts'
import type { Config } from './config.ts'
import { createDirekt } from './direkt/create-direkt.ts'
import { InsynError } from './errors.ts'
import { postgresRegister } from './handlaggare/register.ts'
import { createIdempotenslager, gallraIdempotens } from './idempotens/idempotenslager.ts'
import { KALLOR } from './informationsmangd.ts'
import { postgresLarm } from './larm/larmlager.ts'
import { createKlientregister, type Klientlage } from './klienter/klientregister.ts'
import { createKlientvakt } from './klienter/klientvakt.ts'
import type { Log } from './log.ts'
import { createLarmlasare } from './logguppfoljning/larmlasare.ts'
import { createLoggfoljare } from './logguppfoljning/loggfoljare.ts'
import { uppslagsrakning } from './logguppfoljning/uppslagsrakning.ts'
import { lasManifest } from './mapping/load-manifests.ts'
import type { Postnycklar } from './mapping/merge-posts.ts'
import { createArendelager } from './mirror/arendelager.ts'
import { createArendeavstamning } from './mirror/arendeavstamning.ts'
import { postgresSpegel } from './mirror/postgres-spegel.ts'
import { raknaPersoner } from './mirror/persontal.ts'
import { createMirrorWorker } from './mirror/worker.ts'
import { svensktDatum } from './policy/datum.ts'
import { beslutaSpegling, dagensStadsdelar, tillatnaMangder } from './policy/decide.ts'
import { lasPolicy } from './policy/load-policy.ts'
import type { Persontal } from './policy/skillnadstext.ts'
import { postgresStatistik } from './statistik/statistiklager.ts'
import { openStore, type Store } from './store.ts'
import { withBudget } from './sync/budget.ts'
import { godkannBorttagning } from './sync/complete-read.ts'
import { createSync } from './sync/sync.ts'
import type { Lage, Omrade, Uppdrag } from './sync/uppdrag.ts'
import { postgresTillstand } from './tillstand/postgres-tillstand.ts'
import { lasKategorier } from './uppslag/kategorier.ts'

export interface Hub {
  /** Where the API is served, once started. */
  readonly adress: string
  /** Rejects when the hub must not go on. */
  readonly ohjalpligt: Promise<never>
  start(): Promise<void>
  /** Every source × stadsdel of today. */
  omraden(): readonly Omrade[]
  /** Those that have not been read completely for a day, or not since what their avtal covers grew. */
  forfallna(): Promise<readonly Omrade[]>
  synka(uppdrag: Uppdrag, watch?: (lage: Lage) => void): Promise<readonly Lage[]>
  /** A person's word that the next complete read may take away up to this many uppgifter. */
  godkannBorttagning(omrade: Omrade, hogst: number, av: string): Promise<void>
  exporteraLogg(logg: string, av: string, ut: Writable): Promise<{ readonly storlek: number; readonly vkey: string }>
  stangKlient(klient: string, av: string, skal: string): Promise<void>
  oppnaKlient(klient: string, av: string): Promise<void>
  klienter(): Promise<readonly Klientlage[]>
  /** How many persons the mirror holds something of, per stadsdel and kind. */
  raknaPersoner(): Promise<readonly Persontal[]>
  /** Every avtal with its keys, and every ending with how far it has come. */
  avtal(): Promise<Avtalslage>
  /** The newest receipt of a stadsdel, with the key text to check it with. */
  kvitto(stadsdel: string): Promise<Kvittotext | undefined>
  /** Resolves when the open cases hold what they should. */
  speglaOppna(): Promise<void>
  stop(): Promise<void>
}

const EN_MINUT = 60_000
const ETT_DYGN = 24 * 60 * EN_MINUT

/** The composition root: the only place that knows how the real parts are made. Making does nothing; `start` does. */
export async function createHub(
  config: Config,
  stateFolder: string,
  log: Log,
  klocka: () => Date = () => new Date(),
): Promise<Hub> {
  const manifests = lasManifest(join(config.katalog, 'tittbehorighet'))
  const policy = lasPolicy(config.katalog, manifests, config.oppettider)
  const kategorier = lasKategorier(config.katalog, policy)
  const tillatna = (stadsdel: string) => tillatnaMangder(policy, stadsdel, svensktDatum(klocka()))

  const store: Store = await openStore(
    config,
    stateFolder,
    policy.stadsdelar.map(({ kod }) => kod),
  )
  const { pool, synkpool, direktpool, loggpool, nycklar } = store
  const spegel = postgresSpegel(pool, nycklar)
  const arenden = createArendelager(pool)
  const register = new Registry()

  const loggskrivare = createLoggskrivare(loggpool)
  const disclose = discloseThrough(loggskrivare)
  const loggkatalog = join(stateFolder, 'logg')
  await mkdir(loggkatalog, { recursive: true })
  const loggdeps = { pool: loggpool, katalog: loggkatalog, nycklar, origin: config.loggnamn }
  const checkpoints = createCheckpoints(loggdeps)
  const avtalsvakt = createAvtalsvakt({
    pool,
    nyckelskap: store.nyckelskap,
    policy,
    disclose,
    klocka,
    log,
    kvittokatalog: join(stateFolder, 'kvitton'),
    origin: config.loggnamn,
  })
  await avtalsvakt.oppna().catch(async (error: unknown) => {
    await store.close()
    throw error
  })

  // On the log's connections, for the same reason as the log: a busy sync must not keep an answer waiting.
  const klientvakt = createKlientvakt(loggpool)
  const klientregister = createKlientregister({ pool: loggpool, klienter: policy.klienter, disclose, klocka })

  const { synk } = config
  const frister = { inloggning: 10_000, smaanrop: 10_000, allt: synk.fristMs, andrade: synk.fristMs, person: 10_000 }
  const paraplyet = paraplyetKalla({ installationer: config.paraplyet, manifests, frister, capBytes: synk.tak, klocka })
  const agresso = agressoKalla({
    ...config.agresso,
    manifests,
    frister,
    capBytes: synk.tak,
    klocka,
  })
  const postnycklar: Postnycklar = new Map(
    manifests.flatMap((manifest) =>
      manifest.informationsmangd === 'kund' ? [] : [[manifest.informationsmangd, manifest] as const],
    ),
  )
  const sync = createSync({
    pool: synkpool,
    nycklar,
    kallor: withBudget([paraplyet, agresso], synk.perKalla),
    postnycklar,
    tillatnaMangder: tillatna,
    installningar: synk,
    klocka,
    log,
  })

  // A stadsdel is read from where it has joined, and only while it exists.
  const anslutna = { paraplyet: config.paraplyet, agresso: config.agresso.foretag }
  const direkt = createDirekt({
    installningar: config.direkt,
    kallor: [paraplyet, agresso],
    anslutna,
    postnycklar,
    pool: direktpool,
    nycklar,
    volymvakt: synk.volymvakt,
    register,
    klocka,
    log,
  })

  const arendesystem = createArendesystem({ ...config.arendesystem, deadlineMs: 10_000 })
  const worker = createMirrorWorker({
    pool: synkpool,
    spegel: postgresSpegel(synkpool, nycklar),
    arendesystem,
    disclose,
    besluta: (fraga, stadsdel, mangd) =>
      beslutaSpegling(policy, { ...fraga, datum: svensktDatum(klocka()) }, stadsdel, mangd),
    policyversion: policy.version,
    klocka,
    log,
  })
  const avstamning = createArendeavstamning({
    arendesystem,
    arenden: createArendelager(synkpool),
    nycklar,
    klocka,
    log,
  })
  const lasare = [uppslagsrakning, createLarmlasare(config.larm)]
  const loggfoljare = createLoggfoljare({ pool: synkpool, lasare, klocka, log })

  const app = createApp({
    policy,
    spegel,
    nycklar,
    klocka,
    referensMs: config.referensMinuter * EN_MINUT,
    arenden,
    handlaggarregister: postgresRegister(pool, nycklar),
    statistik: postgresStatistik(pool),
    larm: postgresLarm(pool),
    kategorier,
    tillstand: postgresTillstand(pool),
    disclose,
    direkt,
    idempotens: createIdempotenslager(pool),
    autentisera: createAuth(config.utfardare, { klocka, personRef: (nummer) => nycklar.personRef(nummer) }),
    klientcertifikat: createKlientcertifikat(config.http.betroddaProxyer, config.http.tls?.klientCa !== undefined),
    avstangd: (klient) => klientvakt.avstangd(klient),
    register,
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
  const omraden = () =>
    dagensStadsdelar(policy, svensktDatum(klocka())).flatMap(({ kod }) =>
      KALLOR.filter((kalla) => kod in anslutna[kalla]).map((kalla) => ({ kalla, stadsdel: kod })),
    )
  let ohjalplig: (reason: Error) => void = () => undefined
  const ohjalpligt = new Promise<never>((_, reject) => (ohjalplig = reject))
  ohjalpligt.catch(() => undefined)
  const avtalstakt = createAvtalstakt({
    pool,
    avtalsvakt,
    folj: () => store.nyckelskap.folj(),
    omraden,
    kor: (uppdrag, watch) => sync.kor(uppdrag, watch),
    log,
  })
  let minut: NodeJS.Timeout | undefined
  let adress: string | undefined

  return {
    ohjalpligt,
    get adress() {
      return adress ?? ''
    },
    async start() {
      await loggskrivare.start()
      await checkpoints.granskaVidStart()
      checkpoints.start((error) => {
        const felkod = error instanceof InsynError ? error.code : 'OKANT_FEL'
        log.error('checkpoint-misslyckad', { felkod })
        // A log that no longer is what was signed must not be written on.
        if (felkod === 'LOGG_BRUTEN') ohjalplig(error as Error)
      })
      await avtalsvakt.taIBruk()
      await avtalsvakt.stamAv()
      await klientvakt.start()
      adress = await listen(server, config.http)
      for (const { issuer, certifikatbindning } of config.utfardare)
        if (certifikatbindning === 'off') log.warn('certifikatbindning-av', { issuer })
      worker.start()
      loggfoljare.start()
      await avstamning.stamAv()
      minut = setInterval(() => {
        void avstamning.stamAv()
        gallraIdempotens(synkpool).catch(() => log.error('gallring-misslyckad'))
      }, EN_MINUT)
      avtalstakt.start()
    },
    async forfallna() {
      const namn = ({ kalla, stadsdel }: Omrade) => `${kalla}/${stadsdel}`
      const senast = new Map((await spegel.kallstatus()).map((en) => [namn(en), en.speglad?.getTime() ?? 0]))
      for (const lucka of await avtalstakt.saknas()) senast.delete(namn(lucka))
      const grans = klocka().getTime() - ETT_DYGN
      return omraden().filter((omrade) => (senast.get(namn(omrade)) ?? 0) < grans)
    },
    omraden,
    synka: avtalstakt.synka,
    godkannBorttagning: (omrade, hogst, av) => godkannBorttagning(synkpool, omrade, hogst, av),
    async exporteraLogg(logg, av, ut) {
      await loggskrivare.start()
      const uttag = { slutanvandare: av, klient: 'insyn-cli', andamal: 'export', arende: null }
      const { storlek } = await exporteraLogg({ ...loggdeps, disclose, klocka }, { logg, uttag }, ut)
      return { storlek, vkey: loggVkey(loggdeps, logg) }
    },
    async stangKlient(klient, av, skal) {
      await loggskrivare.start()
      await klientregister.stang(klient, av, skal)
    },
    async oppnaKlient(klient, av) {
      await loggskrivare.start()
      await klientregister.oppna(klient, av)
    },
    klienter: () => klientregister.lista(),
    raknaPersoner: () => raknaPersoner(pool),
    avtal: () => avtalslage(pool, policy, svensktDatum(klocka())),
    kvitto: (stadsdel) => senasteKvitto(pool, config.loggnamn, stadsdel, nycklar),
    speglaOppna: () => worker.ikapp(),
    async stop() {
      clearInterval(minut)
      const started = adress !== undefined
      // In the reverse order of the start; what fails to stop keeps nothing else from stopping.
      for (const end of [
        () => (started ? close(server) : undefined),
        () => direkt.fardig(),
        () => klientvakt.stop(),
        () => sync.stop(),
        () => avtalstakt.stop(),
        () => worker.stop(),
        () => loggfoljare.stop(),
        () => Promise.all([paraplyet.stang(), agresso.stang(), arendesystem.stang()]),
        () => loggskrivare.stop(),
        // A command beside the hub leaves the signing to the hub.
        () => (started ? checkpoints.stop() : undefined),
        () => store.close(),
      ])
        await Promise.resolve(end()).catch(() => log.error('stopp-misslyckat'))
    },
  }
}

const FORSTA_UPPSLAGET = `curl -s http://<adress>/api/v1/uppslag \\
  -H "Authorization: Bearer <token>" -H "Content-Type: application/json" \\
  -d '{"personnummer":"<12 siffror>","andamal":"samlad-fraga","arende":"<ärende>",
       "identifiering":"motringning","relation":"sjalv"}'`
