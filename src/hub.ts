import { mkdir } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { createCheckpoints, loggVkey } from './atkomstlogg/checkpoints.ts'
import { type Disclose, discloseThrough } from './atkomstlogg/disclose.ts'
import { exporteraLogg } from './atkomstlogg/export.ts'
import { createLoggskrivare } from './atkomstlogg/writer.ts'
import type { Avstamningsbegaran } from './operations/reconciliation/on-request.ts'
import type { Rapport } from './operations/reconciliation/report.ts'
import { type Avtalslage, avtalslage, type Kvittotext, senasteKvitto } from './avtal/avtal-state.ts'
import { createAvtalsvakt } from './avtal/avtal-watch.ts'
import type { Config } from './config.ts'
import { InsynError } from './errors.ts'
import { composeApi } from './hub/api.ts'
import { type Bussverktyg, createBussverktyg } from './operations/bus-tools.ts'
import { composeChores } from './hub/chores.ts'
import type { Granskning } from './operations/doctor.ts'
import { composeSources } from './hub/sources.ts'
import { createKlientregister, type Klientlage } from './operations/clients/client-register.ts'
import type { Log } from './log.ts'
import { lasManifest } from './mapping/load-manifests.ts'
import { slappParkerade } from './cases/deliveries.ts'
import { spelaOmParkerade } from './bus/replay.ts'
import { createLeveransverktyg, type Leveransverktyg } from './cases/delivery-tools.ts'
import { raknaPersoner } from './mirror/person-counts.ts'
import { postgresSpegel } from './mirror/postgres-mirror.ts'
import { svensktDatum } from './platform/stockholm-time.ts'
import { tillatnaMangder } from './policy/decide.ts'
import { lasPolicy } from './policy/load-policy.ts'
import type { Persontal } from './policy/difference-text.ts'
import { openStore } from './hub/store.ts'
import { godkannBorttagning } from './sync/complete-read.ts'
import type { Lage, Omrade, Uppdrag } from './sync/sync-job.ts'
import { lasKategorier } from './cases/categories.ts'

export interface Hub {
  /** Where the API is served, once started. */
  readonly adress: string
  /** Rejects when the hub must not go on. */
  readonly ohjalpligt: Promise<never>
  /** Everything: the API and what goes on without anybody asking. */
  start(): Promise<void>
  /** The API alone, beside a process that does the rest. */
  betjana(): Promise<void>
  /** The rest alone, beside processes that serve the API. */
  arbeta(): Promise<void>
  /** What this process measures of the API that it serves. */
  readonly register: Registry
  /** What it measures of the work that goes on without anybody asking. */
  readonly arbetsregister: Registry
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
  readonly buss: Bussverktyg
  readonly leveranser: Leveransverktyg
  /** Holds what is mirrored against where it comes from and where it has gone, and sets it right if that is asked for. */
  stamAv(begaran: Avstamningsbegaran): Promise<Rapport>
  /** Whether what the hub leans on is as it should be. */
  granska(): Promise<readonly Granskning[]>
  /** Resolves when the open cases hold what they should. */
  speglaOppna(): Promise<void>
  stop(): Promise<void>
}

const ETT_DYGN = 24 * 60 * 60_000
/** Well within the minute in which what has ended must be gone. */
const FOLJ_NYCKLAR_MS = 10_000

export interface HubOptions {
  readonly klocka?: () => Date
  /** The figures of all the processes that serve; those of this one alone when absent. */
  readonly matvarden?: () => Promise<string>
}

/**
 * The composition root: with `hub/` the only place that knows how the real parts are made. Making does nothing but open
 * what outlives a start; `start` does the rest.
 */
export async function createHub(
  config: Config,
  stateFolder: string,
  log: Log,
  { klocka = () => new Date(), matvarden }: HubOptions = {},
): Promise<Hub> {
  const manifests = lasManifest(join(config.katalog, 'tittbehorighet'))
  const policy = lasPolicy(config.katalog, manifests, config.oppettider)
  const kategorier = lasKategorier(config.katalog, policy)
  const sources = composeSources(config, { manifests, policy, klocka })

  const store = await openStore(
    config,
    stateFolder,
    policy.stadsdelar.map(({ kod }) => kod),
  )
  const { pool, synkpool, loggpool, nycklar, nyckelskap } = store
  const loggskrivare = createLoggskrivare(loggpool)
  const disclose = discloseThrough(loggskrivare)
  /** Of a command, beside a hub that serves or without one: the log is opened when it is needed. */
  const discloseByHand: Disclose = async (answer, deliver) => {
    await loggskrivare.start()
    return disclose(answer, deliver)
  }
  const loggkatalog = join(stateFolder, 'logg')
  await mkdir(loggkatalog, { recursive: true })
  const loggdeps = { pool: loggpool, katalog: loggkatalog, nycklar, origin: config.loggnamn }
  const checkpoints = createCheckpoints(loggdeps)
  const kvittokatalog = join(stateFolder, 'kvitton')
  const avtalsdeps = { pool, nyckelskap, policy, disclose, klocka, log, kvittokatalog, origin: config.loggnamn }
  const avtalsvakt = createAvtalsvakt(avtalsdeps)
  await avtalsvakt.oppna().catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const klientregister = createKlientregister({
    pool: loggpool,
    klienter: policy.klienter,
    disclose: discloseByHand,
    klocka,
  })

  const spegel = postgresSpegel(pool, nycklar)
  const register = new Registry()
  const arbetsregister = new Registry()
  const parts = { config, store, policy, kategorier, spegel, sources, disclose, avtalsvakt, klocka, log }
  const egna = () => Registry.merge([register, arbetsregister]).metrics()
  const api = composeApi({ ...parts, register, matvarden: matvarden ?? egna })
  const tillatna = (stadsdel: string) => tillatnaMangder(policy, stadsdel, svensktDatum(klocka()))
  const buss = createBussverktyg({ pool, nycklar, tillatna, disclose: discloseByHand, klocka })
  const leveranser = createLeveransverktyg({
    pool,
    slapp: { arendesystem: slappParkerade, buss: (tx) => spelaOmParkerade(tx, {}) },
    disclose: discloseByHand,
    klocka,
  })
  const chores = composeChores({ ...parts, discloseByHand, register: arbetsregister, tillatna })

  let ohjalplig: (reason: Error) => void = () => undefined
  const ohjalpligt = new Promise<never>((_, reject) => (ohjalplig = reject))
  ohjalpligt.catch(() => undefined)
  let foljer: NodeJS.Timeout | undefined
  let adress: string | undefined
  let arbetar = false

  async function oppnaLoggen(): Promise<void> {
    await loggskrivare.start()
    await checkpoints.granskaVidStart()
    arbetar = true
    checkpoints.start((error) => {
      const felkod = error instanceof InsynError ? error.code : 'OKANT_FEL'
      log.error('checkpoint-misslyckad', { felkod })
      // A log that no longer is what was signed must not be written on.
      if (felkod === 'LOGG_BRUTEN') ohjalplig(error as Error)
    })
    await avtalsvakt.taIBruk()
    await avtalsvakt.stamAv()
  }

  return {
    ohjalpligt,
    register,
    arbetsregister,
    get adress() {
      return adress ?? ''
    },
    async start() {
      await oppnaLoggen()
      adress = await api.start()
      await chores.start()
    },
    async betjana() {
      await loggskrivare.start()
      foljer = setInterval(() => {
        nyckelskap.folj().catch(() => log.error('nycklar-ej-foljda'))
      }, FOLJ_NYCKLAR_MS)
      adress = await api.start()
    },
    async arbeta() {
      await oppnaLoggen()
      await chores.start()
    },
    async forfallna() {
      const namn = ({ kalla, stadsdel }: Omrade) => `${kalla}/${stadsdel}`
      const senast = new Map((await spegel.kallstatus()).map((en) => [namn(en), en.speglad?.getTime() ?? 0]))
      for (const lucka of await chores.saknas()) senast.delete(namn(lucka))
      const grans = klocka().getTime() - ETT_DYGN
      return sources.omraden().filter((omrade) => (senast.get(namn(omrade)) ?? 0) < grans)
    },
    omraden: sources.omraden,
    synka: chores.synka,
    godkannBorttagning: (omrade, hogst, av) => godkannBorttagning(synkpool, omrade, hogst, av),
    async exporteraLogg(logg, av, ut) {
      const uttag = { slutanvandare: av, klient: 'insyn-cli', andamal: 'export', arende: null }
      const { storlek } = await exporteraLogg({ ...loggdeps, disclose: discloseByHand, klocka }, { logg, uttag }, ut)
      return { storlek, vkey: loggVkey(loggdeps, logg) }
    },
    stangKlient: (klient, av, skal) => klientregister.stang(klient, av, skal),
    oppnaKlient: (klient, av) => klientregister.oppna(klient, av),
    klienter: () => klientregister.lista(),
    raknaPersoner: () => raknaPersoner(pool),
    avtal: () => avtalslage(pool, policy, svensktDatum(klocka())),
    kvitto: (stadsdel) => senasteKvitto(pool, config.loggnamn, stadsdel, nycklar),
    leveranser,
    buss,
    stamAv: chores.stamAv,
    granska: () => chores.granska(),
    speglaOppna: () => chores.ikapp(),
    async stop() {
      clearInterval(foljer)
      // In the reverse order of the start; what fails to stop keeps nothing else from stopping.
      for (const end of [
        () => api.stop(),
        () => chores.stop(),
        () => sources.stang(),
        () => loggskrivare.stop(),
        // A command beside the hub, and a process that only serves, leave the signing to the one that works.
        () => (arbetar ? checkpoints.stop() : undefined),
        () => store.close(),
      ])
        await Promise.resolve(end()).catch(() => log.error('stopp-misslyckat'))
    },
  }
}
