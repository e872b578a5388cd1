import { randomUUID } from 'node:crypto'
import { Browser } from '../../../src/console/sign-in/testing/browser.ts'
import { each } from './canary-city.ts'
import { type Desk, lookup, type Reply } from './client.ts'

/** Everything that one answer after another was asked for, by what it opened. */
export interface Followed {
  /** The references of all answers, whether they opened anything or not. */
  readonly personIds: readonly string[]
  readonly persons: number
  readonly invoices: number
}

/** Looks everybody up, and then again by every reference that the answer gives: the person, and each invoice. */
export async function followReferences(agent: Desk, people: readonly string[]): Promise<Followed> {
  const personIds: string[] = []
  let [persons, invoices] = [0, 0]
  await each(people, async (personnummer) => {
    const { json } = await agent.post('/api/v1/uppslag', lookup({ personnummer }, 'samlad-fraga'))
    const personId = String(json.personId)
    personIds.push(personId)
    const again = await agent.post('/api/v1/uppslag', lookup({ personId }, 'utforarfraga'))
    if (again.json.person !== undefined) persons++
    for (const { fakturaRef } of json.fakturor as { fakturaRef?: string }[])
      if (fakturaRef !== undefined && (await agent.get(`/api/v1/fakturor/${fakturaRef}`)).status === 200) invoices++
  })
  return { personIds, persons, invoices }
}

/** Reads everybody in the sources now. Returns how many were shown. */
export async function readLive(agent: Desk, people: readonly string[], andamal = 'samlad-fraga'): Promise<number> {
  let shown = 0
  await each(people, async (personnummer) => {
    const { json } = await agent.post('/api/v1/uppslag', lookup({ personnummer }, andamal, { aktualitet: 'direkt' }))
    if (json.person !== undefined) shown++
  })
  return shown
}

/** Who asks for leave, who gives it and who looks at it afterwards: three persons. */
export interface Desks {
  readonly asking: Desk
  readonly deciding: Desk
  readonly reviewing: Desk
}

/** Asks for leave to see somebody whose identity is protected, for a reason, and has it decided and reviewed. */
export async function leaveFor(
  { asking, deciding, reviewing }: Desks,
  personnummer: string,
  reason: string,
  beslut: 'godkant' | 'avslaget' = 'godkant',
): Promise<string> {
  const request = { regel: 'skyddad', personnummer, minuter: 60, motivering: `${reason}, begärt.` }
  const onceOnly = { 'idempotency-key': randomUUID() }
  const asked = await asking.post('/api/v1/tillstand', request, onceOnly)
  const replayed = await asking.post('/api/v1/tillstand', request, onceOnly)
  if (asked.status !== 200 || replayed.json.tillstandId !== asked.json.tillstandId)
    throw new Error(`leave was asked for: ${asked.status}, and again: ${replayed.status}`)
  const path = `/api/v1/tillstand/${String(asked.json.tillstandId)}`
  await demand(deciding.post(`${path}/beslut`, { beslut, kommentar: `${reason}, beslutat.` }))
  await demand(reviewing.post(`${path}/granskning`, { utfall: 'befogat', kommentar: `${reason}, granskat.` }))
  return String(asked.json.tillstandId)
}

/** Looks everybody up with leave, for each purpose. Returns for how many persons something was shown. */
export async function showWithLeave(
  desks: Desks,
  people: readonly string[],
  purposes: readonly string[],
  reason: string,
): Promise<number> {
  let shown = 0
  // One at a time: each reads every source.
  for (const personnummer of people) {
    const tillstand = await leaveFor(desks, personnummer, reason)
    const replies: Reply[] = []
    for (const andamal of purposes)
      replies.push(await desks.asking.post('/api/v1/uppslag', lookup({ personnummer }, andamal, { tillstand })))
    if (replies.some(({ json }) => json.person !== undefined)) shown++
  }
  return shown
}

/** Every page of a list that counts in pages. Returns how many items there were. */
export async function everyPage(worker: Desk, path: string, list: string): Promise<number> {
  let items = 0
  for (let page = 1; ; page++) {
    const joint = path.includes('?') ? '&' : '?'
    const { json } = await demand(worker.get(`${path}${joint}limit=20&page=${page}`))
    const found = json[list] as readonly unknown[]
    items += found.length
    if (found.length < 20) return items
  }
}

async function demand(asked: Promise<Reply>): Promise<Reply> {
  const reply = await asked
  if (reply.status !== 200) throw new Error(`answered ${reply.status}: ${JSON.stringify(reply.json)}`)
  return reply
}

/** Somebody of the demo looks all of them up in the console: the pages, and every address that the browser was led to. */
export async function lookUpInConsole(address: string, people: readonly string[]) {
  const browser = new Browser()
  const chooser = await browser.follow(await browser.get(`${address}/logga-in?till=/uppslag`))
  const form = await browser.follow(await browser.post(chooser.url, { person: 'sara.lind' }))
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(form.text) ?? []
  const call = { andamal: 'samlad-fraga', arende: 'PROV-1', identifiering: 'bankid', relation: 'sjalv', kind: 'auto' }
  const pages: string[] = []
  for (const number of people) {
    const page = await browser.follow(await browser.post(`${address}/uppslag`, { csrf, ...call, number }))
    if (page.status !== 200) throw new Error(`the console answered ${page.status}`)
    pages.push(page.text)
  }
  return { pages, addresses: browser.asked }
}
