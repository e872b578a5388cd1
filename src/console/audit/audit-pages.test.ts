import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { NOW, realPolicy, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import { anAlert } from '../../../test/support/memory-alerts.ts'
import { memoryAudit } from '../../../test/support/memory-audit.ts'
import { memorySessions, signedIn } from '../../../test/support/memory-sessions.ts'
import { sealLogId } from '../../atkomstlogg/log-id.ts'
import { readCategories } from '../../cases/categories.ts'
import { createConsole } from '../console.ts'

const NUMBER = '189001019802'
const LOOKUP = { andamal: 'samlad-fraga', arende: 'KC-1', relation: 'sjalv', identifiering: 'motringning' }
const people = {
  eva: signedIn('eva', ['sakerhetsansvarig']),
  bo: signedIn('bo', ['granskare']),
  anna: signedIn('anna', ['gruppledare']),
  agent: signedIn('agent', ['aldre-direkt']),
}
type Name = keyof typeof people
const audit = memoryAudit()
let app: UppslagApp

beforeAll(async () => {
  const policy = realPolicy()
  const pages = createConsole({
    ...{ policy, clock: () => NOW, report: () => undefined, liveMs: 2000, givesCategory: true, ring: [], ...audit },
    categories: readCategories(join(import.meta.dirname, '../../../config'), policy),
    sessions: memorySessions(people),
  })
  app = await startUppslagApp({ pages, chain: audit.chain })
})
afterAll(() => app.stop())
beforeEach(async () => {
  app.logg.written.length = 0
  audit.chain.asked.length = 0
  delete audit.chain.known.bromma
  audit.forget()
})

async function get(path: string, name: Name = 'eva') {
  const answer = await fetch(app.base + path, {
    headers: { cookie: `session=${name}`, accept: 'text/html' },
    redirect: 'manual',
  })
  return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() }
}

async function post(path: string, fields: Readonly<Record<string, string>>, name: Name = 'eva') {
  const answer = await fetch(app.base + path, {
    method: 'POST',
    headers: { cookie: `session=${name}`, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrf: people[name].csrf, ...fields }).toString(),
    redirect: 'manual',
  })
  return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() }
}

const withReason = (name: Name = 'eva') => post('/logg/skal', { skal: 'Anmälan, dnr 7', till: '/logg' }, name)
const causes = () => [...new Set(app.logg.written.map(({ access }) => `${access.orsak} ${String(access.andamal)}`))]

test('the reason is asked with the first search, kept for the session and recorded with each', async () => {
  expect((await get('/logg')).text).toContain('name="skal"')
  const { status, location } = await post('/logg/sok', { skal: 'Anmälan, dnr 7', handelse: 'uppslag' })
  expect([status, location]).toEqual([303, '/logg?handelse=uppslag'])
  expect(app.logg.written).toEqual([])
  const page = await get(location)
  expect(page.text).toContain('Anmälan, dnr 7')
  expect(page.text).not.toContain('name="skal"')
  expect(causes()).toEqual(['sok Anmälan, dnr 7'])
  // Another session has not said why.
  expect((await get('/logg', 'bo')).text).toContain('name="skal"')
})

test('without a reason nothing is done, and the form of it leads back to a page of this area alone', async () => {
  const { location } = await get('/logg?handelse=uppslag')
  expect(location).toBe('/logg/skal?till=%2Flogg%3Fhandelse%3Duppslag')
  for (const [wanted, back] of [
    ['/logg?handelse=uppslag', '/logg?handelse=uppslag'],
    ['https://evil.example/logg', '/logg'],
    ['//evil.example/logg', '/logg'],
    ['/uppslag', '/logg'],
    ['/logg\\..\\..//evil.example', '/logg'],
  ] as const)
    expect((await post('/logg/skal', { skal: 'Anmälan, dnr 7', till: wanted })).location).toBe(back)
  for (const reason of ['', ' ', `Om ${NUMBER}`]) {
    const refused = await post('/logg/skal', { skal: reason, till: '/logg' })
    expect([refused.status, refused.text.includes('aria-invalid="true"')]).toEqual([422, true])
  }
  expect(app.logg.written).toEqual([])
})

test('a number, a user and an ärende are sealed, and never in an address', async () => {
  await withReason()
  const { location } = await post('/logg/sok', {
    ...{ personnummer: NUMBER, handlaggare: 'anna.ek', arende: 'KC-2026-77', logg: 'bromma' },
    ...{ fran: '20261001', till: '2026-10-15' },
  })
  expect(location).toMatch(/^\/logg\?logg=bromma&fran=2026-10-01&till=2026-10-15&s=[\w-]+$/)
  const page = await get(location)
  expect(page.status).toBe(200)
  expect(app.logg.written).toHaveLength(1)
  expect(app.logg.written[0]).toMatchObject({
    logg: 'bromma',
    access: {
      orsak: 'sok',
      personRef: app.keys.personRef(NUMBER),
      detaljer: { arende: ['KC-2026-77'], handlaggare: ['anna.ek'], franOchMed: '2026-10-01' },
    },
  })
  expect(page.text).not.toContain(NUMBER)
  const addresses = [...page.text.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, address = '']) => address).join(' ')
  expect(addresses).not.toMatch(/189001|anna\.ek|KC-2026/)
})

test('a search that is another session’s, or over, is said to be closed and does nothing', async () => {
  await withReason()
  await withReason('bo')
  const { location } = await post('/logg/sok', { personnummer: NUMBER })
  const other = await get(location, 'bo')
  expect(other.text).toContain('Sökningen har stängts')
  expect(app.logg.written).toEqual([])
})

test.each([
  ['personnummer', '189001019803', 'Numret stämmer inte'],
  ['arende', `KC ${NUMBER}`, 'personnummer'],
  ['handlaggare', NUMBER, 'personnummer'],
  ['fran', '2026-02-30', 'ÅÅÅÅ-MM-DD'],
  ['till', 'i går', 'ÅÅÅÅ-MM-DD'],
] as const)('an error in %s stands at the field, and nothing is recorded', async (name, value, says) => {
  await withReason()
  const { status, text } = await post('/logg/sok', { [name]: value, logg: 'bromma' })
  const field = new RegExp(`<input[^>]*id="${name}"[^>]*>`).exec(text)?.[0] ?? ''
  expect([status, field.includes('aria-invalid="true"'), text.includes(says)]).toEqual([422, true, true])
  expect(text).toMatch(/<option [^>]*value="bromma"[^>]*selected|<option [^>]*selected[^>]*value="bromma"/)
  expect(app.logg.written).toEqual([])
})

test('a value of a cell limits the search: what names somebody by a form, and out of it again', async () => {
  await withReason()
  const { location } = await post('/logg/forfina', {
    filter: 'logg=bromma',
    s: '',
    handlaggare: JSON.stringify(['anna.ek', 'inloggning']),
  })
  expect(location).toMatch(/^\/logg\?logg=bromma&s=/)
  await get(location)
  expect(app.logg.written[0]?.access.detaljer).toMatchObject({ handlaggare: ['anna.ek'] })
  const person = await post('/logg/sok', { personnummer: NUMBER })
  const id = new URLSearchParams(person.location.split('?')[1]).get('s') ?? ''
  expect((await post('/logg/forfina', { filter: '', s: id, remove: 'person' })).location).toBe('/logg?sok=1')
})

test('filters are the officer’s own, without anybody, and can be taken away', async () => {
  const save = (fields: Record<string, string>, name: Name = 'eva') => post('/logg/filter', fields, name)
  expect((await save({ namn: 'Nekade i Bromma', filter: 'logg=bromma&utfall=nekat&period=7' })).location).toBe(
    '/logg?logg=bromma&utfall=nekat&period=7',
  )
  expect((await get('/logg')).text).toContain('Nekade i Bromma')
  expect((await get('/logg', 'bo')).text).not.toContain('Nekade i Bromma')
  const [saved] = await audit.savedFilters.list(people.eva.caller)
  await post('/logg/filter/bort', { id: saved?.id ?? '' }, 'bo')
  expect(await audit.savedFilters.list(people.eva.caller)).toHaveLength(1)
  await post('/logg/filter/bort', { id: saved?.id ?? '' })
  for (const fields of [
    { namn: '', filter: 'logg=bromma' },
    { namn: `Om ${NUMBER}`, filter: 'logg=bromma' },
    { namn: 'Ett', filter: '' },
    { namn: 'Ett', filter: `klient=${NUMBER}` },
    { namn: 'Ett', filter: `klient=${NUMBER.replace(/(....)/g, '$1%20')}` },
  ])
    expect((await save(fields)).status).toBe(422)
  expect(await audit.savedFilters.list(people.eva.caller)).toEqual([])
})

test('a record is shown in words, and its number by an act of its own each time it is seen', async () => {
  await app.uppslag({ ...LOOKUP, personnummer: NUMBER })
  const place = { logg: 'insyn', nummer: 1 }
  const id = sealLogId(app.keys, place)
  app.logg.written.length = 1
  const path = `/logg/post?id=${id}`
  expect((await get(path)).location).toContain('/logg/skal')
  await withReason()
  const page = await get(path)
  expect(page.text).toContain('Uppslag om en person')
  expect(page.text).not.toContain(NUMBER)
  const { location } = await post('/logg/nummer', { loggId: id })
  expect(location).toMatch(/^\/logg\/nummer\/[\w-]+$/)
  expect(app.logg.written.map(({ access }) => access.orsak)).toEqual(['okand', 'visa-post'])
  for (const seen of [1, 2]) {
    const shown = await get(location)
    expect(shown.text).toContain('18900101-9802')
    expect(/<title>(.*)<\/title>/.exec(shown.text)?.[1]).not.toMatch(/\d/)
    expect(app.logg.written.filter(({ access }) => access.orsak === 'oppna-nummer')).toHaveLength(seen)
  }
  const closed = await get(location, 'bo')
  expect([closed.status, closed.text.includes('9802')]).toEqual([410, false])
})

test('alerts have their rule with its threshold, and are acknowledged with a comment', async () => {
  app.larm.length = 0
  app.larm.push(anAlert({ kind: 'manga-uppslag' }), anAlert({ kind: 'skyddad', isProtected: true }))
  const page = await get('/logg/larm')
  expect(page.text).toContain('Minst 60 uppslag av samma användare inom 15 minuter.')
  expect(page.text).toContain('href="/logg/regler#larm-manga-uppslag"')
  expect((await get('/logg/larm', 'bo')).text).not.toMatch(/[Ss]kyddade personuppgifter</)
  const path = `/logg/larm/${app.larm[0]?.publicId ?? ''}/kvittera`
  const empty = await post(path, { kommentar: ' ' })
  expect([empty.status, empty.text.includes('aria-invalid="true"')]).toEqual([422, true])
  const number = await post(path, { kommentar: `Gällde ${NUMBER}` })
  expect([number.status, number.text.includes('aria-invalid="true"')]).toEqual([422, true])
  expect(app.larm[0]?.acknowledged).toBeNull()
  const done = await post(path, { kommentar: 'Fel nummer slogs in.\r\nTalat med chefen.' })
  expect(done.location).toBe('/logg/larm?klart=1')
  expect(app.larm[0]?.acknowledged).not.toBeNull()
})

test('a check of the chain is recorded in each log, started once, and followed by events', async () => {
  expect((await post('/logg/kedja/kontroll', { till: '/logg/larm' })).location).toBe('/logg/skal?till=%2Flogg%2Flarm')
  expect(audit.chain.asked).toEqual([])
  await withReason()
  expect((await post('/logg/kedja/kontroll', { till: '/logg/larm' })).location).toBe('/logg/larm')
  expect(causes()).toEqual(['kedjekontroll Anmälan, dnr 7'])
  expect(new Set(audit.chain.asked)).toEqual(new Set(app.logg.written.map(({ logg }) => logg)))
  const page = await get('/logg')
  expect(page.text).toContain('data-events="/logg/kedja/handelser"')
  expect(page.text).not.toContain('Kontrollera nu')
  audit.chain.asked.length = 0
  expect((await get('/logg/kedja/handelser')).text).toContain('event: reload')
})

test('a broken chain names the first bad position and whom to ring, to those who may know how much is hidden', async () => {
  const at = new Date('2026-10-15T02:10:00Z')
  audit.chain.known.bromma = { records: 99, checked: { at, records: 90, broken: { from: 41, to: 42 } } }
  expect((await get('/logg')).text).toMatch(/Kedjan är bruten\..*Bromma: post 41 är den första/s)
  const other = await get('/logg', 'bo')
  expect(other.text).toContain('Kedjan är bruten.')
  expect(other.text).toContain('Ring Insyns förvaltning')
  // The address of a style sheet has a digest, in which any digits may stand.
  expect(other.text.replaceAll(/\/assets\/[0-9a-f]+/g, '')).not.toMatch(/post 4[12]|99/)
})

test('who has no right gets no page of the log', async () => {
  for (const path of ['/logg', '/logg/larm', '/logg/tidslinje', '/logg/post?id=x', '/logg/kedja/handelser'])
    expect([path, (await get(path, 'agent')).status]).toEqual([path, 403])
  expect((await get('/logg', 'anna')).location).toBe('/logg/statistik')
  expect((await get('/logg/larm', 'anna')).status).toBe(403)
  const statistics = await get('/logg/statistik', 'anna')
  expect([statistics.status, statistics.text.includes('Kontrollera nu')]).toEqual([200, false])
})

test('a timeline is of one person or of one user, and its address names neither', async () => {
  await withReason()
  const both = await post('/logg/tidslinje', { personnummer: NUMBER, handlaggare: 'anna' })
  expect([both.status, both.text.includes('aria-invalid="true"')]).toEqual([422, true])
  for (const fields of [{ personnummer: NUMBER }, { handlaggare: 'anna.ek', ordning: 'aldst' }]) {
    const { location } = await post('/logg/tidslinje', fields)
    expect(location).toMatch(/^\/logg\/tidslinje\/[\w-]+$/)
    expect((await get(location)).status).toBe(200)
    expect((await get(location, 'bo')).text).toContain('Tidslinjen har stängts')
  }
  expect(new Set(app.logg.written.map(({ access }) => access.orsak))).toEqual(new Set(['tidslinje']))
})

test('what the officers have searched for is one search, recorded as every other', async () => {
  expect((await get('/logg/granskare')).location).toContain('/logg/skal')
  await withReason()
  expect((await get('/logg/granskare')).status).toBe(200)
  expect(app.logg.written[0]?.access.detaljer).toMatchObject({ handelse: ['granskning', 'utdrag', 'export'] })
})
