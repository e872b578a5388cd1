import { expect, test } from '@jest/globals'
import type { Access } from '../../atkomstlogg/access.ts'
import { logOrigin } from '../../atkomstlogg/checkpoint.ts'
import { vkeyText } from '../../atkomstlogg/note.ts'
import { verifyClosing } from './closing.ts'
import { drawingsIn, redraw } from './redraw.ts'
import { hidden, ordinary, RULES, shows } from './testing/records.ts'
import { time, useFollowUp } from './testing/use-follow-up.ts'

const { app, db, officer, chief, write, chore, recordsOf, exported } = useFollowUp()
const [eva, another] = [officer('eva'), officer('ove')]
const reason = 'Månadens logguppföljning'

type Sample = { urvalId: string; poster: number; kvar: number; skyddade: boolean; slag: string }
type Shown = Sample & {
  innehall: {
    post: number
    egetUppslag: boolean
    granskare: { slutanvandare: string } | null
    uppslag: Access
    grunder: { regel: string; forklaring: string }[]
  }[]
}

const send = async <T>(path: string, body: unknown, who = eva) => {
  const { status, json } = await app().send(body === undefined ? 'GET' : 'POST', path, body, who)
  return { status, json: json as T & { kod?: string } }
}
const list = async (who = eva) => (await send<{ urval: Sample[] }>('/api/v1/urval', undefined, who)).json.urval
const show = async (id: string, who = eva) => (await send<Shown>(`/api/v1/urval/${id}`, undefined, who)).json
const judge = (id: string, post: number, verdict = 'befogad', who = eva) =>
  send<{ kvar: number }>(
    `/api/v1/urval/${id}/bedomningar`,
    { skal: reason, post, utfall: verdict, kommentar: 'Stämmer med ärendet.' },
    who,
  )

test('the sample of last month is drawn once, in both parts, announced before it is drawn', async () => {
  await write([...ordinary(60), ...hidden(12)])
  time.now = new Date('2026-11-01T00:05:00+01:00')
  await chore().round(new AbortController().signal)
  expect(await list(chief)).toEqual([])
  time.now = new Date('2026-11-02T09:00:00Z')
  await Promise.all([chore().round(new AbortController().signal), chore().round(new AbortController().signal)])
  await chore().round(new AbortController().signal)
  const samples = await list(chief)
  expect(samples.map(({ slag, skyddade }) => [slag, skyddade]).sort()).toEqual([
    ['manad', false],
    ['manad', true],
  ])
  const records = (await recordsOf('bromma')).filter(({ orsak }) => /^urval-(utlyst|draget)$/.test(orsak))
  expect(
    records.slice(0, 4).map(({ orsak, andamal, detaljer }) => [orsak, andamal, detaljer?.skyddade ?? false]),
  ).toEqual([
    ['urval-utlyst', 'logguppföljning', false],
    ['urval-draget', 'logguppföljning', false],
    ['urval-utlyst', 'logguppföljning', true],
    ['urval-draget', 'logguppföljning', true],
  ])
})

test('an officer without the right sees neither the protected sample nor anything that tells of it', async () => {
  const samples = await list()
  expect(samples.map(({ skyddade }) => skyddade)).toEqual([false])
  const ofProtected = (await list(chief)).find(({ skyddade }) => skyddade)
  const { status, json } = await send(`/api/v1/urval/${ofProtected?.urvalId ?? ''}`, undefined)
  const unknown = await send('/api/v1/urval/0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2', undefined)
  expect([status, json.kod]).toEqual([unknown.status, unknown.json.kod])
  expect(status).toBe(404)
  expect((await send('/api/v1/urval', { skal: reason, logg: 'bromma', skyddade: true })).status).toBe(403)
  expect((await send('/api/v1/urval', { skal: reason, logg: 'jarva' })).status).toBe(404)
})

test('anyone draws the same again from the export, and from no other rules or log', async () => {
  const before = await list(chief)
  for (const { urvalId } of before) {
    const shown = await show(urvalId, chief)
    const { lines } = await exported('bromma')
    const drawing = (await drawingsIn(lines)).find(({ urval }) => urval === urvalId)
    if (drawing === undefined) throw new Error('the export does not tell of the drawing')
    const again = await redraw(lines, drawing, RULES, shows)
    expect(again.faults).toEqual([])
    expect(again.items.length).toBe(shown.poster)
    const records = await recordsOf('bromma')
    expect(again.items.map(({ nummer }) => records[nummer]?.tid)).toEqual(
      shown.innehall.map(({ uppslag }) => uppslag.tid),
    )
    expect(again.items.map(({ grunder }) => grunder)).toEqual(
      shown.innehall.map(({ grunder }) => grunder.map(({ regel }) => regel)),
    )
    const other = { ...RULES, version: 'annan' }
    await expect(redraw(lines, drawing, other, shows)).rejects.toThrow(/version/)
    await expect(redraw(lines, { ...drawing, rot: drawing.slump }, RULES, shows)).rejects.toThrow(/rot/)
    const forged = await redraw(lines, { ...drawing, slump: drawing.rot, underlag: 1 }, RULES, shows)
    expect(forged.faults).toHaveLength(2)
  }
})

test('items are assigned evenly, and never to whoever made the lookup', async () => {
  const [sample] = await list()
  const { innehall, poster } = await show(sample?.urvalId ?? '')
  expect(poster).toBeGreaterThan(8)
  const load = new Map<string, number>()
  for (const { granskare, uppslag, egetUppslag } of innehall) {
    const name = granskare?.slutanvandare ?? ''
    load.set(name, (load.get(name) ?? 0) + 1)
    expect(name).not.toBe(uppslag.slutanvandare)
    expect(egetUppslag).toBe(uppslag.slutanvandare === 'eva')
  }
  expect([...load.keys()].sort()).toEqual(['eva', 'ove'])
  for (const { grunder } of innehall) for (const { forklaring } of grunder) expect(forklaring).not.toMatch(/[{}]/)
})

test('nobody judges their own lookup; each verdict is a record, and all are needed for the closing', async () => {
  const [sample] = await list()
  const id = sample?.urvalId ?? ''
  const { innehall, poster } = await show(id)
  const own = innehall.find(({ uppslag }) => uppslag.slutanvandare === 'eva')
  expect((await judge(id, own?.post ?? 0)).status).toBe(403)
  expect((await judge(id, poster + 1)).status).toBe(404)
  expect((await send(`/api/v1/urval/${id}/avslut`, { skal: reason })).status).toBe(409)
  const left: number[] = []
  for (const { post, uppslag } of innehall) {
    const who = uppslag.slutanvandare === 'eva' ? another : eva
    const { status, json } = await judge(id, post, post === 1 ? 'behover-utredas' : 'befogad', who)
    expect(status).toBe(200)
    left.push(json.kvar)
  }
  expect(left).toEqual(innehall.map((_, i) => poster - 1 - i))
  await judge(id, 1, 'obefogad', innehall[0]?.uppslag.slutanvandare === 'eva' ? another : eva)
  const records = (await recordsOf('bromma')).filter(({ orsak }) => orsak === 'bedomning')
  expect(records).toHaveLength(poster + 1)
  expect(records.at(-1)).toMatchObject({
    ...{ handelse: 'granskning', andamal: reason, detaljer: { urval: id, post: 1, bedomning: 'obefogad' } },
  })
  expect(JSON.stringify(records)).not.toContain('Stämmer med ärendet')
})

test('the closing is signed, holds counts and no person, and nothing changes after it', async () => {
  const [sample] = await list()
  const id = sample?.urvalId ?? ''
  const { status, json } = await send<{ dokument: string; nyckel: string }>(`/api/v1/urval/${id}/avslut`, {
    skal: reason,
  })
  expect(status).toBe(200)
  const verdict = verifyClosing(json.dokument, json.nyckel)
  if (!verdict.ok) throw new Error(verdict.fel)
  const { closing } = verdict
  expect(closing.summering.obefogad).toBe(1)
  expect(closing.summering.befogad).toBe(closing.poster.length - 1)
  expect(closing.poster[0]).toMatchObject({ post: 1, utfall: 'obefogad', bedomningar: 2 })
  expect(json.dokument).not.toMatch(/personRef|AbCdEf|KC-/)
  expect(verifyClosing(json.dokument.replace('"obefogad":1', '"obefogad":0'), json.nyckel).ok).toBe(false)
  expect(verifyClosing(json.dokument, json.nyckel.replace('bromma', 'jarva')).ok).toBe(false)
  // Auditors have the key text of the log.
  const [origin = ''] = json.nyckel.split('/')
  const opensBy = (log: string) =>
    verifyClosing(json.dokument, vkeyText(logOrigin(origin, log), app().keys.publicKey)).ok
  expect([opensBy('bromma'), opensBy('jarva')]).toEqual([true, false])
  expect((await judge(id, 1)).status).toBe(409)
  expect((await send(`/api/v1/urval/${id}/avslut`, { skal: reason })).status).toBe(409)
  const record = (await recordsOf('bromma')).filter(({ orsak }) => orsak === 'urval-avslutat')
  expect(record).toMatchObject([{ detaljer: { urval: id, sha256: expect.stringMatching(/^\S{44}$/) } }])
})

test('the report is a PDF to read, or the signed document', async () => {
  const [sample] = await list()
  const url = `${app().base}/api/v1/urval/${sample?.urvalId ?? ''}/rapport`
  const headers = { authorization: `Bearer ${await app().token(eva)}` }
  const pdf = await fetch(url, { headers })
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  expect(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  const note = await fetch(`${url}?form=dokument`, { headers })
  expect(await note.text()).toMatch(/^\{"avslutat".*\n\n— insyn\.test\/uppfoljning\/bromma /)
})

test('a sample by hand of a month that has one is an extra, and a month to come has none', async () => {
  const drawn = await send<Sample>('/api/v1/urval', { skal: reason, logg: 'bromma', manad: '2026-10' })
  expect([drawn.status, drawn.json.slag]).toEqual([200, 'extra'])
  expect((await send('/api/v1/urval', { skal: reason, logg: 'bromma', manad: '2026-12' })).status).toBe(400)
})

test('a sample that is late gives its log one alert, the protected one only to those who may', async () => {
  const kinds = async () =>
    (
      await db.pool.query<{ kind: string; protected: boolean }>(
        `select kind, protected from alert where kind = 'urval-sent'`,
      )
    ).rows
  await chore().round(new AbortController().signal)
  expect(await kinds()).toEqual([])
  time.now = new Date('2026-11-29T09:00:00Z')
  await chore().round(new AbortController().signal)
  await chore().round(new AbortController().signal)
  expect((await kinds()).map((one) => one.protected).sort()).toEqual([false, true])
})

test('another population gives another sample', async () => {
  const { lines } = await exported('bromma')
  const [first] = await drawingsIn(lines)
  if (first === undefined) throw new Error('no drawing')
  const { items } = await redraw(lines, first, RULES, shows)
  const draws = (await drawingsIn(lines)).filter(({ part }) => part === 'open')
  const other = draws[1]
  if (other === undefined) throw new Error('no second drawing')
  const again = await redraw(lines, other, RULES, shows)
  expect(again.items.map(({ nummer }) => nummer)).not.toEqual(items.map(({ nummer }) => nummer))
})
