import { dirname, join } from 'node:path'
import { PASSWORD, startSimulatorProcess } from '../../../bench/support/installation.ts'
import { change, CLIENT, makeNeutral, ROLL, WITHOUT_ANDAMAL } from '../../../bench/support/neutral-city.ts'
import { createPopulation } from '../../../simulators/population/create-population.ts'
import type { Change, Truth } from '../../../simulators/population/truth.ts'
import { type HubProcess, install } from '../hub/hub-process.ts'
import { caller, type Question } from './ask.ts'

/** One person of each cause for each, and each is the own number of one. */
export const END_USERS = 10
export const CAUSES = ['absent', 'protected', 'own number', 'no agreement', 'out of reach'] as const
export type Cause = (typeof CAUSES)[number]
/** A cause that only a lookup by case can meet. */
export const NO_CASE = 'closed case' as const
/** Of a live read that shows nothing: also the time at which it may leave at the earliest. */
export const DEADLINE_MS = 100

const PEOPLE = 2_000
/** What is read; the others are not connected. A sync of them takes a second or two. */
const CONNECTED = ['bromma', WITHOUT_ANDAMAL, 'sodermalm']
const NOBODYS = '179912319994'

export interface Person {
  readonly personnummer: string
  readonly ocrNummer: string
  /** Of an answer that showed the person, before the cause came to be. */
  readonly fakturaRef: string
}

export interface EndUser {
  readonly headers: readonly string[]
  /** Of the case system, by a token with the same number; a person whom it only names has none. */
  readonly caseHeaders: readonly string[]
  /** For lookups by case: of the same client and number, with the role of the other lookups. */
  readonly byCaseHeaders: readonly string[]
  readonly about: Readonly<Record<Cause, Person>>
  /** The open case about that person; of nobody, one that is closed. */
  readonly cases: Readonly<Record<Cause | typeof NO_CASE, string>>
}

const terms = { relation: 'sjalv', identifiering: 'bankid' }
export const lookup = (end: EndUser, about: object, andamal: string): Question => ({
  method: 'POST',
  path: '/api/v1/uppslag',
  headers: [...end.headers, 'Content-Type: application/json'],
  body: JSON.stringify({ ...about, andamal, ...terms }),
})
export const fetchPath = (headers: readonly string[], path: string): Question => ({
  method: 'GET',
  path,
  headers,
  body: '',
})

/**
 * A hub with two processes for its API, and people about whom it has nothing to say, each for another cause. All of them
 * were shown once, so that references to them exist; then they were flagged, went away, or the agreement changed.
 */
export async function startNeutralCity() {
  const today = new Date().toISOString().slice(0, 10)
  const simulators = await startSimulatorProcess(PEOPLE)
  const installation = await install(simulators, PASSWORD, {
    http: { processer: 2 },
    direkt: { fristMs: DEADLINE_MS },
    synk: { volymvakt: { andel: 1, minst: PEOPLE } },
  })
  const config = join(dirname(installation.state), 'config')
  await makeNeutral(config)
  await change<{ roller: Record<string, { mangder: object }> }>(join(config, 'roller.yaml'), ({ roller }) => {
    roller[ROLL] = { ...roller[ROLL], mangder: { kostatus: '*', faktura: '*' } }
  })
  type Sources = { paraplyet: object; agresso: { foretag: object }; ber?: object; referensMinuter: number } & {
    arendesystem: { klient?: string }
  }
  await change<Sources>(join(config, 'demo.yaml'), (settings) => {
    settings.paraplyet = connected(settings.paraplyet)
    settings.agresso.foretag = connected(settings.agresso.foretag)
    settings.ber = connected(settings.ber ?? {})
    settings.referensMinuter = 60
    // The simulated case system does not know these cases: its list must not close them.
    settings.arendesystem.klient = 'konsol'
  })

  const post = async <T>(path: string, body: object): Promise<T> => {
    const answer = await fetch(simulators.base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
  const token = async (client: string, endUser: string, roller: readonly string[], personnummer = NOBODYS) => {
    const request = { klient: client, slutanvandare: endUser, roller, personnummer }
    const { access_token } = await post<{ access_token: string }>('/utfardare/token', request)
    return `Authorization: Bearer ${access_token}`
  }

  const people = peopleByCause(today)
  let hub = await installation.start()
  await hub.ready()
  const endUsers: EndUser[] = []
  for (let index = 0; index < END_USERS; index++) {
    const name = `prov.${String(index).padStart(2, '0')}`
    const own = people['own number'][index]?.personnummer
    const [before, headers, asCase, byCase] = [
      await token(CLIENT, name, [ROLL]),
      await token(CLIENT, name, [ROLL], own),
      await token('arendesystem', 'arendesystemet', ['arendesystem'], own),
      await token('arendesystem', 'arendesystemet', [ROLL], own),
    ]
    const about = {} as Record<Cause, Person>
    for (const cause of CAUSES) about[cause] = await shown(hub, before, people[cause][index])
    const cases = await openCases(hub, await token('arendesystem', 'arendesystemet', ['arendesystem']), index, about)
    endUsers.push({ headers: [headers], caseHeaders: [asCase], byCaseHeaders: [byCase], about, cases })
  }
  await hub.stop()

  await change<{ andamal: string[] }>(join(config, `avtal/${WITHOUT_ANDAMAL}.yaml`), (avtal) => {
    avtal.andamal = avtal.andamal.filter((code) => code !== 'fakturafraga')
  })
  const apply = (what: Change) => post('/styrning/andra', what)
  for (const { personnummer } of people.protected)
    await apply({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
  for (const { personnummer, stadsdelar } of people.absent)
    for (const stadsdel of Object.keys(stadsdelar)) await apply({ slag: 'ta-bort-person', personnummer, stadsdel })
  hub = await installation.start()
  await hub.ready()
  const done = await installation.insyn('synk')
  if (done.code !== 0) throw new Error(done.output)

  return {
    hub,
    installation,
    endUsers,
    visible: people.visible,
    tokenOf: token,
    async stop() {
      await hub.stop()
      await simulators.stop()
      await installation.remove()
    },
  }
}

const connected = (all: object): object =>
  Object.fromEntries(Object.entries(all).filter(([code]) => CONNECTED.includes(code)))

/** A case about each person, by a token that is none of theirs, and one that is closed again. */
async function openCases(hub: HubProcess, authorization: string, index: number, about: EndUser['about']) {
  const connection = await caller(hub.adress)
  const cases = {} as Record<Cause | typeof NO_CASE, string>
  const report = async (arendeId: string, body: object) => {
    const headers = [authorization, 'Content-Type: application/json']
    const path = `/api/v1/arenden/${arendeId}`
    const { answer } = await connection.ask({ method: 'PUT', path, headers, body: JSON.stringify(body) })
    if (answer.status !== 200) throw new Error(`a case was answered ${answer.status}`)
  }
  for (const [place, cause] of [...CAUSES, NO_CASE].entries()) {
    const arendeId = `KC-B-${String(index * 10 + place).padStart(7, '0')}`
    const { personnummer } = about[cause === NO_CASE ? 'out of reach' : cause]
    await report(arendeId, { status: 'oppnat', personnummer, andamal: 'kofraga' })
    if (cause === NO_CASE) await report(arendeId, { status: 'stangt' })
    cases[cause] = arendeId
  }
  connection.stop()
  return cases
}

/** What an answer about an invoice gives to come back with. */
async function shown(hub: HubProcess, authorization: string, truth: Truth | undefined): Promise<Person> {
  const { personnummer = '', stadsdelar = {} } = truth ?? {}
  const ocr = Object.values(stadsdelar).flatMap(({ faktura = [] }) => faktura)[0]?.ocrNummer as string
  const end = { headers: [authorization] }
  const connection = await caller(hub.adress)
  const { answer } = await connection.ask(lookup(end as unknown as EndUser, { personnummer }, 'fakturafraga'))
  connection.stop()
  const { fakturor = [] } = JSON.parse(answer.body) as { fakturor?: { fakturaRef: string }[] }
  const fakturaRef = fakturor[0]?.fakturaRef
  if (fakturaRef === undefined) throw new Error(`nothing is shown to begin with: ${answer.body}`)
  return { personnummer, ocrNummer: ocr, fakturaRef }
}

/** People with an invoice; those of them that could be shown for `kofraga` are the ones that something else hides. */
function peopleByCause(today: string): Readonly<Record<Cause | 'visible', readonly Truth[]>> {
  const city = createPopulation({ antal: PEOPLE, seed: 1, today })
  const people = Array.from({ length: PEOPLE }, (_, index) => city.truthAt(index)).filter(
    ({ skydd, stadsdelar }) =>
      skydd === 'ingen' &&
      Object.keys(stadsdelar).every((code) => CONNECTED.includes(code)) &&
      Object.values(stadsdelar).some(({ faktura = [] }) => faktura.length > 0),
  )
  const home = ({ stadsdelar }: Truth): readonly string[] => Object.keys(stadsdelar)
  const elsewhere = people.filter((one) => !home(one).includes(WITHOUT_ANDAMAL))
  const inQueue = elsewhere.filter(({ stadsdelar }) => Object.values(stadsdelar).some((kinds) => 'kostatus' in kinds))
  const onlyInvoices = elsewhere.filter(({ stadsdelar }) =>
    Object.values(stadsdelar).every((kinds) => !('handlaggare' in kinds) && !('kostatus' in kinds)),
  )
  const others = elsewhere.filter((one) => !inQueue.includes(one) && !onlyInvoices.includes(one))
  const found = {
    absent: others.slice(0, END_USERS),
    protected: others.slice(END_USERS, 2 * END_USERS),
    'own number': inQueue.slice(0, END_USERS),
    'no agreement': people.filter((one) => home(one).join() === WITHOUT_ANDAMAL).slice(0, END_USERS),
    'out of reach': onlyInvoices.slice(0, END_USERS),
    visible: inQueue.slice(END_USERS, END_USERS + 4),
  }
  for (const [cause, some] of Object.entries(found))
    if (some.length < (cause === 'visible' ? 1 : END_USERS)) throw new Error(`too few ${cause}: ${some.length}`)
  return found
}
