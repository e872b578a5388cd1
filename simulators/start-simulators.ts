import express from 'express'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { queryEngine } from './agresso/query-engine.ts'
import { skapaArendelager, type Arendelager } from './case-system/arende-store.ts'
import { arendesystem } from './case-system/case-system.ts'
import { skapaManniskor, type Manniskor } from './case-system/people.ts'
import { manniskorStyrning } from './case-system/control.ts'
import { skapaFelkontroll } from './fault-control.ts'
import type { Felbrytare } from './faults.ts'
import { type Iakttagare, paraplyetHandler } from './paraplyet/paraplyet-handler.ts'
import { skapaPopulation } from './population/create-population.ts'
import { slump } from './population/random.ts'
import type { Andring } from './population/truth.ts'
import type { SimulatorOptions, Simulators } from './simulators.ts'
import { styrning, styrningsfel } from './control.ts'
import { skapaUtfardare, type Tokenbegaran, type Tokensvar } from './issuer/issuer.ts'

/** In the same process there is more to reach than over HTTP. */
export interface StartedSimulators extends Simulators {
  readonly arenden: Arendelager
  readonly manniskor: Manniskor
  utfarda(begaran: Tokenbegaran): Promise<Tokensvar>
}

/** Of random numbers; the population's own have lower numbers. */
const MANNISKORNAS_STROM = 10_000
/** A token lives for eight hours. */
const NY_TOKEN_MS = 4 * 60 * 60 * 1000

export async function startSimulators(options: SimulatorOptions, iaktta?: Iakttagare): Promise<StartedSimulators> {
  const { losenord, kanarie, forrendera = false } = options
  const population = skapaPopulation(options.population)
  const felkontroll = skapaFelkontroll()
  let bas = ''
  const utfardare = await skapaUtfardare(() => bas)
  const soap = { losenord, forrendera, ...(kanarie !== undefined && { kanarie }) }
  const paraplyet = paraplyetHandler(population, felkontroll, { ...soap, ...(iaktta !== undefined && { iaktta }) })
  const agresso = queryEngine(population, felkontroll, soap)

  const arenden = skapaArendelager(Date.now().toString(36))
  const tal = slump(options.population.seed, 0, MANNISKORNAS_STROM)
  const slumptal = (): number => tal.tal(2 ** 31) / 2 ** 31
  const manniskor = skapaManniskor({
    lager: arenden,
    slump: slumptal,
    slumpPerson: () => population.personnummerAv(Math.floor(slumptal() * population.antal)),
    token: sparad(NY_TOKEN_MS, async () => {
      const begaran = { slutanvandare: 'demo.arendesystem', roller: ['arendesystem'], klient: 'arendesystem' }
      return (await utfardare.utfarda(begaran)).access_token
    }),
  })
  const brytare = {
    fel: (en: Felbrytare) => felkontroll.satt(en),
    ingaFel: () => felkontroll.rensa(),
    andra: (andring: Andring) => population.andra(andring),
    sanning: (personnummer: string) => population.sanning(personnummer),
    sanningAt: (index: number) => population.sanningAt(index),
  }

  const app = express().disable('x-powered-by').disable('etag')
  app.use('/paraplyet', paraplyet)
  app.use('/agresso', agresso)
  app.use('/arendesystem', arendesystem(arenden, felkontroll, { token: losenord }))
  app.use('/utfardare', utfardare.router)
  app.use(
    '/styrning',
    express.json(),
    styrning(brytare, population.antal),
    manniskorStyrning(manniskor, arenden),
    styrningsfel,
  )

  // Loopback only: whoever reaches this may do anything.
  const server = createServer(app).listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  bas = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    ...brytare,
    bas,
    arenden,
    manniskor,
    utfarda: (begaran) => utfardare.utfarda(begaran),
    async stop() {
      await manniskor.vila()
      const stangd = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await stangd
      await Promise.all([paraplyet.stop(), agresso.stop()])
    },
  }
}

/** Asks again when what is kept is older than that. */
function sparad<T>(alderMs: number, hamta: () => Promise<T>): () => Promise<T> {
  let senast: { readonly varde: Promise<T>; readonly tid: number } | undefined
  return () => {
    if (senast === undefined || Date.now() - senast.tid > alderMs) senast = { varde: hamta(), tid: Date.now() }
    return senast.varde
  }
}
