import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { OTHER_ISSUER, realPolicy, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import { useDatabase } from '../../../test/support/database/database.ts'
import { postgresTillstand } from './tillstand-store.ts'

const PROTECTED = '189001039800'
const ISSUERS = ['urn:test', OTHER_ISSUER]
const CLIENTS = ['konsol', 'demo', 'arendesystem']
/** Two people at each issuer, each as an issuer, or a client, might write them. */
const SPELLINGS = {
  anna: ['anna', 'Anna', 'аnna', 'ａnna', 'an\u200Dna'],
  bo: ['bo', 'BO', 'bо', 'bo ', 'b\u043E'],
} as const

const db = useDatabase()
let app: UppslagApp
beforeAll(async () => {
  const real = realPolicy()
  const every = Object.keys(real.roller)
  const clients = Object.fromEntries(
    CLIENTS.map((code) => [code, { ...real.klienter[code]!, roller: every, utfardare: ['inloggning', 'annan'] }]),
  )
  app = await startUppslagApp({ policy: { ...real, klienter: clients }, tillstand: postgresTillstand(db.pool) })
  app.mirror.protect(PROTECTED, 'bromma')
})
afterAll(() => app.stop())

/** Mostly as it is. */
const spelling = fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, fc.nat({ max: 4 }))
const steps = fc.record({
  act: fc.constantFrom('ask', 'approve', 'approve', 'review', 'use', 'use'),
  iss: fc.constantFrom(...ISSUERS),
  who: fc.constantFrom('anna', 'bo'),
  spelling,
  /** What else the token, or the client, says of the person. */
  alias: fc.constantFrom('anna', 'bo', 'eva'),
  asserted: fc.boolean(),
  klient: fc.constantFrom('konsol', 'konsol', 'demo', 'demo', 'arendesystem'),
  about: fc.nat({ max: 1 }),
})
type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never

interface Granted {
  readonly id: string
  readonly asked: string
  approved?: string
}

async function take(step: Step, granted: Granted[], done: Record<string, number>): Promise<void> {
  const { act, iss, who, alias, klient } = step
  // Whoever acts through a client that names its end users is this person, whatever name the client gives.
  const person = `${iss} ${who}`
  const sub = SPELLINGS[who][step.spelling] ?? who
  const named = { name: alias, preferred_username: alias, upn: alias, email: `${alias}@stad.example` }
  const options = {
    klient,
    // Each has every role that the step could need.
    roller: act === 'ask' || act === 'use' ? ['skyddad-handlaggare'] : ['gruppledare', 'sakerhetsansvarig'],
    slutanvandare: sub,
    ansprak: { iss, ...named, insyn: { loggar: ['insyn'] } },
    headers: klient === 'arendesystem' && step.asserted ? { 'x-slutanvandare': alias } : {},
  }
  const one = granted[step.about]
  app.logg.written.length = 0
  const taken = async (path: string, body: object) => {
    const { status, json } = await app.send('POST', path, body, options)
    // Only a person in a signed token takes a step, and only under the one spelling.
    if (status === 200) expect(sub).toBe(who)
    if (status === 200 && path.startsWith('/api/v1/tillstand')) expect(klient).not.toBe('arendesystem')
    if (status === 200) done[act] = (done[act] ?? 0) + 1
    return status === 200 ? json : undefined
  }
  if (act === 'ask') {
    const request = { regel: 'skyddad', personnummer: PROTECTED, minuter: 30, motivering: 'Ringer upp om beslut.' }
    const json = await taken('/api/v1/tillstand', request)
    if (json !== undefined) granted.push({ id: String(json.tillstandId), asked: person })
  } else if (one === undefined) return
  else if (act === 'approve') {
    const json = await taken(`/api/v1/tillstand/${one.id}/beslut`, { beslut: 'godkant', kommentar: 'Stämmer.' })
    if (json === undefined) return
    expect(person).not.toBe(one.asked)
    expect(one.approved ?? person).toBe(person)
    one.approved = person
  } else if (act === 'review') {
    const json = await taken(`/api/v1/tillstand/${one.id}/granskning`, { utfall: 'befogat', kommentar: 'Stämmer.' })
    if (json === undefined) return
    expect([one.asked, one.approved]).not.toContain(person)
  } else {
    const lookup = { personnummer: PROTECTED, andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'bankid' }
    await taken('/api/v1/uppslag', { ...lookup, tillstand: one.id })
    const used = app.logg.written.filter(({ access }) => access.tillstand === one.id)
    if (used.length === 0) return
    done.used = (done.used ?? 0) + 1
    expect([person, klient === 'arendesystem']).toEqual([one.asked, false])
    expect(one.approved).toBeDefined()
  }
}

test('no steps of one person, through any clients and under any names, approve, review or use what is not theirs to', async () => {
  const done: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 40, maxLength: 60 }), async (all) => {
      const granted: Granted[] = []
      for (const step of all) await take(step, granted, done)
    }),
    { numRuns: 12, endOnFailure: true },
  )
  // Often enough to prove something.
  for (const act of ['ask', 'approve', 'review', 'used']) expect(done[act]).toBeGreaterThan(5)
}, 120_000)
