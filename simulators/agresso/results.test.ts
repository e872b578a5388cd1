import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { lasRader, startaAgresso, type Agressoprov, type Rad } from '../../test/support/sources/agresso.ts'
import type { Sanningspost } from '../population/truth.ts'
import { FAKTURAKOLUMNER, KUNDKOLUMNER } from './columns.ts'
import { MALLNAMN } from './templates.ts'

let agresso: Agressoprov
beforeAll(async () => {
  agresso = await startaAgresso()
})
afterAll(() => agresso.stop())

const ore = (text: string): number => Math.round(Number(text) * 100)
const utanSeparator = (text: string): string => text.replace('-', '')
const dag = (text: string | undefined): string | undefined =>
  text === undefined || /^(1900-01-01|2099-12-31)/.test(text) ? undefined : text.slice(0, 10)

/** Rows of one invoice as the hub should see it. */
function somFaktura(rader: readonly Rad[], historik: boolean): Sanningspost {
  const huvud = rader[0]!
  const [belopp, kvarstaende] = [ore(huvud.amount!), ore(huvud.rest_amount!)]
  const betaldDatum = dag(huvud.payment_date)
  return {
    fakturanummer: huvud.ext_inv_ref!,
    ...(huvud.kid !== undefined && { ocrNummer: huvud.kid }),
    fakturadatum: dag(huvud.trans_date)!,
    forfallodatum: dag(huvud.due_date)!,
    belopp,
    kvarstaende,
    ...(betaldDatum !== undefined && { betaldDatum }),
    ...(huvud.rem_level !== undefined && { paminnelser: Number(huvud.rem_level) }),
    inkasso: huvud.collect_status !== undefined,
    betalstatus:
      belopp < 0 ? 'kredit' : historik || kvarstaende === 0 ? 'betald' : kvarstaende < belopp ? 'delbetald' : 'obetald',
    rader: rader.map((rad) => ({
      radnummer: Number(rad.sequence_no),
      text: rad['r1#radtext#41']!,
      belopp: ore(rad['r1#radbelopp#41']!),
    })),
  }
}

function perFaktura(rader: readonly Rad[]): Map<string, Rad[]> {
  const fakturor = new Map<string, Rad[]>()
  for (const rad of rader) fakturor.set(rad.ext_inv_ref!, [...(fakturor.get(rad.ext_inv_ref!) ?? []), rad])
  return fakturor
}

test.each(['farsta', 'sodermalm'])(
  'what %s’s three templates say is what is true of its customers',
  async (stadsdel) => {
    const kunder = await agresso.las(stadsdel, MALLNAMN.kunder)
    const personAv = new Map(kunder.rader.map((rad) => [rad.apar_id!, utanSeparator(rad.comp_reg_no!)]))
    const sett = new Map([...personAv.values()].map((personnummer) => [personnummer, [] as Sanningspost[]]))
    for (const [mall, historik] of [
      [MALLNAMN.oppna, false],
      [MALLNAMN.historik, true],
    ] as const) {
      const { rader } = await agresso.las(stadsdel, mall)
      for (const fakturarader of perFaktura(rader).values())
        sett.get(personAv.get(fakturarader[0]!.apar_id!)!)!.push(somFaktura(fakturarader, historik))
    }
    const nyckel = (post: Sanningspost): string => post.fakturanummer as string
    for (const fakturor of sett.values()) fakturor.sort((a, b) => (nyckel(a) < nyckel(b) ? -1 : 1))

    const sant = new Map<string, readonly Sanningspost[]>()
    for (let i = 0; i < agresso.population.antal; i++) {
      if (!agresso.population.stadsdelarAv(i, 'agresso').includes(stadsdel)) continue
      const { personnummer, stadsdelar } = agresso.population.sanningAt(i)
      sant.set(personnummer, stadsdelar[stadsdel]?.faktura ?? [])
    }
    expect(sant.size).toBeGreaterThan(5)
    expect(sett).toEqual(sant)
  },
)

test('rows of an invoice template come by customer, invoice and line, and the last row sums them', async () => {
  const { rader, total } = await agresso.las('sodermalm', MALLNAMN.historik)
  const nyckel = (rad: Rad): string => [rad.apar_id, rad.ext_inv_ref, rad.sequence_no].join()
  expect(rader.map(nyckel)).toEqual(rader.map(nyckel).sort())
  expect(rader.map(({ _recno }) => _recno)).toEqual(rader.map((_, i) => String(i + 1)))
  const summa = (kolumn: string): string => (rader.reduce((s, rad) => s + ore(rad[kolumn]!), 0) / 100).toFixed(2)
  expect(total).toEqual({
    _recno: String(rader.length + 1),
    _section: 'T',
    amount: summa('amount'),
    'r1#radbelopp#41': summa('r1#radbelopp#41'),
  })
})

test('the total row of the customer master has nothing but its number', async () => {
  const { rader, total } = await agresso.las('farsta', MALLNAMN.kunder)
  expect(total).toEqual({ _recno: String(rader.length + 1), _section: 'T' })
})

test('without Aggregated there is no total row, and of nobody there is no row at all', async () => {
  const utan = await agresso.las('farsta', MALLNAMN.kunder, { options: { Aggregated: false } })
  expect([utan.rader.length > 0, utan.total]).toEqual([true, undefined])
  const ingen = await agresso.las('farsta', MALLNAMN.kunder, {
    villkor: { apar_id: { RestrictionType: '=', FromValue: '00000000' } },
  })
  expect(ingen).toMatchObject({ ReturnCode: 0, TemplateResult: '<Agresso></Agresso>' })
})

test('hidden columns and descriptions come only when they are asked for', async () => {
  const kolumner = async (options: object): Promise<string[]> =>
    Object.keys((await agresso.las('farsta', MALLNAMN.kunder, { options: { ...options } })).rader[0]!)
  expect(await kolumner({})).toEqual(expect.arrayContaining(['xpay_method', 'e_mail']))
  expect(await kolumner({})).not.toContain('r4#portkod#40')
  expect(await kolumner({ RemoveHiddenColumns: false })).toContain('r4#portkod#40')
  expect(await kolumner({ ShowDescriptions: false })).not.toContain('xpay_method')
})

test('records are counted from one, both ends included', async () => {
  const alla = (await agresso.las('sodermalm', MALLNAMN.oppna)).rader
  const { rader, total } = await agresso.las('sodermalm', MALLNAMN.oppna, {
    options: { FirstRecord: 3, LastRecord: 5 },
  })
  expect(rader).toEqual(alla.slice(2, 5))
  expect(total?._recno).toBe('6')
  expect(
    (await agresso.las('sodermalm', MALLNAMN.oppna, { options: { FirstRecord: 0, LastRecord: 0 } })).rader,
  ).toEqual(alla)
})

test('the criteria select: one customer, one person, all but some', async () => {
  const alla = (await agresso.las('sodermalm', MALLNAMN.oppna)).rader
  const kunder = (await agresso.las('sodermalm', MALLNAMN.kunder)).rader
  const { apar_id } = alla.at(-1)!
  const med = (RestrictionType: string, FromValue: string) => ({ RestrictionType, FromValue })

  expect(
    (await agresso.las('sodermalm', MALLNAMN.oppna, { villkor: { apar_id: med('=', apar_id!) } })).rader.map(
      utanNummer,
    ),
  ).toEqual(alla.filter((rad) => rad.apar_id === apar_id).map(utanNummer))
  const tva = [kunder[3]!, kunder[1]!]
  const uppraknade = await agresso.las('sodermalm', MALLNAMN.kunder, {
    villkor: { comp_reg_no: med('()', tva.map((rad) => `'${rad.comp_reg_no}'`).join(',')) },
  })
  expect(uppraknade.rader.map(({ apar_id: nr }) => nr)).toEqual([kunder[1]!.apar_id, kunder[3]!.apar_id])
  const utom = await agresso.las('sodermalm', MALLNAMN.kunder, {
    villkor: { apar_id: med('!()', `'${kunder[0]!.apar_id}'`) },
  })
  expect(utom.rader.map(utanNummer)).toEqual(kunder.slice(1).map(utanNummer))
})
const utanNummer = ({ _recno, ...rad }: Rad): unknown => rad

test('a person found by number is found in the form in which it was typed', async () => {
  const { rader } = await agresso.las('sodermalm', MALLNAMN.kunder)
  const medStreck = rader.find(({ comp_reg_no }) => comp_reg_no!.includes('-'))!
  const sok = async (FromValue: string): Promise<number> =>
    (await agresso.las('sodermalm', MALLNAMN.kunder, { villkor: { comp_reg_no: { RestrictionType: '=', FromValue } } }))
      .rader.length
  expect(await sok(medStreck.comp_reg_no!)).toBeGreaterThan(0)
  expect(await sok(utanSeparator(medStreck.comp_reg_no!))).toBe(0)
})

test('last_update finds what changed since, and the change itself', async () => {
  const { rader } = await agresso.las('sodermalm', MALLNAMN.oppna)
  const obetald = rader.find(({ amount, rest_amount }) => amount === rest_amount && Number(amount) > 0)!
  const kund = (await agresso.las('sodermalm', MALLNAMN.kunder)).rader.find((k) => k.apar_id === obetald.apar_id)!
  const fran = new Date('2026-10-01T00:00:00Z')
  const andrade = async (mall: string, sedan: Date): Promise<string[]> => {
    const villkor = { last_update: { RestrictionType: '>=', FromValue: sedan.toISOString() } }
    return (await agresso.las('sodermalm', mall, { villkor })).rader.map((rad) => rad.ext_inv_ref ?? rad.apar_id!)
  }
  expect(await andrade(MALLNAMN.historik, fran)).toEqual([])
  agresso.population.andra(
    {
      slag: 'betala-faktura',
      personnummer: utanSeparator(kund.comp_reg_no!),
      stadsdel: 'sodermalm',
      fakturanummer: obetald.ext_inv_ref!,
    },
    new Date('2026-10-02T10:00:00Z'),
  )
  expect(await andrade(MALLNAMN.historik, fran)).toContain(obetald.ext_inv_ref)
  expect(await andrade(MALLNAMN.historik, new Date('2026-10-03T00:00:00Z'))).toEqual([])
  expect((await agresso.las('sodermalm', MALLNAMN.oppna)).rader.map((rad) => rad.ext_inv_ref)).not.toContain(
    obetald.ext_inv_ref,
  )
})

test('a time without a zone is that of a clock in Stockholm', async () => {
  const { rader } = await agresso.las('farsta', MALLNAMN.kunder)
  const personnummer = utanSeparator(rader[0]!.comp_reg_no!)
  agresso.population.andra({ slag: 'satt-skydd', personnummer, skydd: 'ingen' }, new Date('2026-10-05T10:00:00Z'))
  const antal = async (FromValue: string): Promise<number> => {
    const villkor = { last_update: { RestrictionType: '>=', FromValue } }
    return (await agresso.las('farsta', MALLNAMN.kunder, { villkor })).rader.length
  }
  const tider = ['2026-10-05T12:00:00', '2026-10-05T12:00:01', '2026-10-05T10:00:00Z', '2026-10-05T10:00:01Z']
  expect(await Promise.all(tider.map(antal))).toEqual([1, 0, 1, 0])
})

test('a data set holds the same rows as the XML text', async () => {
  const som = await agresso.las('farsta', MALLNAMN.oppna)
  const id = '<TemplateId>4318</TemplateId>'
  const credentials = '<credentials><Username>i</Username><Client>FA</Client><Password>losen</Password></credentials>'
  const villkor = await (
    await agresso.post('GetSearchCriteria', `<templateId>4318</templateId><hideUnused>1</hideUnused>${credentials}`)
  ).text()
  const lista = /<SearchCriteriaPropertiesList>.*<\/SearchCriteriaPropertiesList>/s.exec(villkor)![0]
  const xml = await (
    await agresso.post('GetTemplateResultAsDataSet', `<input>${id}${lista}</input>${credentials}`)
  ).text()
  const utanDolda = ({ user_id: _u, ...rad }: Rad): unknown => rad
  expect(lasRader(xml).map(utanDolda)).toEqual([...som.rader, som.total])
})

test('the columns marked as listed are those that the manifests list', () => {
  const manifest = (namn: string) =>
    parse(readFileSync(new URL(`../../config/tittbehorighet/${namn}.yaml`, import.meta.url), 'utf8')) as {
      personnyckel: string
      skydd?: { kalla: string }
      falt: { kalla: string }[]
      rader?: { falten: { kalla: string }[] }
    }
  for (const [namn, kolumner] of [
    ['agresso-kund', KUNDKOLUMNER],
    ['agresso-faktura', FAKTURAKOLUMNER],
  ] as const) {
    const { personnyckel, skydd, falt, rader } = manifest(namn)
    const listade = [
      personnyckel,
      ...(skydd ? [skydd.kalla] : []),
      ...[...falt, ...(rader?.falten ?? [])].map((f) => f.kalla),
    ]
    expect(
      kolumner
        .filter(({ listad }) => listad)
        .map((k) => k.namn)
        .sort(),
    ).toEqual(listade.sort())
  }
})
