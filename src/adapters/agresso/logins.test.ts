import { afterEach, expect, test } from '@jest/globals'
import { allTexts, body, error, peer } from '../../../test/support/sources/http-peer.ts'
import { all, extent, never, readCounts } from '../../../test/support/sources/reading.ts'
import { envelope } from '../../../test/support/sources/xml-reply.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import { LOGIN_TEXTS } from './logins.ts'
import { type AgressoOptions, agressoSource } from './source.ts'

const manifests = readManifest('config/tittbehorighet')
const STADSDELAR = ['bromma', 'farsta', 'jarva', 'skarpnack']
const SECRET = 'kanarie-4471'
const open: { close(): Promise<void> }[] = []
afterEach(() => Promise.all(open.splice(0).map((source) => source.close())))

/** A service that answers every call with this fault, and counts the calls. */
async function faulting(faultCode: string, text: string) {
  const counted = { calls: 0 }
  const url = await peer(async (req, res) => {
    await body(req)
    counted.calls++
    const fault = `<s:Fault><faultcode>${faultCode}</faultcode><faultstring>${text}</faultstring></s:Fault>`
    res.writeHead(500, { 'content-type': 'text/xml' }).end(envelope(fault))
  })
  return { url, counted }
}

function source(url: string, others: Partial<AgressoOptions> = {}) {
  const fresh = agressoSource({
    url,
    user: 'insyn',
    password: SECRET,
    foretag: Object.fromEntries(STADSDELAR.map((stadsdel, index) => [stadsdel, `F${index}`])),
    mallar: { kunder: 'k', oppna: 'o', historik: 'h' },
    tidszon: 'Europe/Stockholm',
    manifests,
    deadlines: { smallCalls: 5_000, all: 5_000, andrade: 5_000, person: 5_000 },
    capBytes: 1_000_000,
    clock: () => new Date('2026-09-15T12:00:00Z'),
    ...others,
  })
  open.push(fresh)
  return fresh
}
type AgressoSource = ReturnType<typeof source>

const readAll = (from: AgressoSource, stadsdel: string) =>
  error(all(from.readAll(extent(stadsdel, 'faktura'), readCounts(), never)))
const readPerson = (from: AgressoSource, stadsdel: string) =>
  error(all(from.readPerson(extent(stadsdel, 'faktura'), '199304232383', readCounts(), never)))

test.each([
  ['s:Client', 'Login failed for user INSYN'],
  ['s:Server', 'Server was unable to process request. ---&gt; Invalid username or password.'],
  ['s:Server', 'The user name or password is incorrect'],
  ['s:Client', 'Authentication failed'],
  ['a:x', 'Access is denied.'],
  ['s:Client', 'Felaktigt användarnamn eller lösenord'],
  ['s:Client', 'Inloggningen misslyckades'],
  ['s:Client', 'Kontot är låst'],
  ['s:Server', 'Pålogging mislyktes: ugyldig passord'],
  ['s:Client.Authentication', 'x'],
  ['wsse:FailedAuthentication', 'x'],
])('the fault %s with "%s" is a refused login, told without its text', async (code, text) => {
  const { url } = await faulting(code, `${text} ${SECRET}`)
  const failure = await readAll(source(url), 'farsta')
  expect(failure).toMatchObject({
    code: 'KALLA_INLOGGNING',
    retryable: false,
    message: expect.stringMatching(/^agresso farsta: login refused \(fault \w[\w.]*\): check the user and password/),
  })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test.each([
  'Internal error',
  'Template 4711 does not exist',
  'The server is not available: try again later',
  'Timeout expired. The timeout period elapsed prior to completion of the operation',
  'Object reference not set to an instance of an object.',
  'Mallen saknas',
  'Deadlock victim; rerun the transaction',
])('"%s" is no refused login', async (text) => {
  expect(LOGIN_TEXTS.filter((one) => one.test(text))).toEqual([])
  const { url } = await faulting('s:Server', text)
  expect(await readAll(source(url), 'farsta')).toMatchObject({ code: 'KALLA_FAULT', retryable: true })
})

test('the installation says itself which texts refuse a login, in place of those that come with the program', async () => {
  const { url } = await faulting('s:Client', 'ADGANG IKKE TILLADT')
  const texts = ['adgang ikke']
  expect(await readAll(source(url, { inloggningsfel: texts }), 'farsta')).toMatchObject({ code: 'KALLA_INLOGGNING' })
  const other = await faulting('s:Client', 'Login failed')
  expect(await readAll(source(other.url, { inloggningsfel: texts }), 'farsta')).toMatchObject({ code: 'KALLA_FAULT' })
})

test('a wrong password meets the service twice at most, whatever reads of all companies, live ones and looks ask', async () => {
  const { url, counted } = await faulting('s:Server', 'Invalid username or password')
  const wrong = source(url)
  const reads = () =>
    STADSDELAR.flatMap((stadsdel) => [
      readAll(wrong, stadsdel),
      readPerson(wrong, stadsdel),
      error(wrong.check?.(stadsdel, never) ?? Promise.resolve()),
    ])
  const failures = [...(await Promise.all(reads())), ...(await Promise.all(reads()))]
  for (const failure of failures) expect(failure).toMatchObject({ code: 'KALLA_INLOGGNING', retryable: false })
  expect(failures).toHaveLength(24)
  expect(counted.calls).toBeLessThanOrEqual(2)
})

test('a service that answers a wrong password with a fault that nobody knows meets it three times at most', async () => {
  const { url, counted } = await faulting('s:Server', 'Fel 17')
  const wrong = source(url)
  const failures: unknown[] = []
  for (const stadsdel of STADSDELAR) failures.push(await readAll(wrong, stadsdel), await readPerson(wrong, stadsdel))
  expect(counted.calls).toBeLessThanOrEqual(3)
  expect(failures.at(-1)).toMatchObject({
    code: 'KALLA_INLOGGNING',
    message: expect.stringContaining('every call was'),
  })
})
