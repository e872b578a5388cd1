import { expect, test } from '@jest/globals'
import { FIELDS, KNOWN, useLookup } from './testing/use-lookup.ts'
import { LOOKUP } from './texts.ts'

const { app, records, open, ring } = useLookup()
const MARKUP = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&`

test('extending renews the view, looks nothing up and leaves the page as it is; closing forgets whom it was about', async () => {
  const view = await open(KNOWN, { arende: 'A-1' })
  const { status, html } = await app().post('eva', `${view}/forlang`, {})
  expect([status, html]).toEqual([204, ''])
  const { status: closed, location } = await app().post('eva', `${view}/stang`, {})
  expect([closed, app().logg.written]).toEqual([303, []])
  expect((await app().get('eva', view)).status).toBe(410)
  const next = await app().get('eva', location)
  expect(next.html).toContain(LOOKUP.sameCall)
  expect(next.html).toMatch(/id="arende"[^>]*value="A-1"/)
  expect(next.html).not.toContain(KNOWN)
  expect(next.html).toMatch(/id="number"(?![^>]*value="[0-9])/)
})

test('another purpose for the same person is a lookup of its own, without the number being typed or sent', async () => {
  const view = await open('1234566', { kind: 'ocrNummer' })
  const { html } = await app().get('eva', view)
  const personId = /name="personId" value="([^"]*)"/.exec(html)?.[1] ?? ''
  const changed = await app().post('eva', '/uppslag', {
    ...FIELDS,
    ...{ fran: view.slice('/uppslag/'.length), personId, andamal: 'utforarfraga' },
  })
  const { html: next } = await app().get('eva', changed.location)
  expect(next).toContain('Åsa Öberg')
  expect(next).toContain('Fråga om en utförare')
  expect(records('uppslag').map(({ access }) => access.andamal)).toEqual(['fakturafraga', 'utforarfraga'])
})

test('a refusal leads back to the form with everything that was written, and says why', async () => {
  const view = await open(KNOWN, { arende: 'KC 1' })
  const { status, html } = await app().get('eva', view)
  expect(status).toBe(400)
  expect(html).toContain(LOOKUP.refused)
  expect(html).toMatch(/id="arende"[^>]*aria-invalid="true"/)
  expect(html).toMatch(/id="number"[^>]*value="189001019802"/)
  app().add('noon', ['aldre-direkt'], { klient: 'okand' })
  const refused = await app().get('noon', await open(KNOWN, {}, 'noon'))
  expect(refused.status).toBe(403)
})

test('Hämta nu and Varför are asked for on a click, each with a record of its own', async () => {
  const view = await open(KNOWN)
  const { location } = await app().post('eva', `${view}/hamta`, {})
  expect(location).not.toBe(view)
  expect(app().logg.written).toEqual([])
  const { html } = await app().get('eva', location)
  expect(html).toContain('nu 12:00')
  expect(records('uppslag')).toHaveLength(1)
  const why = await app().get('eva', `${view}/varfor`)
  expect(why.html).toContain('andamal.yaml#/andamal/fakturafraga')
  expect(why.html).not.toContain('Öberg')
  expect(records('forklaring')).toHaveLength(1)
})

test('an invoice is opened anew by its reference; its lines and its OCR number to copy are there', async () => {
  const view = await open(KNOWN)
  const { html } = await app().get('eva', view)
  expect(html).toMatch(/id="copy-first" data-copy="1234566"/)
  expect(html).toContain('Förfaller om 16 dagar, 2026-10-31')
  const address = /href="(\/uppslag\/[^"]*\/faktura\/[^"]*)"/.exec(html)?.[1] ?? ''
  const faktura = await app().get('eva', address)
  expect(faktura.html).toContain('Hemtjänst')
  expect(records('faktura')).toHaveLength(1)
  expect((await app().get('eva', `${view}/faktura/x`)).status).toBe(404)
})

test('who does not look up gets no form, and other roles no page', async () => {
  expect((await app().get('bo', '/uppslag')).location).toBe('/uppslag/tillstand')
  app().add('ada', ['sakerhetsansvarig'])
  expect((await app().get('ada', '/uppslag')).status).toBe(403)
})

test('a source that did not answer says whom to ring: whom the settings name for it, or else where a handläggare is found', async () => {
  const ask = async () => (await app().get('eva', await open(KNOWN, { andamal: 'utforarfraga' }))).html
  const { statuses } = app().mirror
  app().mirror.statuses = statuses.map((one) =>
    one.source === 'paraplyet' && one.stadsdel === 'bromma' ? { ...one, speglad: null } : one,
  )
  const otherwise = await ask()
  expect(otherwise).toContain('href="/uppslag/handlaggare?stadsdel=bromma"')
  ring.push(
    { text: 'Supporten' },
    { kalla: 'paraplyet', text: 'Växeln' },
    { kalla: 'paraplyet', stadsdel: 'bromma', text: `Bromma ${MARKUP}` },
    { kalla: 'agresso', text: 'Ekonomi' },
  )
  const named = await ask()
  expect(named).toContain('<li>Bromma &quot;>&lt;script')
  for (const other of ['Supporten', 'Växeln', 'Ekonomi', 'href="/uppslag/handlaggare?stadsdel'])
    expect(named).not.toContain(other)
  ring.pop()
  ring.splice(2, 1)
  expect(await ask()).toContain('<li>Växeln</li>')
  ring.pop()
  expect(await ask()).toContain('<li>Supporten</li>')
  ring.pop()
  app().mirror.statuses = statuses
})

test('what sources say of themselves stands once over all that say the same, and first what few say', async () => {
  const { statuses } = app().mirror
  app().mirror.statuses = statuses.map((one) =>
    one.source === 'paraplyet' && one.stadsdel === 'jarva' ? { ...one, speglad: null } : one,
  )
  const { html } = await app().get('eva', await open(KNOWN, { andamal: 'utforarfraga' }))
  app().mirror.statuses = statuses
  const said = [...(/source-rows">(.*?)<\/ul>/s.exec(html)?.[1] ?? '').matchAll(/<li.*?<\/li>/gs)].map(([row]) => row)
  expect(said).toHaveLength(2)
  expect(said[0]).toContain('Paraplyet: Järva.')
  expect(said[1]).toMatch(/Paraplyet: Bromma, .* och Södermalm\./)
})

test('markup in every field stays text', async () => {
  const items = { person: 'efternamn', utforare: 'namn', handlaggare: 'namn', kostatus: 'onskadEnhet' } as const
  const person = '189001069815'
  for (const [mangd, field] of Object.entries(items))
    app().mirror.put(person, 'jarva', mangd as keyof typeof items, [
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
  app().mirror.put(person, 'jarva', 'beslut', [
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
  app().mirror.put(person, 'jarva', 'avgift', [{ period: '2026-09', avgift: 1 }])
  app().mirror.put(person, 'jarva', 'rakningsmottagare', [{ namn: MARKUP, slag: MARKUP }])
  app().mirror.put(person, 'jarva', 'faktura', [
    { fakturanummer: MARKUP, ocrNummer: MARKUP, rader: [{ radnummer: 1, text: MARKUP, belopp: 1 }], belopp: 1 },
  ])
  const view = await open(person, { andamal: 'samlad-fraga', arende: 'A-1', identifiering: 'motringning' })
  const { html } = await app().get('eva', view)
  expect(html.match(/&lt;script/g)?.length).toBeGreaterThan(20)
  expect(html).not.toMatch(/<script>alert|<img|href="javascript/)
  const form = await app().post('eva', '/uppslag', {
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
  expect((await app().get('eva', view)).html).toContain('Spara i A-1')
  app().logg.written.length = 0
  const chosen = { huvudkategori: 'Ekonomi', arendetyp: 'Avgift', arendeklass: 'Fråga om avgift' }
  const { status, html } = await app().post('eva', `${view}/registrera`, chosen)
  expect(status).toBe(200)
  expect(html).toContain('Sparat för A-1')
  expect(app().arenden.chosen.get('A-1')).toEqual(chosen)
  expect(app().logg.written.map(({ access }) => [access.handelse, access.orsak, access.arende])).toEqual([
    ['arende', 'kategori-vald', 'A-1'],
  ])
  const wrong = await app().post('eva', `${view}/registrera`, { ...chosen, arendetyp: '18900101-9802' })
  expect(wrong.status).toBe(400)
  const closed = await open(KNOWN, { arende: 'KC-2026-999' })
  const unknown = await app().post('eva', `${closed}/registrera`, chosen)
  expect([unknown.status, unknown.html.includes('KC-2026-999 är inget öppet ärende')]).toEqual([404, true])
})
