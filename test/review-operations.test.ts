import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { CONTRACTS } from '../src/api/contracts/all.ts'
import type { AnyContract } from '../src/api/contracts/contract.ts'
import type { Access } from '../src/atkomstlogg/access.ts'
import { sealLogId } from '../src/atkomstlogg/log-id.ts'
import { showsProtection } from '../src/atkomstlogg/protection.ts'
import { anAccess } from './support/access-records.ts'
import { addressOf } from './support/api/address-of.ts'
import { realPolicy, startUppslagApp, type UppslagApp } from './support/api-in-memory.ts'
import { campaign } from './support/campaign.ts'
import { anAlert } from './support/memory-alerts.ts'

/*
 * Every operation on the access logs is for a person by their own token, with a role that reviews and logs of their own, and
 * shows nothing of any other log. Whoever else asks is refused, and each call has its record.
 */
jest.setTimeout(300_000)

const KNOWN = '189001019802'
const LOGS = ['insyn', 'bromma', 'farsta', 'jarva']
const right = realPolicy()
const rate = { klient: 10_000_000, slutanvandare: 10_000_000 }
const client = {
  ...{ namn: 'Prov', roller: Object.keys(right.roller), takt: rate },
  ...({ utfardare: ['inloggning'], egetNummer: 'klient', arenden: 'oprovade' } as const),
}
const policy = {
  ...right,
  granskare: [],
  klienter: {
    signed: { ...client, slutanvandare: 'token' },
    stated: { ...client, slutanvandare: 'uppgiven' },
  } as const,
}

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp({ policy })
})
afterAll(() => app.stop())
beforeEach(() => void (app.logg.written.length = 0))

interface Asking {
  readonly roll?: string
  readonly logs?: readonly string[]
  readonly identity?: 'token' | 'uppgiven' | 'system'
}
const as = ({ roll = 'sakerhetsansvarig', logs = LOGS, identity = 'token' }: Asking) => ({
  klient: identity === 'uppgiven' ? 'stated' : 'signed',
  slutanvandare: identity === 'system' ? 'signed' : 'eva',
  roller: [roll],
  ansprak: { insyn: { loggar: logs } },
  headers: identity === 'uppgiven' ? { 'x-slutanvandare': 'eva' } : {},
})

const REVIEWING = CONTRACTS.filter(
  ({ requires, path }) =>
    'rights' in requires && requires.rights.some((one) => one === 'granska') && !path.startsWith('/api/v1/tillstand'),
).map((contract) => [contract.id, contract] as const)

/** With its first example; `changed` replaces fields of the body, or of the query where there is no body. */
function ask(contract: AnyContract, asking: Asking, changed: object = {}) {
  const { method, request, example } = contract
  const address = addressOf(contract)
  const body =
    request === undefined ? undefined : { ...(Object.values(example.request ?? {})[0] as object), ...changed }
  const query = request === undefined ? Object.entries(changed).map((pair) => pair.join('=')) : []
  return app.send(
    method.toUpperCase(),
    query.length === 0 ? address : `${address}?${query.join('&')}`,
    body,
    as(asking),
  )
}

test('the operations on the access logs are held to what follows', () => {
  expect(REVIEWING.length).toBeGreaterThan(3)
  for (const id of ['listaLarm', 'kvitteraLarm', 'visaLoggpost', 'oppnaPersonnummer'])
    expect(REVIEWING.map(([one]) => one)).toContain(id)
})

test.each(REVIEWING)('%s is for a person by their own token, with a role and logs', async (_, contract) => {
  const refused: readonly [Asking, string][] = [
    [{ identity: 'uppgiven' }, 'identitet-ej-styrkt'],
    [{ identity: 'system' }, 'identitet-ej-styrkt'],
    [{ roll: 'gruppledare' }, 'ratt'],
    [{ roll: 'aldre-direkt' }, 'ratt'],
    [{ roll: 'arendesystem' }, 'ratt'],
    [{ logs: [] }, 'inga-loggar'],
    [{ logs: ['ingen-logg'] }, 'inga-loggar'],
  ]
  for (const [asking, cause] of refused) {
    const { status } = await ask(contract, asking)
    const records = app.logg.written.splice(0)
    expect([status, cause, records.map(({ logg, access }) => [logg, access.orsak])]).toEqual([
      403,
      cause,
      [['insyn', cause]],
    ])
  }
  for (const roll of ['sakerhetsansvarig', 'granskare']) {
    expect((await ask(contract, { roll })).status).not.toBe(403)
    const records = app.logg.written.splice(0)
    expect(records.length).toBeGreaterThan(0)
    for (const { access } of records) expect([access.slutanvandare, access.identitet]).toEqual(['eva', 'token'])
  }
})

test.each(REVIEWING.filter(([, { request, query }]) => named(request, query) !== undefined))(
  "%s takes a log of somebody else's for one that does not exist",
  async (_, contract) => {
    const field = named(contract.request, contract.query) ?? ''
    const value = (log: string) => ({ [field]: field === 'loggar' ? [log] : log })
    const [foreign, unknown] = [
      await ask(contract, { logs: ['bromma'] }, value('farsta')),
      await ask(contract, { logs: ['bromma'] }, value('finns-ej')),
    ]
    expect([foreign.status, unknown.status]).toEqual([404, 404])
    expect({ ...foreign.json, instance: '' }).toEqual({ ...unknown.json, instance: '' })
    expect(app.logg.written.map(({ access }) => access.orsak)).toEqual(['logg-annans', 'logg-okand'])
  },
)

/** The field in which the operation is told of logs. */
function named(...schemas: readonly unknown[]): string | undefined {
  const fields = schemas.flatMap((one) => Object.keys((one as { properties?: object } | undefined)?.properties ?? {}))
  return ['loggar', 'logg'].find((name) => fields.includes(name))
}

test.each(
  REVIEWING.filter(([, { request }]) => Object.hasOwn((request as { properties?: object })?.properties ?? {}, 'skal')),
)('%s demands a reason, and takes no number for one', async (_, contract) => {
  for (const reason of [undefined, ' ', `om ${KNOWN}`]) {
    const { status, text } = await ask(contract, {}, { skal: reason })
    expect([status, text.includes(KNOWN)]).toEqual([400, false])
  }
  expect(app.logg.written.map(({ access }) => access.orsak)).toEqual([
    'begaran-ogiltig',
    'begaran-ogiltig',
    'begaran-ogiltig',
  ])
  expect(JSON.stringify(app.logg.written)).not.toContain(KNOWN)
})

const access: fc.Arbitrary<Partial<Access>> = fc.record(
  {
    handelse: fc.constantFrom('uppslag', 'arende', 'granskning', 'spegling'),
    utfall: fc.constantFrom('visat', 'tomt', 'nekat'),
    orsak: fc.constantFrom('traff', 'okand', 'skyddad'),
    flaggor: fc.subarray(['undantag', 'skyddad-visad', 'ror-skyddad']),
  },
  { requiredKeys: [] },
)

test('whatever logs an officer has, nothing of another log or of what tells protection is shown', async () => {
  const request = fc.record({ logs: fc.subarray(LOGS, { minLength: 1 }), access })
  const officer = fc.record({
    logs: fc.subarray(LOGS, { minLength: 1 }),
    roll: fc.constantFrom('sakerhetsansvarig', 'granskare'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 6 }), officer, async (requests, asking) => {
      app.logg.written.length = 0
      app.larm.length = 0
      const personRef = app.keys.personRef(KNOWN)
      const ids: string[] = []
      for (const { logs, access } of requests) {
        const one = anAccess({ ...access, personRef })
        const sealed = (log: string) => app.keys.sealForLog(log, one.handelseId, KNOWN)
        const records = logs.map((log) => ({ logg: log, access: { ...one, personnummerForseglat: sealed(log) } }))
        const places = await app.logg.write(records)
        ids.push(...places.map((place) => sealLogId(app.keys, place)))
        for (const { logg, nummer } of places)
          app.larm.push(anAlert({ logg, nummer, isProtected: showsProtection({ logg, atkomst: one }) }))
      }
      const written = app.logg.written.slice()
      const isThere = ({ logg, access: atkomst }: (typeof written)[number]) =>
        asking.logs.includes(logg) && (asking.roll === 'sakerhetsansvarig' || !showsProtection({ logg, atkomst }))

      const { status, json } = await app.fetch('/api/v1/larm', as(asking))
      expect([status, json]).toEqual([200, expect.objectContaining({ larm: expect.any(Array) })])
      const alerts = (json.larm as { logg: string }[]).map(({ logg }) => logg)
      expect(alerts.sort()).toEqual(
        written
          .filter(isThere)
          .map(({ logg }) => logg)
          .sort(),
      )
      expect(json.antal).toBe(alerts.length)

      for (const [i, id] of ids.entries()) {
        const sameRequest = written
          .filter((one) => one.access.handelseId === written[i]?.access.handelseId)
          .filter(isThere)
        const before = app.logg.written.length
        const body = { loggId: id, skal: 'Prov' }
        const shown = await app.send('POST', '/api/v1/atkomster/post', body, as(asking))
        const number = await app.send('POST', '/api/v1/atkomster/personnummer', body, as(asking))
        const logs = ((shown.json.poster ?? []) as { logg: string }[]).map(({ logg }) => logg)
        expect(logs.sort()).toEqual(sameRequest.map(({ logg }) => logg).sort())
        expect(shown.text).not.toContain(KNOWN)
        expect(number.text.includes(KNOWN)).toBe(sameRequest.length > 0)
        // Recorded in the logs that were shown, and a refusal in the hub's own.
        const acts = app.logg.written.slice(before).map(({ logg }) => logg)
        expect(acts.length).toBeGreaterThan(1)
        if (sameRequest.length === 0) expect(acts).toEqual(['insyn', 'insyn'])
        else for (const log of acts) expect(asking.logs).toContain(log)
      }
    }),
    { numRuns: campaign(60, 1_000) },
  )
})
