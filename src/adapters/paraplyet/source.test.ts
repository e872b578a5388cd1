import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { allaTexter, felet, kropp, peer } from '../../../test/support/sources/http-peer.ts'
import { kuvert } from '../../../test/support/sources/xml-reply.ts'
import { aldrig, allt, lasning, omfang, type Last } from '../../../test/support/sources/reading.ts'
import {
  LOSENORD,
  startaParaplyet,
  type SimuleratParaplyet,
} from '../../../test/support/sources/simulated-paraplyet.ts'
import { sanningarI, stadMed, type Sanning } from '../../../test/support/sources/simulated-city.ts'
import { MANGDER_AV_KALLA, type Informationsmangd } from '../../informationsmangd.ts'
import { lasManifest } from '../../mapping/load-manifests.ts'
import type { Leverans } from '../../mapping/person-items.ts'
import { paraplyetKalla, type ParaplyetOptions } from './source.ts'

const STADSDEL = 'hagersten-alvsjo'
const KANARIE = 'KANARIE'
const manifests = lasManifest('config/tittbehorighet')
const stad = stadMed(1_200, 11, '2026-09-15')
let nu = new Date('2026-09-15T08:00:00Z')

let paraplyet: SimuleratParaplyet
const oppna: { stang(): Promise<void> }[] = []
beforeAll(async () => {
  const tider = { senMs: 5_000, droppMs: 20 }
  paraplyet = await startaParaplyet(stad, STADSDEL, { kanarie: KANARIE, tider, nu: () => nu })
})
afterEach(async () => {
  paraplyet.fel.rensa()
  await Promise.all(oppna.splice(0).map((kalla) => kalla.stang()))
})
afterAll(() => paraplyet.stop())

function kalla(andra: Partial<ParaplyetOptions> = {}, installation: { taOver?: boolean; losenord?: string } = {}) {
  const egen = { url: paraplyet.url, anvandare: 'insyn', losenord: LOSENORD, taOver: true, ...installation }
  const ny = paraplyetKalla({
    installationer: { [STADSDEL]: egen },
    manifests,
    frister: { inloggning: 5_000, allt: 60_000, andrade: 60_000, person: 10_000 },
    capBytes: 50_000_000,
    klocka: () => nu,
    ...andra,
  })
  oppna.push(ny)
  return ny
}

const allaMangder = omfang(STADSDEL, ...MANGDER_AV_KALLA.paraplyet)
const hela = (andra: Partial<ParaplyetOptions> = {}): Promise<Last> =>
  allt(kalla(andra).lasAllt(allaMangder, lasning(), aldrig))

const sanningar = (): Sanning[] => sanningarI(stad, STADSDEL, 'paraplyet')

/** What should have come: the truth of these kinds, but nothing of the protected. */
function vantat(sanningarna: readonly Sanning[], mangder: readonly Informationsmangd[] = MANGDER_AV_KALLA.paraplyet) {
  return new Map(
    sanningarna.map((s) => {
      const skydd = s.skydd === 'ingen' ? 'nej' : 'ja'
      const alla = Object.entries(s.stadsdelar[STADSDEL] ?? {})
      const visade = alla.filter(([mangd]) => skydd === 'nej' && (mangder as readonly string[]).includes(mangd))
      const post = { personnummer: s.personnummer, skydd, uppgifter: Object.fromEntries(visade), avvisade: [] }
      return [s.personnummer, post]
    }),
  )
}
const efterNummer = ({ personer }: Last) => new Map(personer.map((p) => [p.personnummer, p]))

test('a complete read is the truth, person by person and item by item', async () => {
  const raknare = lasning()
  const last = await allt(kalla().lasAllt(allaMangder, raknare, aldrig))
  expect(last.herrelosa).toEqual([])
  expect(last.personer.length).toBe(efterNummer(last).size)
  expect(efterNummer(last)).toEqual(vantat(sanningar()))
  expect(last.personer.length).toBeGreaterThan(100)
  expect(raknare.rader).toBe((await paraplyet.las()).antalRader)
  expect(raknare.byte).toBeGreaterThan(100_000)
  expect(JSON.stringify(last)).not.toContain(KANARIE)
  expect([...raknare.okandaFalt.keys()]).toEqual(expect.arrayContaining(['PersonRad.Portkod', 'BeslutRad.Diagnos']))
})

test('kinds that the avtal does not permit are not read, but the flag is', async () => {
  const raknare = lasning()
  const last = await allt(kalla().lasAllt(omfang(STADSDEL, 'beslut'), raknare, aldrig))
  expect(efterNummer(last)).toEqual(vantat(sanningar(), ['beslut']))
  expect(last.personer.some(({ skydd }) => skydd === 'ja')).toBe(true)
  const drift = [...raknare.okandaFalt.keys()]
  expect(drift).toContain('PersonRad.Portkod')
  expect(drift).not.toContain('PersonRad.Fornamn')
  expect(drift.filter((namn) => namn.startsWith('Utforare'))).toEqual([])
})

test('without any kind of this source in the avtal nothing is asked of it', async () => {
  paraplyet.fel.satt({ peer: 'paraplyet', fel: 'nere' })
  const tomt = { personer: [], herrelosa: [] }
  expect(await allt(kalla().lasAllt(omfang(STADSDEL, 'faktura'), lasning(), aldrig))).toEqual(tomt)
})

test('one person, and one who is not there', async () => {
  const [nagon] = sanningar()
  const min = kalla()
  const last = await allt(min.lasPerson(allaMangder, nagon!.personnummer, lasning(), aldrig))
  expect(efterNummer(last)).toEqual(vantat([nagon!]))
  const annan = Array.from({ length: stad.antal }, (_, i) => i).find((i) => !stad.stadsdelarAv(i).includes(STADSDEL))!
  const tomt = { personer: [], herrelosa: [] }
  expect(await allt(min.lasPerson(allaMangder, stad.personnummerAv(annan), lasning(), aldrig))).toEqual(tomt)
})

test('the items of a protected person come when one person is asked for with them, and in no other way', async () => {
  const skyddad = sanningar().find((s) => s.skydd !== 'ingen')!
  const min = kalla()
  const med = await allt(min.lasPerson(allaMangder, skyddad.personnummer, lasning(), aldrig, true))
  const mangder = { ...skyddad.stadsdelar[STADSDEL]!, faktura: undefined }
  expect(med.personer).toEqual([{ personnummer: skyddad.personnummer, skydd: 'ja', uppgifter: mangder, avvisade: [] }])
  expect(JSON.stringify(med)).not.toContain(KANARIE)
  const utan = await allt(min.lasPerson(allaMangder, skyddad.personnummer, lasning(), aldrig))
  expect(utan.personer).toMatchObject([{ skydd: 'ja', uppgifter: {} }])
})

test('a read for the mirror has no way of asking for the items of protected persons', async () => {
  // As somebody would who overlooked the types: the argument goes nowhere.
  const min = kalla() as unknown as Record<'lasAllt' | 'lasAndrade', (...args: unknown[]) => AsyncIterable<Leverans>>
  const skyddad = sanningar().find((s) => s.skydd !== 'ingen')!
  stad.andra({ slag: 'satt-skydd', personnummer: skyddad.personnummer, skydd: 'fingerade' }, nu)
  const sedan = new Date(nu.getTime() - 1_000)
  for (const strom of [
    min.lasAllt(allaMangder, lasning(), aldrig, true, true),
    min.lasAndrade(allaMangder, sedan, lasning(), aldrig, true, true),
  ]) {
    const skyddade = (await allt(strom)).personer.filter(({ skydd }) => skydd !== 'nej')
    expect(skyddade.length).toBeGreaterThan(0)
    for (const { uppgifter } of skyddade) expect(uppgifter).toEqual({})
  }
})

test('who changed since is delivered whole', async () => {
  const medHandlaggare = sanningar().find((s) => s.skydd === 'ingen' && s.stadsdelar[STADSDEL]!['handlaggare'])!
  const { personnummer } = medHandlaggare
  stad.andra({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL }, new Date('2026-09-15T09:00:00Z'))
  const last = await allt(kalla().lasAndrade(allaMangder, new Date('2026-09-15T08:59:00Z'), lasning(), aldrig))
  expect(efterNummer(last)).toEqual(vantat([stad.sanning(personnummer)!]))
})

const KODER = [
  ['fault', 'KALLA_FAULT', false],
  ['html', 'KALLA_INTE_SVAR', false],
  ['tomt', 'KALLA_INTE_SVAR', false],
  ['avhugget', 'KALLA_INTE_SVAR', false],
  ['avhugget-efter-rad', 'KALLA_INTE_SVAR', false],
  ['fel-teckenkodning', 'KALLA_INTE_SVAR', false],
  ['for-stort', 'KALLA_INTE_SVAR', false],
  ['nekad', 'KALLA_INLOGGNING', false],
  ['session-borta', 'KALLA_INLOGGNING', true],
  ['nere', 'KALLA_OTILLGANGLIG', true],
] as const
test.each(KODER)('%s is %s, and the error holds nothing of the exchange', async (fel, code, retryable) => {
  paraplyet.fel.satt({ peer: 'paraplyet', fel })
  const error = await felet(hela({ capBytes: 3_000_000 }))
  expect(error).toMatchObject({ name: 'InsynError', code, retryable })
  const texter = allaTexter(error)
  for (const varde of [KANARIE, LOSENORD, sanningar()[0]!.personnummer, sanningar()[0]!.efternamn])
    expect(texter).not.toContain(varde)
})

test.each(['html', 'tomt', 'nere', 'avhugget', 'fault'] as const)(
  '%s in place of a login ends the read',
  async (fel) => {
    paraplyet.fel.satt({ peer: 'paraplyet', fel, operation: 'LoggaIn' })
    const error = await felet(hela())
    expect(error).toMatchObject({ name: 'InsynError', code: expect.stringMatching(/^KALLA_/) })
    expect(allaTexter(error)).not.toContain(LOSENORD)
  },
)

test.each(['sen', 'droppar'] as const)('%s ends at the deadline', async (fel) => {
  paraplyet.fel.satt({ peer: 'paraplyet', fel })
  const frister = { inloggning: 5_000, allt: 400, andrade: 400, person: 400 }
  expect(await felet(hela({ frister }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
})

test('a session that was lost is had again, once a read', async () => {
  const min = kalla()
  expect((await allt(min.lasAllt(allaMangder, lasning(), aldrig))).personer.length).toBeGreaterThan(0)
  await paraplyet.las() // takes the session over
  expect(efterNummer(await allt(min.lasAllt(allaMangder, lasning(), aldrig)))).toEqual(vantat(sanningar()))
  nu = new Date(nu.getTime() + 3_600_000) // and now it has run out
  expect(efterNummer(await allt(min.lasAllt(allaMangder, lasning(), aldrig)))).toEqual(vantat(sanningar()))
  paraplyet.fel.satt({ peer: 'paraplyet', fel: 'session-borta', antal: 1 })
  expect(efterNummer(await allt(min.lasAllt(allaMangder, lasning(), aldrig)))).toEqual(vantat(sanningar()))
})

test('reads at the same time share one session, also when it was lost', async () => {
  const min = kalla()
  await allt(min.lasAllt(allaMangder, lasning(), aldrig))
  await paraplyet.las()
  const lasta = await Promise.all([1, 2, 3].map(() => allt(min.lasAllt(allaMangder, lasning(), aldrig))))
  for (const last of lasta) expect(efterNummer(last)).toEqual(vantat(sanningar()))
})

test("without leave to take over, somebody else's session is respected", async () => {
  await kallaSomHaller()
  expect(await felet(allt(kalla({}, { taOver: false }).lasAllt(allaMangder, lasning(), aldrig)))).toMatchObject({
    code: 'KALLA_INLOGGNING',
    retryable: true,
  })
})
const kallaSomHaller = () => allt(kalla().lasAllt(allaMangder, lasning(), aldrig))

test('stopping logs out, so that the next one gets in without taking over', async () => {
  const min = kalla()
  await allt(min.lasAllt(allaMangder, lasning(), aldrig))
  await min.stang()
  const nasta = kalla({}, { taOver: false })
  expect((await allt(nasta.lasAllt(allaMangder, lasning(), aldrig))).personer.length).toBeGreaterThan(0)
})

test('a wrong password is refused once and for all', async () => {
  const error = await felet(allt(kalla({}, { losenord: 'hemligt-9931' }).lasAllt(allaMangder, lasning(), aldrig)))
  expect(error).toMatchObject({ code: 'KALLA_INLOGGNING', retryable: false })
  expect(allaTexter(error)).not.toContain('hemligt-9931')
})

test('a person whose flag is missing is not read as unprotected', async () => {
  const vanligt = await hela()
  paraplyet.fel.satt({ peer: 'paraplyet', fel: 'utan-flagga' })
  const { personer } = await hela()
  const skyddAv = ({ personer: alla }: Pick<Last, 'personer'>, s: string) =>
    alla.filter(({ skydd }) => skydd === s).length
  expect(skyddAv({ personer }, 'okand')).toBeGreaterThan(10)
  expect(skyddAv({ personer }, 'nej')).toBeLessThan(skyddAv(vanligt, 'nej'))
})

test('rows told twice are one', async () => {
  paraplyet.fel.satt({ peer: 'paraplyet', fel: 'dubblett' })
  expect(efterNummer(await hela())).toEqual(vantat(sanningar()))
})

test('a consumer that stops ends the request, and the source can be read again', async () => {
  const min = kalla()
  for await (const { personer } of min.lasAllt(allaMangder, lasning(), aldrig)) {
    expect(personer.length).toBeGreaterThan(0)
    break
  }
  expect(efterNummer(await allt(min.lasAllt(allaMangder, lasning(), aldrig)))).toEqual(vantat(sanningar()))
})

test('rows of another person than was asked for are no answer', async () => {
  const [en, annan] = ['189001019802', '189001029819']
  const url = await peer(async (req, res) => {
    const rad = `<PersonRad><Personnummer>${annan}</Personnummer><Fornamn>Å</Fornamn><Efternamn>B</Efternamn><Skyddsmarkering>N</Skyddsmarkering></PersonRad>`
    const inne = (await kropp(req)).includes('LoggaIn')
      ? '<LoggaInSvar xmlns="urn:insyn:paraplyet:v1"><Session>s</Session><GiltigTill>2026-01-01T00:00:00Z</GiltigTill></LoggaInSvar>'
      : `<LasPersonSvar xmlns="urn:insyn:paraplyet:v1"><Rader>${rad}</Rader><AntalRader>1</AntalRader></LasPersonSvar>`
    res.writeHead(200, { 'content-type': 'text/xml' }).end(kuvert(inne))
  })
  const min = kalla({ installationer: { [STADSDEL]: { url, anvandare: 'a', losenord: 'b', taOver: false } } })
  expect((await allt(min.lasPerson(allaMangder, annan, lasning(), aldrig))).personer).toHaveLength(1)
  const error = await felet(allt(min.lasPerson(allaMangder, en, lasning(), aldrig)))
  expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allaTexter(error)).not.toContain(annan)
})
