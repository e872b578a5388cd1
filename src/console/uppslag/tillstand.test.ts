import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type ConsoleApp, startConsoleApp } from '../../../test/support/console-app.ts'
import { TILLSTAND, TILLSTAND_ERRORS } from './tillstand-texts.ts'

const PERSON = '189001039800'
const MARKUP = '"><script>alert(1)</script>'
let app: ConsoleApp

beforeAll(async () => {
  app = await startConsoleApp()
  app.add('siv', ['aldre-direkt', 'skyddad-handlaggare'])
  app.add('ada', ['sakerhetsansvarig'], { loggar: ['insyn'] })
})
afterAll(() => app.stop())
beforeEach(() => {
  app.tillstand.rader.clear()
  app.logg.written.length = 0
})

const ONCE = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'
const REQUEST = {
  ...{ regel: 'skyddad', number: PERSON, arende: 'A-1', minuter: '30', nyckel: ONCE },
  motivering: 'Ringer upp från förmedlat nummer om sitt beslut.',
}
const causes = () => app.logg.written.map(({ access }) => access.orsak)
const ask = (changed: Partial<typeof REQUEST> = {}, who = 'siv') =>
  app.post(who, '/uppslag/tillstand/begar', { ...REQUEST, nyckel: crypto.randomUUID(), ...changed })

test('the protection of a person is offered to give way only to a role that may see protected persons', async () => {
  app.add('tor', ['aldre-direkt'])
  const offered = async (who: string) =>
    [...(await app.get(who, '/uppslag/tillstand/begar')).html.matchAll(/<option value="([a-z-]+)"/g)].map(
      ([, rule]) => rule,
    )
  expect(await offered('siv')).toContain('skyddad')
  expect(await offered('tor')).toEqual((await offered('siv')).filter((rule) => rule !== 'skyddad'))
})

test('that nobody else has to approve is said to be granted, and not to be sent', async () => {
  const asked = await ask({ regel: 'arende-saknas', arende: '', minuter: '15' })
  expect(asked.location).toBe('/uppslag/tillstand?visa=egna&gjort=beviljat')
  const mine = (await app.get('siv', asked.location)).html
  expect(mine).toContain(TILLSTAND.done.beviljat)
  expect(mine).toContain(TILLSTAND.use)
})

test('is asked for with the person of the view, approved by somebody else and used in a lookup', async () => {
  const lookup = await app.post('siv', '/uppslag', {
    ...{ number: PERSON, andamal: 'beslutsfraga', arende: 'A-1', identifiering: 'motringning', relation: 'sjalv' },
  })
  const neutral = await app.get('siv', lookup.location)
  const form = /href="(\/uppslag\/tillstand\/begar\?fran=[^"]*)"/.exec(neutral.html)?.[1] ?? ''
  const { html } = await app.get('siv', form)
  expect(html).toMatch(new RegExp(`name="number"[^>]*value="${PERSON}"`))
  expect(html).toMatch(/name="arende"[^>]*value="A-1"/)

  const asked = await ask()
  expect(asked.location).toBe('/uppslag/tillstand?visa=egna&gjort=begart')
  const mine = await app.get('siv', asked.location)
  expect(mine.html).toContain('väntar på beslut')
  expect(mine.html).toContain(TILLSTAND.done.begart)
  expect(mine.html).not.toContain(PERSON)
  expect(mine.html).not.toContain(TILLSTAND.approve)

  const waiting = await app.get('bo', '/uppslag/tillstand')
  const decision = /action="(\/uppslag\/tillstand\/[^"]*\/beslut)"/.exec(waiting.html)?.[1] ?? ''
  const decided = await app.post('bo', decision, { beslut: 'godkant', kommentar: 'Ärendet stämmer.' })
  expect(decided.location).toBe('/uppslag/tillstand?visa=vantar&gjort=godkant')
  expect((await app.get('bo', decided.location)).html).toContain(TILLSTAND.empty.waiting)
  const granted = await app.get('siv', '/uppslag/tillstand')
  const use = /href="(\/uppslag\?tillstand=[^"]*)"/.exec(granted.html)?.[1] ?? ''
  expect((await app.get('siv', use)).html).toMatch(/id="tillstand"[^>]*value="[0-9a-f-]{36}"/)
  expect(causes()).toEqual(expect.arrayContaining(['skyddad-vantar-godkannande', 'tillstand-egna', 'tillstand-lista']))

  const review = await app.get('ada', '/logg/tillstand')
  const judged = /action="(\/logg\/tillstand\/[^"]*\/granskning)"/.exec(review.html)?.[1] ?? ''
  expect((await app.post('ada', judged, { utfall: 'befogat', kommentar: 'Skälet stämmer.' })).status).toBe(303)
  expect((await app.get('ada', '/logg/tillstand')).html).toContain('Befogat av ada')
})

test('nobody decides on what they asked for, and nobody sees what others asked for without the right', async () => {
  app.add('lo', ['aldre-direkt', 'gruppledare'])
  await ask({ regel: 'oppettid', number: '' }, 'lo')
  await ask({}, 'siv')
  const [id = ''] = [...app.tillstand.rader.values()]
    .filter(({ slutanvandare }) => slutanvandare === 'siv')
    .map((row) => row.tillstandId)
  const mine = await app.get('lo', '/uppslag/tillstand?visa=egna')
  expect(mine.html).not.toContain(id)
  expect((await app.get('eva', '/uppslag/tillstand?visa=alla')).html).toContain(TILLSTAND.empty.own)
  expect(
    (await app.post('siv', `/uppslag/tillstand/${id}/beslut`, { beslut: 'godkant', kommentar: 'Ja, det går bra.' }))
      .status,
  ).toBe(403)
  expect((await app.get('ada', '/uppslag/tillstand')).status).toBe(403)
  expect((await app.get('bo', '/logg/tillstand')).status).toBe(200)
  expect(app.tillstand.rader.get(id)?.beslut).toBeNull()
})

test('every fault stands under its field, with what was written kept, and nothing is asked for', async () => {
  const { status, html } = await ask({ number: '189001039801', minuter: '600', motivering: 'Kort' })
  expect(status).toBe(400)
  expect(html.match(/aria-invalid="true"/g)).toHaveLength(3)
  expect(html).toContain(TILLSTAND_ERRORS.minutes(60))
  expect(html).toContain(TILLSTAND_ERRORS.reason)
  expect(html).toContain('value="189001039801"')
  expect((await ask({ regel: 'oppettid' })).html).toContain(TILLSTAND_ERRORS.noNumber)
  expect((await ask({ number: '' })).html).toContain(TILLSTAND_ERRORS.number)
  expect((await ask({ regel: 'toString' })).html).toContain(TILLSTAND_ERRORS.rule)
  expect([app.tillstand.rader.size, app.logg.written.length]).toEqual([0, 0])
  const gated = await ask({ motivering: `Gäller ${PERSON}, som ringer.` })
  expect(gated.html).toMatch(/id="motivering"[^>]*aria-invalid="true"/)
  expect(app.tillstand.rader.size).toBe(0)
})

test('pressing twice asks once, and markup stays text', async () => {
  await ask({ nyckel: ONCE, motivering: `${MARKUP} som skäl` })
  await ask({ nyckel: ONCE, motivering: `${MARKUP} som skäl` })
  expect(app.tillstand.rader.size).toBe(1)
  const { html } = await app.get('bo', '/uppslag/tillstand?visa=alla')
  expect(html).toContain('&lt;script')
  expect(html).not.toContain('<script>alert')
  const [id = ''] = app.tillstand.rader.keys()
  const short = await app.post('bo', `/uppslag/tillstand/${id}/beslut`, { beslut: 'godkant', kommentar: 'x' })
  expect([short.status, short.html.includes(TILLSTAND_ERRORS.comment)]).toEqual([400, true])
})

test('the register is filtered by what may stand in an address, and by nothing else', async () => {
  app.handlaggare.push({
    ...{ stadsdel: 'jarva', source: 'paraplyet' },
    item: { handlaggareId: 'H1', namn: MARKUP, ansvarsomrade: 'Hemtjänst', telefon: '08-465 004 11' },
  })
  const number = await app.post('eva', '/uppslag/handlaggare', { ansvarsomrade: PERSON })
  expect([number.status, number.location]).toEqual([400, ''])
  expect(app.logg.written).toEqual([])
  const { location } = await app.post('eva', '/uppslag/handlaggare', { ansvarsomrade: 'Hemtj', stadsdel: 'jarva' })
  const { html } = await app.get('eva', location)
  expect(html).toContain('&lt;script')
  expect(html).toContain('href="tel:+46846500411"')
  expect(app.logg.written.map(({ access }) => access.handelse)).toEqual(['register'])
  expect((await app.get('eva', `/uppslag/handlaggare?ansvarsomrade=${PERSON}`)).html).not.toContain(PERSON)
})
