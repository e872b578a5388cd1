import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { SourceName } from '../src/informationsmangd.ts'
import { createInstallation, type Installation } from './agresso/installation.ts'
import { queryEngine } from './agresso/query-engine.ts'
import { berHandler } from './ber/ber-handler.ts'
import { type ArendeStore, createArendeStore } from './case-system/arende-store.ts'
import { caseSystem } from './case-system/case-system.ts'
import { peopleControl } from './case-system/control.ts'
import { createPeople, type People } from './case-system/people.ts'
import { control, controlError } from './control.ts'
import { createErrorControl } from './fault-control.ts'
import type { FaultSwitch } from './faults.ts'
import { createIdentityProvider } from './identity-provider/identity-provider.ts'
import { demoPeople } from './identity-provider/people.ts'
import { createIssuer, type Issuer } from './issuer/issuer.ts'
import { paraplyetHandler } from './paraplyet/paraplyet-handler.ts'
import { createPopulation } from './population/create-population.ts'
import { random } from './population/random.ts'
import type { Change } from './population/truth.ts'
import type { SimulatorOptions, Simulators } from './simulators.ts'
import type { CreatePeer, Observer } from './source-peer.ts'

/** In the same process there is more to reach than over HTTP. */
export interface StartedSimulators extends Simulators {
  /** Of the city. */
  readonly stadsdelar: readonly string[]
  readonly arenden: ArendeStore
  readonly people: People
  readonly issue: Issuer['issue']
}

/** The simulated sources, each mounted under its name. */
const SOURCE_PEERS: Readonly<Record<SourceName, CreatePeer>> = {
  paraplyet: paraplyetHandler,
  agresso: queryEngine,
  ber: berHandler,
}
/** Of random numbers; the population's own have lower numbers. */
const PEOPLE_STREAM = 10_000
/** A token lives for eight hours. */
const NEW_TOKEN_MS = 4 * 60 * 60 * 1000

export async function startSimulators(options: SimulatorOptions, observe?: Observer): Promise<StartedSimulators> {
  const { losenord, canary, preRender = false } = options
  const population = createPopulation(options.population)
  const errorControl = createErrorControl()
  const installation = createInstallation()
  let base = ''
  const issuer = await createIssuer(() => base)
  const demo = demoPeople(population.personnummerOf(population.antal - 1))
  const identityProvider = await createIdentityProvider({
    issuer: () => `${base}/inloggning`,
    people: () => demo,
    client: { client_id: 'insyn-konsol', client_secret: losenord, token_endpoint_auth_method: 'client_secret_basic' },
  })
  const peerOptions = {
    losenord,
    preRender,
    installation,
    ...(canary !== undefined && { canary }),
    ...(observe !== undefined && { observe }),
  }
  const peers = Object.entries(SOURCE_PEERS).map(
    ([name, create]) => [name, create(population, errorControl, peerOptions)] as const,
  )

  const arenden = createArendeStore(Date.now().toString(36))
  const number = random(options.population.seed, 0, PEOPLE_STREAM)
  const randomNumber = (): number => number.number(2 ** 31) / 2 ** 31
  const people = createPeople({
    store: arenden,
    random: randomNumber,
    randomPerson: () => population.personnummerOf(Math.floor(randomNumber() * population.antal)),
    token: saved(NEW_TOKEN_MS, async () => {
      const request = { slutanvandare: 'demo.arendesystem', roller: ['arendesystem'], klient: 'arendesystem' }
      return (await issuer.issue(request)).access_token
    }),
  })
  const breaker = {
    fault: (one: FaultSwitch) => errorControl.set(one),
    noErrors: () => errorControl.purge(),
    agresso: (part: Partial<Installation>) => installation.change(part),
    ordinaryAgresso: () => installation.reset(),
    change: (change: Change) => population.change(change),
    truth: (personnummer: string) => population.truth(personnummer),
    truthAt: (index: number) => population.truthAt(index),
  }

  const app = express().disable('x-powered-by').disable('etag')
  for (const [name, peer] of peers) app.use(`/${name}`, peer)
  app.use('/arendesystem', caseSystem(arenden, errorControl, { token: losenord }))
  app.use('/utfardare', issuer.router)
  app.use('/inloggning', identityProvider)
  app.use('/styrning', express.json(), control(breaker, population.antal), peopleControl(people, arenden), controlError)

  // Loopback only: whoever reaches this may do anything.
  const server = createServer(app).listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    ...breaker,
    base,
    stadsdelar: population.stadsdelar,
    arenden,
    people,
    issue: (request, at) => issuer.issue(request, at),
    async stop() {
      await people.pause()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      await Promise.all(peers.map(([, peer]) => peer.stop()))
    },
  }
}

/** Asks again when what is kept is older than that. */
function saved<T>(ageMs: number, fetch: () => Promise<T>): () => Promise<T> {
  let latest: { readonly value: Promise<T>; readonly tid: number } | undefined
  return () => {
    if (latest === undefined || Date.now() - latest.tid > ageMs) latest = { value: fetch(), tid: Date.now() }
    return latest.value
  }
}
