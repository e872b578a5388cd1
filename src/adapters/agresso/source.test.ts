import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { setTimeout as vanta } from 'node:timers/promises'
import { LOSENORD, startaAgresso, type Agressoprov } from '../../../test/support/sources/agresso.ts'
import { allaTexter, felet } from '../../../test/support/sources/http-peer.ts'
import { aldrig, allt, lasning, omfang, type Last } from '../../../test/support/sources/reading.ts'
import { sanningarI, type Sanning, type Sanningspost } from '../../../test/support/sources/simulated-city.ts'
import { lasManifest } from '../../mapping/load-manifests.ts'
import type { Leverans } from '../../mapping/person-items.ts'
import { agressoKalla, type AgressoOptions } from './source.ts'

const STADSDEL = 'farsta'
const KANARIE = 'KANARIE'
const NU = new Date('2026-09-15T12:00:00Z')
const MALLAR = { kunder: 'Insyn kundregister', oppna: 'Insyn öppna fakturor', historik: 'Insyn betalda fakturor' }
const manifests = lasManifest('config/tittbehorighet')

let prov: Agressoprov
const oppna: { stang(): Promise<void> }[] = []
beforeAll(async () => {
  prov = await startaAgresso({ kanarie: KANARIE, tider: { senMs: 5_000, droppMs: 20 } }, 1_200)
})
afterEach(async () => {
  prov.fel.rensa()
  await Promise.all(oppna.splice(0).map((kalla) => kalla.stang()))
})
afterAll(() => prov.stop())

function kalla(andra: Partial<AgressoOptions> = {}) {
  const ny = agressoKalla({
    url: prov.url,
    anvandare: 'insyn',
    losenord: LOSENORD,
    foretag: { [STADSDEL]: prov.inloggning(STADSDEL).Client },
    mallar: MALLAR,
    tidszon: 'Europe/Stockholm',
    manifests,
    frister: { smaanrop: 5_000, allt: 60_000, andrade: 60_000, person: 10_000 },
    capBytes: 50_000_000,
    klocka: () => NU,
    ...andra,
  })
  oppna.push(ny)
  return ny
}

const faktura = omfang(STADSDEL, 'faktura')
const hela = (andra: Partial<AgressoOptions> = {}): Promise<Last> =>
  allt(kalla(andra).lasAllt(faktura, lasning(), aldrig))

const sanningar = (): Sanning[] => sanningarI(prov.population, STADSDEL, 'agresso')
const fakturorAv = (sanning: Sanning) => sanning.stadsdelar[STADSDEL]?.['faktura'] ?? []

const arObetald = (f: Sanningspost): boolean => f['betalstatus'] === 'obetald'

const obetaldAv = (s: Sanning): string => fakturorAv(s).find(arObetald)!['fakturanummer'] as string

/** What should have come: the truth, but nothing of the protected. */
const vantat = (sanningarna: readonly Sanning[]) =>
  new Map(
    sanningarna.map((s) => {
      const skydd = s.skydd === 'ingen' ? 'nej' : 'ja'
      const poster = skydd === 'nej' ? fakturorAv(s) : []
      return [
        s.personnummer,
        { personnummer: s.personnummer, skydd, uppgifter: poster.length > 0 ? { faktura: poster } : {}, avvisade: [] },
      ]
    }),
  )
const efterNummer = ({ personer }: Last) => new Map(personer.map((p) => [p.personnummer, p]))

test('a complete read is the truth, person by person and invoice by invoice', async () => {
  const raknare = lasning()
  const last = await allt(kalla().lasAllt(faktura, raknare, aldrig))
  expect(last.herrelosa).toEqual([])
  expect(last.personer.length).toBe(efterNummer(last).size)
  expect(efterNummer(last)).toEqual(vantat(sanningar()))
  expect(last.personer.length).toBeGreaterThan(50)
  expect(raknare.rader).toBeGreaterThan(last.personer.length)
  expect(raknare.byte).toBeGreaterThan(100_000)
  expect(JSON.stringify(last)).not.toContain(KANARIE)
  expect([...raknare.okandaFalt.keys()]).toEqual(expect.arrayContaining(['kunder.apar_name', 'oppna.description']))
  expect([...raknare.okandaFalt.keys()].join()).not.toContain('apar_id')
})

test('a person with two customer numbers is delivered once, with the invoices of both', async () => {
  const { population } = prov
  const dubbla = sanningar().filter(
    (s) => population.kundnummer(population.indexAv(s.personnummer)!, STADSDEL).length > 1 && s.skydd === 'ingen',
  )
  expect(dubbla.length).toBeGreaterThan(0)
  const last = efterNummer(await hela())
  for (const s of dubbla) expect(last.get(s.personnummer)?.uppgifter.faktura).toEqual(fakturorAv(s))
})

test('one person is read by the number, however it is written in the master', async () => {
  const { population } = prov
  const olika = sanningar().filter((s) => s.skydd === 'ingen' && fakturorAv(s).length > 0)
  const medStreck = olika.find((s) => population.indexAv(s.personnummer)! % 4 === 1)
  const utanStreck = olika.find((s) => population.indexAv(s.personnummer)! % 4 === 0)
  for (const s of [medStreck, utanStreck]) {
    if (s === undefined) throw new Error('the city lacks such a person')
    const last = await allt(kalla().lasPerson(faktura, s.personnummer, lasning(), aldrig))
    expect(efterNummer(last)).toEqual(vantat([s]))
  }
})

test('a protected person is told as protected, and nobody is told of who is not there', async () => {
  const skyddad = sanningar().find((s) => fakturorAv(s).length > 0)!
  prov.population.andra(
    { slag: 'satt-skydd', personnummer: skyddad.personnummer, skydd: 'sekretessmarkering' },
    new Date('2026-09-15T01:00:00Z'),
  )
  const last = await allt(kalla().lasPerson(faktura, skyddad.personnummer, lasning(), aldrig))
  expect(last.personer).toEqual([{ personnummer: skyddad.personnummer, skydd: 'ja', uppgifter: {}, avvisade: [] }])
  expect(await allt(kalla().lasPerson(faktura, '190905271474', lasning(), aldrig))).toEqual({
    personer: [],
    herrelosa: [],
  })
})

test('the invoices of a protected person come when one person is asked for with them, and in no other way', async () => {
  const skyddad = sanningar().find((s) => s.skydd !== 'ingen' && fakturorAv(s).length > 0)!
  const min = kalla()
  const med = await allt(min.lasPerson(faktura, skyddad.personnummer, lasning(), aldrig, true))
  expect(med.personer).toEqual([
    { personnummer: skyddad.personnummer, skydd: 'ja', uppgifter: { faktura: fakturorAv(skyddad) }, avvisade: [] },
  ])
  expect(JSON.stringify(med)).not.toContain(KANARIE)
  const utan = await allt(min.lasPerson(faktura, skyddad.personnummer, lasning(), aldrig))
  expect(utan.personer).toMatchObject([{ skydd: 'ja', uppgifter: {} }])
})

test('a read for the mirror has no way of asking for the items of protected persons', async () => {
  // As somebody would who overlooked the types: the argument goes nowhere.
  const min = kalla() as unknown as Record<'lasAllt' | 'lasAndrade', (...args: unknown[]) => AsyncIterable<Leverans>>
  const sedan = new Date('2020-01-01T00:00:00Z')
  for (const strom of [
    min.lasAllt(faktura, lasning(), aldrig, true, true),
    min.lasAndrade(faktura, sedan, lasning(), aldrig, true, true),
  ]) {
    const skyddade = (await allt(strom)).personer.filter(({ skydd }) => skydd !== 'nej')
    expect(skyddade.length).toBeGreaterThan(0)
    for (const { uppgifter } of skyddade) expect(uppgifter).toEqual({})
  }
})

test('who changed since is delivered whole, few or many', async () => {
  const { population } = prov
  const obetald = sanningar().find((s) => s.skydd === 'ingen' && fakturorAv(s).some(arObetald))!
  const fakturanummer = obetaldAv(obetald)
  const { personnummer } = obetald
  population.andra(
    { slag: 'betala-faktura', personnummer, stadsdel: STADSDEL, fakturanummer },
    new Date('2026-09-15T10:00:00Z'),
  )
  const sedan = new Date('2026-09-15T09:59:59Z')
  const last = await allt(kalla().lasAndrade(faktura, sedan, lasning(), aldrig))
  expect(efterNummer(last)).toEqual(vantat([population.sanning(personnummer)!]))
  const betald = last.personer[0]?.uppgifter.faktura?.find((f) => f['fakturanummer'] === fakturanummer)
  expect(betald).toMatchObject({ betalstatus: 'betald', kvarstaende: 0 })

  const fler = sanningar().filter((s) => s.skydd === 'ingen' && fakturorAv(s).some(arObetald))
  for (const en of fler.slice(0, 25)) {
    const { personnummer } = en
    const fakturanummer = obetaldAv(en)
    population.andra(
      { slag: 'betala-faktura', personnummer, stadsdel: STADSDEL, fakturanummer },
      new Date('2026-09-15T11:00:00Z'),
    )
  }
  const storm = await allt(kalla().lasAndrade(faktura, new Date('2026-09-15T10:30:00Z'), lasning(), aldrig))
  expect(storm.personer.length).toBe(25)
  const sanna = vantat(storm.personer.map((p) => population.sanning(p.personnummer)!))
  expect(efterNummer(storm)).toEqual(sanna)
  expect(await allt(kalla().lasAndrade(faktura, new Date('2026-09-15T11:30:00Z'), lasning(), aldrig))).toEqual({
    personer: [],
    herrelosa: [],
  })
})

test('without an avtal on invoices nothing is asked of the source', async () => {
  prov.fel.satt({ peer: 'agresso', fel: 'nere' })
  expect(await allt(kalla().lasAllt(omfang(STADSDEL, 'beslut'), lasning(), aldrig))).toEqual({
    personer: [],
    herrelosa: [],
  })
})

const KODER = [
  ['fault', 'KALLA_FAULT', false],
  ['html', 'KALLA_INTE_SVAR', false],
  ['tomt', 'KALLA_INTE_SVAR', false],
  ['avhugget', 'KALLA_INTE_SVAR', false],
  ['avhugget-efter-rad', 'KALLA_INTE_SVAR', false],
  ['fel-teckenkodning', 'KALLA_INTE_SVAR', false],
  ['for-stort', 'KALLA_INTE_SVAR', false],
  ['halv-sida', 'KALLA_TRUNKERAD', false],
  ['maxrader', 'KALLA_TRUNKERAD', false],
  ['nekad', 'KALLA_INLOGGNING', false],
  ['session-borta', 'KALLA_INLOGGNING', false],
  ['nere', 'KALLA_OTILLGANGLIG', true],
] as const
test.each(KODER)('%s is %s, and the error holds nothing of the exchange', async (fel, code, retryable) => {
  prov.fel.satt({ peer: 'agresso', fel, operation: 'GetTemplateResultAsXML' })
  const error = await felet(hela({ capBytes: 3_000_000 }))
  expect(error).toMatchObject({ name: 'InsynError', code, retryable })
  const texter = allaTexter(error)
  for (const varde of [KANARIE, LOSENORD, 'credentials were', sanningar()[0]!.personnummer])
    expect(texter).not.toContain(varde)
})

test.each(['html', 'tomt', 'nere', 'avhugget', 'nekad', 'fault'] as const)(
  '%s in a call around the read ends it',
  async (fel) => {
    for (const operation of [
      'GetTemplateList',
      'GetSearchCriteria',
      'GetTemplateProperties',
      'GetTemplateResultOptions',
    ]) {
      prov.fel.rensa()
      prov.fel.satt({ peer: 'agresso', fel, operation })
      const error = await felet(hela())
      expect(error).toMatchObject({ name: 'InsynError', code: expect.stringMatching(/^KALLA_/) })
      expect(allaTexter(error)).not.toContain(LOSENORD)
    }
  },
)

test.each(['sen', 'droppar'] as const)('%s ends at the deadline', async (fel) => {
  prov.fel.satt({ peer: 'agresso', fel, operation: 'GetTemplateResultAsXML' })
  const frister = { smaanrop: 5_000, allt: 400, andrade: 400, person: 400 }
  expect(await felet(hela({ frister }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
})

test('a customer whose flag is missing is not read as unprotected', async () => {
  prov.fel.satt({ peer: 'agresso', fel: 'utan-flagga' })
  const { personer } = await hela()
  const okanda = personer.filter(({ skydd }) => skydd === 'okand')
  expect(okanda.length).toBeGreaterThan(10)
  for (const { uppgifter } of okanda) expect(uppgifter).toEqual({})
})

test('disorder loses nothing: the same person comes in pieces', async () => {
  const ordnat = await hela()
  prov.fel.satt({ peer: 'agresso', fel: 'oordning' })
  const oordnat = await hela()
  expect(oordnat.personer.length).toBeGreaterThan(ordnat.personer.length)
  const radantal = ({ personer }: Last): number =>
    personer.flatMap((p) => p.uppgifter.faktura ?? []).reduce((n, f) => n + (f['rader'] as unknown[]).length, 0)
  expect(radantal(oordnat)).toBe(radantal(ordnat))
})

test('rows told twice are one', async () => {
  prov.fel.satt({ peer: 'agresso', fel: 'dubblett' })
  expect(efterNummer(await hela())).toEqual(vantat(sanningar()))
})

test('a template that is not there is a setting to put right, and names the template', async () => {
  const error = await felet(hela({ mallar: { ...MALLAR, oppna: 'insyn öppna fakturor' } }))
  expect(error).toMatchObject({ code: 'KONFIG_OGILTIG', message: expect.stringContaining('insyn öppna fakturor') })
})

test('a consumer that stops ends both streams', async () => {
  const min = kalla()
  for await (const { personer } of min.lasAllt(faktura, lasning(), aldrig)) {
    expect(personer.length).toBeGreaterThan(0)
    break
  }
  await vanta(50)
  expect(efterNummer(await allt(min.lasAllt(faktura, lasning(), aldrig)))).toEqual(vantat(sanningar()))
})
