import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type ConsoleApp, startConsoleApp } from '../../../test/support/console-app.ts'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import { CLOSED, ERRORS, LOOKUP } from './texts.ts'

const KNOWN = '189001019802'
const OTHER = '189001029819'
const PROTECTED = '189001039800'
const WITHOUT_AVTAL = '189001049817'
const ABSENT = '189001059808'
const OUT_OF_REACH = '191401682396'
const OWN = '189001099804'
const MARKUP = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&`

const policy = realPolicy()
let app: ConsoleApp

beforeAll(async () => {
  app = await startConsoleApp({
    policy: { ...policy, avtal: policy.avtal.filter(({ stadsdel }) => stadsdel !== 'farsta') },
  })
  const { mirror } = app
  mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  mirror.put(KNOWN, 'bromma', 'faktura', [
    {
      ...{
        fakturanummer: 'F1',
        ocrNummer: '1234566',
        forfallodatum: '2026-10-31',
        belopp: 210000,
        kvarstaende: 210000,
      },
      ...{ betalstatus: 'obetald', rader: [{ radnummer: 1, text: 'Hemtjänst', belopp: 210000 }] },
    },
  ])
  mirror.put(OTHER, 'jarva', 'person', [{ fornamn: 'Nya', efternamn: 'Namnet' }])
  for (const stadsdel of ['bromma', 'jarva']) mirror.protect(PROTECTED, stadsdel)
  mirror.put(WITHOUT_AVTAL, 'farsta', 'faktura', [{ fakturanummer: 'F4', ocrNummer: '4440' }])
  mirror.put(OUT_OF_REACH, 'bromma', 'beslut', [{ beslutId: 'B9', insats: 'Trygghetslarm' }])
  mirror.put(OWN, 'bromma', 'person', [{ fornamn: 'Eva', efternamn: 'Själv' }])
  mirror.put(OWN, 'bromma', 'faktura', [{ fakturanummer: 'F5', ocrNummer: '5553' }])
  mirror.statuses = (['agresso', 'paraplyet', 'ber'] as const).flatMap((source) =>
    app.policy.stadsdelar.map(({ kod }) => ({
      ...{ source, stadsdel: kod, speglad: new Date('2026-10-15T00:14:00Z') },
      ...{ newestRun: 'lyckad' as const, orphans: false },
    })),
  )
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
})

const FIELDS = { andamal: 'fakturafraga', arende: '', identifiering: 'kontrollfragor', relation: 'sjalv', kind: 'auto' }
const records = (event: string) => app.logg.written.filter(({ access }) => access.handelse === event)
async function open(number: string, changed: Readonly<Record<string, string>> = {}, who = 'eva') {
  const { status, location, html } = await app.post(who, '/uppslag', { ...FIELDS, number, ...changed })
  expect([status, html]).toEqual([303, ''])
  return location
}
/** Without what names the request: ids of the view, the log and the answer, and the number that was written. */
const withoutIds = (html: string, view: string) =>
  html
    .replaceAll(view.slice('/uppslag/'.length), '(view)')
    .replace(/(log-id">)[^<]*/g, '$1(log)')
    .replace(/(name="personId" value=")[^"]*/g, '$1(person)')
    .replace(/[0-9]{8}-[0-9]{4}|OCR [0-9]+|Faktura F[0-9]/g, '(number)')

test('the form opens empty, with the cursor in the number and the purposes of the rules', async () => {
  const { status, html } = await app.get('eva', '/uppslag')
  expect(status).toBe(200)
  expect(html).toMatch(/id="number"[^>]*autofocus/)
  expect(html.match(/<option/g)?.length).toBeGreaterThan(8)
  expect(html).not.toContain('value="spegling"')
  expect(records('forklaring')).toHaveLength(1)
})

test('a slip of the hand is told under its label, with all values kept, and is neither asked for nor recorded', async () => {
  const { status, html } = await app.post('eva', '/uppslag', {
    ...FIELDS,
    number: '189001019803',
    andamal: 'beslutsfraga',
    identifiering: '',
  })
  expect(status).toBe(400)
  expect(html).toContain(ERRORS.personnummer)
  expect(html).toMatch(/id="number"[^>]*aria-invalid="true"[^>]*aria-describedby="number-error number-hint"/)
  expect(html).toMatch(/id="number"[^>]*value="189001019803"/)
  expect(html).toMatch(/<option selected[^>]*value="beslutsfraga"|value="beslutsfraga" selected/)
  expect(html.match(/aria-invalid="true"/g)).toHaveLength(3)
  expect(html).toContain(LOOKUP.fix(3))
  expect(app.logg.written).toEqual([])
})

test('the number stands in no address and no title; a view is one record, and a reload another', async () => {
  const view = await open(KNOWN)
  expect(view).toMatch(/^\/uppslag\/[A-Za-z0-9_-]{20,}$/)
  expect(app.logg.written).toEqual([])
  const { status, html, headers } = await app.get('eva', view)
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(html).toContain('<h1>Åsa Öberg')
  expect(html).toContain('18900101-9802')
  expect(/<title>(.*)<\/title>/.exec(html)?.[1]).toBe('Öppen person – Insyn')
  for (const [, address = ''] of html.matchAll(/ (?:href|action|data-closed)="([^"]*)"/g))
    expect(address).not.toMatch(/18900101|9001019802/)
  expect(records('uppslag')).toHaveLength(1)
  await app.get('eva', view)
  expect(records('uppslag')).toHaveLength(2)
})

test('two persons in two tabs stay apart, and a view of somebody else is as one that is closed', async () => {
  app.add('siv', ['aldre-direkt'])
  const [first, second] = [await open(KNOWN), await open(OTHER)]
  expect((await app.get('eva', first)).html).toContain('Åsa Öberg')
  expect((await app.get('eva', second)).html).toContain('Nya Namnet')
  expect((await app.get('eva', first)).html).not.toContain('Nya Namnet')
  app.logg.written.length = 0
  for (const [who, address] of [
    ['siv', first],
    ['eva', '/uppslag/00000000-0000-4000-8000-000000000000'],
    ['eva', `${first}/stangd`],
  ] as const) {
    const { status, html } = await app.get(who, address)
    expect([status, html.includes(CLOSED.title), html.includes('Öberg')]).toEqual([410, true, false])
  }
  for (const what of ['forlang', 'stang', 'hamta', 'registrera'])
    expect((await app.post('siv', `${first}/${what}`, {})).status).toBe(410)
  expect((await app.get('siv', `${first}/varfor`)).status).toBe(410)
  expect(app.logg.written).toEqual([])
})

test('whoever is protected, absent, out of reach, without avtal or oneself gives the same page to the byte', async () => {
  const pages = await Promise.all(
    [PROTECTED, ABSENT, WITHOUT_AVTAL, OUT_OF_REACH, OWN].map(async (number) => {
      const view = await open(number)
      const { status, html } = await app.get('eva', view)
      expect(status).toBe(200)
      return withoutIds(html, view)
    }),
  )
  expect(new Set(pages).size).toBe(1)
  expect(pages[0]).toContain('<h1>Inga uppgifter')
  expect(pages[0]).not.toMatch(/Trygghetslarm|Själv|F4/)
  const byOcr = await Promise.all(
    ['5553', '4440', '7773'].map(async (number) => {
      const view = await open(number, { kind: 'ocrNummer' })
      return withoutIds((await app.get('eva', view)).html, view)
    }),
  )
  expect(new Set(byOcr).size).toBe(1)
})

test('extending renews the view, looks nothing up and leaves the page as it is; closing forgets whom it was about', async () => {
  const view = await open(KNOWN, { arende: 'A-1' })
  const { status, html } = await app.post('eva', `${view}/forlang`, {})
  expect([status, html]).toEqual([204, ''])
  const { status: closed, location } = await app.post('eva', `${view}/stang`, {})
  expect([closed, app.logg.written]).toEqual([303, []])
  expect((await app.get('eva', view)).status).toBe(410)
  const next = await app.get('eva', location)
  expect(next.html).toContain(LOOKUP.sameCall)
  expect(next.html).toMatch(/id="arende"[^>]*value="A-1"/)
  expect(next.html).not.toContain(KNOWN)
  expect(next.html).toMatch(/id="number"(?![^>]*value="[0-9])/)
})

test('another purpose for the same person is a lookup of its own, without the number being typed or sent', async () => {
  const view = await open('1234566', { kind: 'ocrNummer' })
  const { html } = await app.get('eva', view)
  const personId = /name="personId" value="([^"]*)"/.exec(html)?.[1] ?? ''
  const changed = await app.post('eva', '/uppslag', {
    ...FIELDS,
    ...{ fran: view.slice('/uppslag/'.length), personId, andamal: 'utforarfraga' },
  })
  const { html: next } = await app.get('eva', changed.location)
  expect(next).toContain('Åsa Öberg')
  expect(next).toContain('Fråga om en utförare')
  expect(records('uppslag').map(({ access }) => access.andamal)).toEqual(['fakturafraga', 'utforarfraga'])
})

test('a refusal leads back to the form with everything that was written, and says why', async () => {
  const view = await open(KNOWN, { arende: 'KC 1' })
  const { status, html } = await app.get('eva', view)
  expect(status).toBe(400)
  expect(html).toContain(LOOKUP.refused)
  expect(html).toMatch(/id="arende"[^>]*aria-invalid="true"/)
  expect(html).toMatch(/id="number"[^>]*value="189001019802"/)
  app.add('noon', ['aldre-direkt'], { klient: 'okand' })
  const refused = await app.get('noon', await open(KNOWN, {}, 'noon'))
  expect(refused.status).toBe(403)
})

test('Hämta nu and Varför are asked for on a click, each with a record of its own', async () => {
  const view = await open(KNOWN)
  const { location } = await app.post('eva', `${view}/hamta`, {})
  expect(location).not.toBe(view)
  expect(app.logg.written).toEqual([])
  const { html } = await app.get('eva', location)
  expect(html).toContain('nu 12:00')
  expect(records('uppslag')).toHaveLength(1)
  const why = await app.get('eva', `${view}/varfor`)
  expect(why.html).toContain('andamal.yaml#/andamal/fakturafraga')
  expect(why.html).not.toContain('Öberg')
  expect(records('forklaring')).toHaveLength(1)
})

test('an invoice is opened anew by its reference; its lines and its OCR number to copy are there', async () => {
  const view = await open(KNOWN)
  const { html } = await app.get('eva', view)
  expect(html).toMatch(/id="copy-first" data-copy="1234566"/)
  expect(html).toContain('Förfaller om 16 dagar, 2026-10-31')
  const address = /href="(\/uppslag\/[^"]*\/faktura\/[^"]*)"/.exec(html)?.[1] ?? ''
  const faktura = await app.get('eva', address)
  expect(faktura.html).toContain('Hemtjänst')
  expect(records('faktura')).toHaveLength(1)
  expect((await app.get('eva', `${view}/faktura/x`)).status).toBe(404)
})

test('who does not look up gets no form, and other roles no page', async () => {
  expect((await app.get('bo', '/uppslag')).location).toBe('/uppslag/tillstand')
  app.add('ada', ['sakerhetsansvarig'])
  expect((await app.get('ada', '/uppslag')).status).toBe(403)
})

test('markup in every field stays text', async () => {
  const items = { person: 'efternamn', utforare: 'namn', handlaggare: 'namn', kostatus: 'onskadEnhet' } as const
  const person = '189001069815'
  for (const [mangd, field] of Object.entries(items))
    app.mirror.put(person, 'jarva', mangd as keyof typeof items, [
      {
        [field]: MARKUP,
        telefon: MARKUP,
        telefontid: MARKUP,
        insats: MARKUP,
        slag: MARKUP,
        enhet: MARKUP,
        status: MARKUP,
      },
    ])
  app.mirror.put(person, 'jarva', 'beslut', [
    {
      insats: MARKUP,
      enhet: MARKUP,
      omfattning: 1,
      status: MARKUP,
      lagSfs: MARKUP,
      lagParagraf: MARKUP,
      beslutId: MARKUP,
    },
  ])
  app.mirror.put(person, 'jarva', 'avgift', [{ period: '2026-09', avgift: 1 }])
  app.mirror.put(person, 'jarva', 'rakningsmottagare', [{ namn: MARKUP, slag: MARKUP }])
  app.mirror.put(person, 'jarva', 'faktura', [
    { fakturanummer: MARKUP, ocrNummer: MARKUP, rader: [{ radnummer: 1, text: MARKUP, belopp: 1 }], belopp: 1 },
  ])
  const view = await open(person, { andamal: 'samlad-fraga', arende: 'A-1', identifiering: 'motringning' })
  const { html } = await app.get('eva', view)
  expect(html.match(/&lt;script/g)?.length).toBeGreaterThan(20)
  expect(html).not.toMatch(/<script>alert|<img|href="javascript/)
  const form = await app.post('eva', '/uppslag', {
    ...FIELDS,
    number: MARKUP,
    arende: MARKUP,
    andamal: MARKUP,
    kind: MARKUP,
  })
  expect(form.html).not.toMatch(/<script>alert|<img/)
})

test('the category is chosen on a click: recorded, given to the case, and refused for a case that is not open', async () => {
  const view = await open(KNOWN, { arende: 'A-1' })
  expect((await app.get('eva', view)).html).toContain('Spara i A-1')
  app.logg.written.length = 0
  const chosen = { huvudkategori: 'Ekonomi', arendetyp: 'Avgift', arendeklass: 'Fråga om avgift' }
  const { status, html } = await app.post('eva', `${view}/registrera`, chosen)
  expect(status).toBe(200)
  expect(html).toContain('Sparat för A-1')
  expect(app.arenden.chosen.get('A-1')).toEqual(chosen)
  expect(app.logg.written.map(({ access }) => [access.handelse, access.orsak, access.arende])).toEqual([
    ['arende', 'kategori-vald', 'A-1'],
  ])
  const wrong = await app.post('eva', `${view}/registrera`, { ...chosen, arendetyp: '18900101-9802' })
  expect(wrong.status).toBe(400)
  const closed = await open(KNOWN, { arende: 'KC-2026-999' })
  expect((await app.post('eva', `${closed}/registrera`, chosen)).status).toBe(404)
})
