import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { addressOf } from '../../test/support/api/address-of.ts'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { CONTRACTS } from './contracts/all.ts'

const KNOWN = '189001019802'
const right = realPolicy()
const ROLLER = Object.keys(right.roller)
const everything = { klient: 100_000, slutanvandare: 100_000 }
const policy = {
  ...right,
  // Every role may come through this client, so that only what the operation requires refuses.
  klienter: {
    prov: {
      ...{ namn: 'Prov', roller: ROLLER, utfardare: ['inloggning'], takt: everything },
      ...({ slutanvandare: 'token', egetNummer: 'klient', arenden: 'oprovade' } as const),
    },
  },
  // Day and night: hours are another cause.
  roller: Object.fromEntries(Object.entries(right.roller).map(([roll, { oppettid: _, ...one }]) => [roll, one])),
}

interface Published {
  readonly operationId: string
  readonly description: string
  readonly 'x-behorighet'?: { readonly roller: readonly string[]; readonly ratter?: readonly string[] }
}

let app: UppslagApp
let published: readonly Published[]
beforeAll(async () => {
  app = await startUppslagApp({ policy })
  app.mirror.put(KNOWN, 'jarva', 'faktura', [{ fakturanummer: 'F-1', ocrNummer: '1636976', belopp: 100 }])
  const document = (await (await fetch(`${app.base}/api/v1/openapi.json`)).json()) as { paths: Record<string, object> }
  published = Object.values(document.paths).flatMap((path) => Object.values(path) as Published[])
}, 60_000)
afterAll(() => app.stop())
beforeEach(() => void (app.logg.written.length = 0))

const as = (roll: string) => ({ klient: 'prov', roller: [roll] })
const lookup = (roll: string, andamal: string) =>
  app.uppslag({ personnummer: KNOWN, andamal, arende: 'A-1', relation: 'sjalv', identifiering: 'bankid' }, as(roll))

/** Fetches the invoice by the reference that the role was given itself, or else another role of the same person. */
async function fetchFaktura(roll: string) {
  const given = await Promise.all([roll, 'aldre-direkt'].map((one) => lookup(one, 'fakturafraga')))
  const [{ fakturaRef } = { fakturaRef: '' }] = given.flatMap(
    ({ json }) => (json.fakturor ?? []) as { fakturaRef: string }[],
  )
  const answer = await app.fetch(`/api/v1/fakturor/${fakturaRef}`, as(roll))
  return [{ ...answer, accepted: answer.status === 200 }]
}

/** Every way that the operation can be asked in which the role could matter; it accepts the role when one is let in. */
async function ask(id: string, path: string, method: string, roll: string) {
  if (id === 'gorUppslag') return Promise.all(Object.keys(policy.andamal).map((andamal) => lookup(roll, andamal)))
  if (id === 'hamtaFaktura') return fetchFaktura(roll)
  const contract = CONTRACTS.find((one) => one.id === id)
  if (contract === undefined) throw new Error(`no operation is called ${id}`)
  const bodies = Object.values(contract.example.request ?? { none: undefined })
  const address = id === 'anmalArende' ? path.replace(/:[A-Za-z]+/g, 'KC-NY-1') : addressOf(contract)
  return Promise.all(bodies.map((body) => app.send(method.toUpperCase(), address, body, as(roll))))
}

test.each(CONTRACTS.map((one) => [one.id, one] as const))(
  'the roles that %s states are those that it accepts, and it tells the others what it requires',
  async (id, { path, method, requires }) => {
    const stated = published.find(({ operationId }) => operationId === id)
    const roller = stated?.['x-behorighet']?.roller
    const accepted: string[] = []
    for (const roll of ROLLER) {
      const answers = await ask(id, path, method, roll)
      const refused = answers.filter(({ status, ...one }) => ('accepted' in one ? !one.accepted : status === 403))
      if (refused.length < answers.length) accepted.push(roll)
      for (const { status, json } of refused)
        if (!roller?.includes(roll) && status === 403)
          expect(json.detail).toMatch(
            /^(Anropet kräver (rollen|en roll) |Ingen av rollerna får se uppgifter för det här ändamålet)/,
          )
      app.logg.written.length = 0
    }
    expect([...(roller ?? [])].sort()).toEqual(accepted.sort())
    expect(accepted).not.toHaveLength(0)
    for (const roll of accepted)
      expect(stated?.description.split(`\`${roll}\``).length ?? 0).toBeGreaterThan('roll' in requires ? 0 : 2)
  },
)

test('each right that an operation requires is told, in the document and when it is refused', async () => {
  const rights = [
    ['hamtaUppslagsstatistik', 'statistik'],
    ['listaLarm', 'granska'],
    ['listaTillstand', 'granska eller godkanna-undantag'],
  ]
  for (const [id, text] of rights) {
    const { path } = CONTRACTS.find((one) => one.id === id) ?? { path: '' }
    const { status, json } = await app.fetch(path, as('aldre-direkt'))
    expect([status, json.detail]).toEqual([403, `Anropet kräver en roll med rätten ${text}.`])
    const stated = published.find(({ operationId }) => operationId === id)
    expect(stated?.description).toContain(`Kräver en roll med rätten ${text}: `)
    expect(stated?.['x-behorighet']?.ratter?.join(' eller ')).toBe(text)
  }
})

test('a refusal for another cause than the role says that cause', async () => {
  const request = { regel: 'oppettid', minuter: 5, motivering: 'Telefonavbrott under dagen.' }
  // Nobody is named here, by the system or by anybody.
  const alone = await app.send('POST', '/api/v1/tillstand', request, { ...as('aldre-direkt'), slutanvandare: 'prov' })
  expect(alone.json.detail).toMatch(/frågar det anropande systemet, för egen del eller för någon som det uppger/)
  const opened = { status: 'oppnat', personnummer: KNOWN, andamal: 'kofraga' }
  const put = (body: object) => app.send('PUT', '/api/v1/arenden/KC-STANGT', body, as('arendesystem'))
  expect((await put(opened)).status).toBe(200)
  expect((await put({ status: 'stangt' })).status).toBe(200)
  // It was opened once: what is wrong is that it is not open.
  const { status, json } = await put({ status: 'kategoriserat', huvudkategori: 'Äldreomsorg' })
  expect([status, json.detail]).toEqual([
    404,
    'Ärendet finns inte bland de öppna ärenden som det anropande systemet får ange.',
  ])
  const forProtected = { ...request, regel: 'skyddad', personnummer: KNOWN }
  const refused = await app.send('POST', '/api/v1/tillstand', forProtected, as('aldre-direkt'))
  expect(refused.json.detail).toBe('Anropet kräver en roll som får se skyddade personuppgifter (skyddade: true).')
})

test('a bound token is described by a scheme of its own, and without its certificate is any invalid token', async () => {
  const document = (await (await fetch(`${app.base}/api/v1/openapi.json`)).json()) as {
    security: object[]
    components: { securitySchemes: Record<string, { type: string; description: string }> }
  }
  expect(document.security).toEqual([{ atkomsttoken: [] }, { atkomsttoken: [], klientcertifikat: [] }])
  const { klientcertifikat, atkomsttoken } = document.components.securitySchemes
  expect(klientcertifikat).toMatchObject({
    type: 'mutualTLS',
    description: expect.stringMatching(/Client-Cert.*401 TOKEN_OGILTIG/),
  })
  expect(atkomsttoken?.description).toContain('x5t#S256')
  const bound = { ...as('aldre-direkt'), ansprak: { cnf: { 'x5t#S256': 'A'.repeat(43) } } }
  const expired = { ...as('aldre-direkt'), expires: -1 }
  const [one, other] = await Promise.all([bound, expired].map((token) => app.fetch('/api/v1/larm', token)))
  const known = ({ type, title, detail, kod }: Record<string, unknown> = {}) => ({ type, title, detail, kod })
  expect([one?.status, known(one?.json)]).toEqual([401, known(other?.json)])
  expect(one?.json.kod).toBe('TOKEN_OGILTIG')
})

test('a caller without any role that counts is told so', async () => {
  const none = { klient: 'prov', roller: [] }
  const noRoll = 'Inloggningen ger ingen roll som det anropande systemet får använda.'
  const body = { personnummer: KNOWN, andamal: 'kofraga', relation: 'sjalv', identifiering: 'bankid' }
  expect((await app.uppslag(body, none)).json.detail).toBe(noRoll)
  expect((await app.fetch('/api/v1/larm', none)).json.detail).toBe(
    `Anropet kräver en roll med rätten granska. ${noRoll}`,
  )
  const opened = { status: 'oppnat', personnummer: KNOWN, andamal: 'kofraga' }
  expect((await app.send('PUT', '/api/v1/arenden/KC-1', opened, none)).json.detail).toBe(
    `Anropet kräver rollen arendesystem. ${noRoll}`,
  )
})
