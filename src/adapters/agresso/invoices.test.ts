import { expect, test } from '@jest/globals'
import { lasManifest } from '../../mapping/load-manifests.ts'
import type { Leverans, Skydd } from '../../mapping/person-items.ts'
import type { Rad } from '../../mapping/row-reader.ts'
import { kundregister, type Kundregister } from './customers.ts'
import { fakturasamling } from './invoices.ts'

const idag = new Date('2026-09-15')
const manifest = lasManifest('config/tittbehorighet').find((m) => m.informationsmangd === 'faktura')!
const [ANNA, BO] = ['189001019802', '189001029819']

const kund = (personnyckel: string, personnummer: string, skydd: Skydd = 'nej'): Rad => ({
  kallrad: 'kunder',
  mangd: 'kund',
  personnyckel,
  skydd,
  falt: { personnummer },
  tekniska: {},
})
const rad = (personnyckel: string, fakturanummer: string, kallrad = 'oppna', kvarstaende = 100): Rad => ({
  kallrad,
  mangd: 'faktura',
  personnyckel,
  falt: { belopp: 100, fakturanummer, kvarstaende },
  underpost: { belopp: 100, radnummer: 1, text: 'x' },
  tekniska: {},
})

function register(...kunder: Rad[]): Kundregister {
  const nytt = kundregister()
  for (const en of kunder) nytt.lagg(en)
  return nytt
}

/** What is delivered after each row, and at the end. */
function leveranser(kunder: Kundregister, rader: readonly Rad[]): Leverans[] {
  const samling = fakturasamling(manifest, kunder, idag)
  const ut = rader.map((en) => {
    samling.add(en)
    return samling.take()
  })
  samling.flush()
  return [...ut, samling.take(), ...samling.ovriga()]
}
const nummer = (leverans: Leverans | undefined): string[] =>
  (leverans?.personer ?? []).map(
    ({ personnummer, uppgifter }) =>
      `${personnummer}:${(uppgifter.faktura ?? []).map((f) => String(f['fakturanummer'] as string)).join()}`,
  )

test('a person with several numbers comes once, when the last of them has passed', () => {
  const kunder = register(kund('1', ANNA), kund('2', BO), kund('30', ANNA))
  const alla = leveranser(kunder, [rad('1', 'A1'), rad('2', 'B1'), rad('30', 'A2'), rad('31', 'C1')])
  expect(alla.flatMap(nummer)).toEqual([`${BO}:B1`, `${ANNA}:A1,A2`])
  expect(alla[4]?.herrelosa ?? []).toEqual([])
})

test('a person whose last number has no invoices comes at the end', () => {
  const kunder = register(kund('1', ANNA), kund('2', BO), kund('30', ANNA))
  const alla = leveranser(kunder, [rad('1', 'A1'), rad('2', 'B1')])
  expect(alla.flatMap(nummer)).toEqual([`${BO}:B1`, `${ANNA}:A1`])
})

test('a person with one protected number is protected in all', () => {
  const kunder = register(kund('1', ANNA), kund('30', ANNA, 'ja'), kund('31', BO, 'okand'))
  const alla = leveranser(kunder, [rad('1', 'A1'), rad('30', 'A2'), rad('31', 'B1')])
  expect(alla.flatMap(({ personer }) => personer)).toEqual([
    { personnummer: ANNA, skydd: 'ja', uppgifter: {}, avvisade: [] },
    { personnummer: BO, skydd: 'okand', uppgifter: {}, avvisade: [] },
  ])
})

test('a person without invoices is told, with the flag', () => {
  const alla = leveranser(register(kund('1', ANNA)), [])
  expect(alla.flatMap(({ personer }) => personer)).toEqual([
    { personnummer: ANNA, skydd: 'nej', uppgifter: {}, avvisade: [] },
  ])
})

test('an invoice that was closed between the two reads is the closed one', () => {
  const kunder = register(kund('1', ANNA))
  const alla = leveranser(kunder, [rad('1', 'A1'), rad('1', 'A2'), rad('1', 'A1', 'historik', 0)])
  const [person] = alla.flatMap(({ personer }) => personer)
  expect(person?.avvisade).toEqual([])
  expect(person?.uppgifter.faktura).toMatchObject([
    { fakturanummer: 'A1', betalstatus: 'betald', kvarstaende: 0 },
    { fakturanummer: 'A2', betalstatus: 'obetald' },
  ])
  expect(Object.keys(person!.uppgifter.faktura![0]!).slice(0, 3)).toEqual(['belopp', 'betalstatus', 'fakturanummer'])
})

test('a customer whose person cannot be told is told once, and the invoices are kept from everybody', () => {
  const olaslig: Rad = {
    ...kund('7', ''),
    falt: {},
    avvisad: { falt: 'personnummer', orsak: 'format', ravarden: { personnummer: 'XX' } },
  }
  const skyddad: Rad = { ...olaslig, personnyckel: '8', skydd: 'okand' }
  const alla = leveranser(register(olaslig, skyddad), [
    rad('7', 'F1'),
    rad('7', 'F2'),
    rad('8', 'F3'),
    rad('9', 'F4'),
    rad('9', 'F5'),
  ])
  expect(alla.flatMap(({ personer }) => personer)).toEqual([])
  expect(alla.flatMap(({ herrelosa }) => herrelosa)).toEqual([
    { mangd: 'faktura', falt: 'personnummer', orsak: 'format', ravarden: { personnummer: 'XX', kundnummer: '7' } },
    { mangd: 'faktura', falt: 'personnummer', orsak: 'format', ravarden: { kundnummer: '8' } },
    { mangd: 'faktura', falt: 'apar_id', orsak: 'personnummer', ravarden: { apar_id: '9' } },
  ])
})
