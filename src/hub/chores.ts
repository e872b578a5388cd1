import type { Disclose } from '../atkomstlogg/disclose.ts'
import type { Registry } from 'prom-client'
import { failureCode } from '../atkomstlogg/failure-code.ts'
import { createAvstamning } from '../operations/reconciliation/reconciliation.ts'
import { type Avstamningsbegaran, stamAvPaBegaran } from '../operations/reconciliation/on-request.ts'
import { matAvstamning } from '../operations/reconciliation/report-store.ts'
import { createAvtalstakt } from '../avtal/avtal-sync.ts'
import type { Avtalsvakt } from '../avtal/avtal-watch.ts'
import type { Config } from '../config.ts'
import { gallraIdempotens } from '../api/idempotency-store.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Log } from '../log.ts'
import { createLarmlasare } from '../atkomstlogg/follow/alert-reader.ts'
import { createLoggfoljare } from '../atkomstlogg/follow/log-follower.ts'
import { uppslagsrakning } from '../atkomstlogg/follow/uppslag-counter.ts'
import { createArendelager } from '../cases/arende-store.ts'
import { createArendeavstamning } from '../cases/arende-reconciliation.ts'
import type { Besluta } from '../cases/decide-mirroring.ts'
import { matLeveranser } from '../cases/metrics.ts'
import { sorteraUtkorg } from '../cases/route.ts'
import { omprova } from '../cases/reconsider.ts'
import { postgresSpegel } from '../mirror/postgres-mirror.ts'
import { createMirrorWorker } from '../cases/worker.ts'
import { svensktDatum } from '../platform/stockholm-time.ts'
import { beslutaSpegling } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { matUtkorg } from '../bus/metrics.ts'
import type { Store } from './store.ts'
import { withBudget } from '../sync/budget.ts'
import type { Korningsslag } from '../sync/run.ts'
import { createSync } from '../sync/sync.ts'
import type { Omrade } from '../sync/sync-job.ts'
import { gallraTillstand } from '../policy/tillstand/tillstand-store.ts'
import type { Kategoriregel } from '../cases/categories.ts'
import { createRegistrering } from '../cases/registration.ts'
import { composeArendesystem } from './case-system.ts'
import { composeBuss } from './bus.ts'
import { granska } from '../operations/doctor.ts'
import { createSchema } from '../operations/schedule.ts'
import type { Sources } from './sources.ts'

export interface ChoreParts {
  readonly config: Config
  readonly store: Store
  readonly policy: Policy
  readonly kategorier: readonly Kategoriregel[]
  readonly sources: Sources
  readonly disclose: Disclose
  /** For what a command asks for. */
  readonly discloseByHand: Disclose
  readonly avtalsvakt: Avtalsvakt
  /** The kinds that an avtal in force covers. */
  readonly tillatna: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly register: Registry
  readonly klocka: () => Date
  readonly log: Log
}

const EN_MINUT = 60_000

/** What goes on without anybody asking: reading sources, mirroring cases, following avtal and log. */
export function composeChores(parts: ChoreParts) {
  const { config, store, policy, sources, disclose, avtalsvakt, tillatna, register, klocka, log } = parts
  const { synkpool, nycklar, nyckelskap } = store
  const idag = () => svensktDatum(klocka())
  const spegel = postgresSpegel(synkpool, nycklar)
  const kallor = withBudget(sources.kallor, config.synk.perKalla)
  const sync = createSync({
    pool: synkpool,
    nycklar,
    kallor,
    postnycklar: sources.postnycklar,
    tillatnaMangder: tillatna,
    installningar: config.synk,
    klocka,
    log,
  })
  const avtalstakt = createAvtalstakt({
    pool: synkpool,
    avtalsvakt,
    folj: () => nyckelskap.folj(),
    omraden: sources.omraden,
    kor: (uppdrag, watch) => sync.kor(uppdrag, watch),
    log,
  })
  const arendesystem = composeArendesystem(config.arendesystem, klocka)
  matUtkorg(register, synkpool)
  matLeveranser(register, synkpool)
  const buss =
    config.kafka === undefined
      ? undefined
      : composeBuss({
          val: config.kafka,
          loggnamn: config.loggnamn,
          pool: synkpool,
          nycklar,
          spegel,
          tillatna,
          register,
          log,
        })
  const besluta: Besluta = (fraga, stadsdel, mangd) =>
    beslutaSpegling(policy, { ...fraga, datum: idag() }, stadsdel, mangd)
  const worker = createMirrorWorker({
    pool: synkpool,
    sortera: buss === undefined ? () => sorteraUtkorg(synkpool) : async () => 0,
    spegel,
    arendesystem,
    disclose,
    besluta,
    registrering: createRegistrering({ policy, spegel, kategorier: parts.kategorier, klocka }),
    policyversion: policy.version,
    klocka,
    log,
  })
  const arenden = createArendelager(synkpool, config.arendesystem.rensaEfterDygn)
  const arendeavstamning = createArendeavstamning({ arendesystem, arenden, nycklar, klocka, log })
  const las = (omraden: readonly Omrade[], slag: Korningsslag, utlosare: string) =>
    avtalstakt.synka({ omraden, slag, utlosare })
  const avstamning = createAvstamning({
    pool: synkpool,
    nycklar,
    spegel,
    kallor,
    postnycklar: sources.postnycklar,
    arenden,
    arendesystem,
    besluta,
    tillatna,
    buss,
    synka: (omraden) => las(omraden, 'fullstandig', 'avstamning'),
    klocka,
    log,
  })
  matAvstamning(register, synkpool)
  const lasare = [uppslagsrakning, createLarmlasare(config.larm)]
  const loggfoljare = createLoggfoljare({ pool: synkpool, lasare, klocka, log })
  /** At the start for a new policy, and again for what a hub with the one before it has written meanwhile. */
  async function omprovaOppna(): Promise<void> {
    try {
      const antal = (await avtalsvakt.bestammer()) ? await omprova(synkpool, besluta) : 0
      if (antal === 0) return
      log.info('oppna-arenden-omprovade', { antal })
      worker.vack()
    } catch (error) {
      log.error('omprovning-misslyckad', { felkod: failureCode(error) ?? 'OKANT_FEL' })
    }
  }
  let minut: NodeJS.Timeout | undefined
  let schema: ReturnType<typeof createSchema> | undefined

  return {
    synka: avtalstakt.synka,
    saknas: avtalstakt.saknas,
    /** Resolves when the open cases hold what they should. */
    ikapp: () => worker.ikapp(),
    stamAv: (begaran: Avstamningsbegaran) =>
      stamAvPaBegaran({ avstamning, disclose: parts.discloseByHand, klocka }, begaran),
    granska: () => granska({ pool: synkpool, kafka: config.kafka, arendesystem }),
    async start(): Promise<void> {
      worker.start()
      await buss?.start(() => worker.vack())
      loggfoljare.start()
      avtalstakt.start()
      schema = createSchema({
        val: config.schema,
        pool: synkpool,
        sysslor: {
          fullstandig: () => las(sources.omraden(), 'fullstandig', 'schema'),
          andrade: () => las(sources.omraden(), 'andrade', 'schema'),
          avstamning: () => avstamning.stamAv(sources.omraden(), { reparera: false }),
        },
        log,
      })
      await arendeavstamning.stamAv()
      await omprovaOppna()
      minut = setInterval(() => {
        void arendeavstamning.stamAv()
        void omprovaOppna()
        Promise.all([gallraIdempotens(synkpool), gallraTillstand(synkpool, klocka())]).catch(() =>
          log.error('gallring-misslyckad'),
        )
      }, EN_MINUT)
    },
    /** In the order of what hands on to what. */
    async stop(): Promise<void> {
      clearInterval(minut)
      await schema?.stop()
      await avstamning.stop()
      await sync.stop()
      await avtalstakt.stop()
      await buss?.stop()
      await worker.stop()
      await loggfoljare.stop()
      await arendesystem.stang()
    },
  }
}
