import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type AgressoTrial, readRows, type Row, startAgresso } from '../../test/support/sources/agresso.ts'
import type { TruthItem } from '../population/truth.ts'
import { TEMPLATE_NAME } from './templates.ts'

let agresso: AgressoTrial
beforeAll(async () => {
  agresso = await startAgresso()
})
afterAll(() => agresso.stop())

const ore = (text: string): number => Math.round(Number(text) * 100)
const withoutSeparator = (text: string): string => text.replace('-', '')
const day = (text: string | undefined): string | undefined =>
  text === undefined || /^(1900-01-01|2099-12-31)/.test(text) ? undefined : text.slice(0, 10)

/** Rows of one invoice as the hub should see it. */
function asFaktura(rows: readonly Row[]): TruthItem {
  const head = rows[0]!
  const [amount, remaining] = [ore(head.amount!), ore(head.rest_amount!)]
  const paidDate = day(head.payment_date)
  const dueDate = day(head.due_date)
  return {
    fakturanummer: head.ext_inv_ref!,
    ...(head['r2#delnr#42'] !== undefined && { delbetalning: Number(head['r2#delnr#42']) }),
    ...(head.kid !== undefined && { ocrNummer: head.kid }),
    fakturadatum: day(head.trans_date)!,
    ...(dueDate !== undefined && { forfallodatum: dueDate }),
    belopp: amount,
    kvarstaende: remaining,
    ...(paidDate !== undefined && { betaldDatum: paidDate }),
    ...(head.rem_level !== undefined && { paminnelser: Number(head.rem_level) }),
    inkasso: head.collect_status !== undefined,
    betalstatus: statusOf(head, amount, remaining),
    rader: rows.map((row) => ({
      radnummer: Number(row.sequence_no),
      text: row['r1#radtext#41']!,
      belopp: ore(row['r1#radbelopp#41']!),
    })),
  }
}

function statusOf({ status, voucher_type: type }: Row, amount: number, remaining: number): string {
  if (status === 'M') return 'makulerad'
  if (type === 'KK') return 'kredit'
  if (remaining < 0) return 'overbetald'
  if (remaining === 0) return 'betald'
  if (type === 'KD') return 'delbetalning'
  return remaining < amount ? 'delbetald' : 'obetald'
}

const keyOf = (row: Row): string => `${row.ext_inv_ref!} ${row['r2#delnr#42'] ?? ''}`

function perFaktura(rows: readonly Row[]): Map<string, Row[]> {
  const fakturor = new Map<string, Row[]>()
  for (const row of rows) fakturor.set(keyOf(row), [...(fakturor.get(keyOf(row)) ?? []), row])
  return fakturor
}

test.each(['farsta', 'sodermalm'])(
  'what %s’s three templates say is what is true of its customers',
  async (stadsdel) => {
    const customers = await agresso.read(stadsdel, TEMPLATE_NAME.kunder)
    const personOf = new Map(
      customers.rader
        .map((row) => [row.apar_id!, withoutSeparator(row.comp_reg_no!)] as const)
        .filter(([, personnummer]) => /^\d{12}$/.test(personnummer)),
    )
    const seen = new Map([...personOf.values()].map((personnummer) => [personnummer, [] as TruthItem[]]))
    for (const template of [TEMPLATE_NAME.oppna, TEMPLATE_NAME.historik]) {
      const { rader } = await agresso.read(stadsdel, template)
      for (const fakturaRows of perFaktura(rader).values())
        seen.get(personOf.get(fakturaRows[0]!.apar_id!) ?? '')?.push(asFaktura(fakturaRows))
    }
    const key = (item: TruthItem): string => `${item.fakturanummer as string} ${(item.delbetalning ?? '') as string}`
    for (const fakturor of seen.values()) fakturor.sort((a, b) => (key(a) < key(b) ? -1 : 1))

    const truth = new Map<string, readonly TruthItem[]>()
    for (let i = 0; i < agresso.population.antal; i++) {
      if (!agresso.population.stadsdelarOf(i, 'agresso').includes(stadsdel)) continue
      const { personnummer, stadsdelar } = agresso.population.truthAt(i)
      truth.set(personnummer, stadsdelar[stadsdel]?.faktura ?? [])
    }
    expect(truth.size).toBeGreaterThan(5)
    expect(seen).toEqual(truth)
  },
)

test('rows of an invoice template come by customer, invoice and line, and the last row sums them', async () => {
  const { rader, total } = await agresso.read('sodermalm', TEMPLATE_NAME.historik)
  const key = (row: Row): string => [row.apar_id, row.ext_inv_ref, row.sequence_no].join()
  expect(rader.map(key)).toEqual(rader.map(key).sort())
  expect(rader.map(({ _recno }) => _recno)).toEqual(rader.map((_, i) => String(i + 1)))
  const sum = (column: string): string => (rader.reduce((s, row) => s + ore(row[column]!), 0) / 100).toFixed(2)
  expect(total).toEqual({
    _recno: String(rader.length + 1),
    _section: 'T',
    amount: sum('amount'),
    'r1#radbelopp#41': sum('r1#radbelopp#41'),
  })
})

test('the total row of the customer master has nothing but its number', async () => {
  const { rader, total } = await agresso.read('farsta', TEMPLATE_NAME.kunder)
  expect(total).toEqual({ _recno: String(rader.length + 1), _section: 'T' })
})

test('without Aggregated there is no total row, and of nobody there is no row at all', async () => {
  const without = await agresso.read('farsta', TEMPLATE_NAME.kunder, { options: { Aggregated: false } })
  expect([without.rader.length > 0, without.total]).toEqual([true, undefined])
  const none = await agresso.read('farsta', TEMPLATE_NAME.kunder, {
    condition: { apar_id: { RestrictionType: '=', FromValue: '00000000' } },
  })
  expect(none).toMatchObject({ ReturnCode: 0, TemplateResult: '<Agresso></Agresso>' })
})

test('hidden columns and descriptions come only when they are asked for', async () => {
  const columns = async (options: object): Promise<string[]> =>
    Object.keys((await agresso.read('farsta', TEMPLATE_NAME.kunder, { options: { ...options } })).rader[0]!)
  expect(await columns({})).toEqual(expect.arrayContaining(['xpay_method', 'e_mail']))
  expect(await columns({})).not.toContain('r4#portkod#40')
  expect(await columns({ RemoveHiddenColumns: false })).toContain('r4#portkod#40')
  expect(await columns({ ShowDescriptions: false })).not.toContain('xpay_method')
})

test('records are counted from one, both ends included', async () => {
  const all = (await agresso.read('sodermalm', TEMPLATE_NAME.oppna)).rader
  const { rader, total } = await agresso.read('sodermalm', TEMPLATE_NAME.oppna, {
    options: { FirstRecord: 3, LastRecord: 5 },
  })
  expect(rader).toEqual(all.slice(2, 5))
  expect(total?._recno).toBe('6')
  expect(
    (await agresso.read('sodermalm', TEMPLATE_NAME.oppna, { options: { FirstRecord: 0, LastRecord: 0 } })).rader,
  ).toEqual(all)
})

test('the criteria select: one customer, one person, all but some', async () => {
  const all = (await agresso.read('sodermalm', TEMPLATE_NAME.oppna)).rader
  const customers = (await agresso.read('sodermalm', TEMPLATE_NAME.kunder)).rader
  const { apar_id } = all.at(-1)!
  const added = (RestrictionType: string, FromValue: string) => ({ RestrictionType, FromValue })

  expect(
    (await agresso.read('sodermalm', TEMPLATE_NAME.oppna, { condition: { apar_id: added('=', apar_id!) } })).rader.map(
      withoutNumber,
    ),
  ).toEqual(all.filter((row) => row.apar_id === apar_id).map(withoutNumber))
  const two = [customers[3]!, customers[1]!]
  const enumerated = await agresso.read('sodermalm', TEMPLATE_NAME.kunder, {
    condition: { comp_reg_no: added('()', two.map((row) => `'${row.comp_reg_no}'`).join(',')) },
  })
  expect(enumerated.rader.map(({ apar_id: customer }) => customer)).toEqual([
    customers[1]!.apar_id,
    customers[3]!.apar_id,
  ])
  const except = await agresso.read('sodermalm', TEMPLATE_NAME.kunder, {
    condition: { apar_id: added('!()', `'${customers[0]!.apar_id}'`) },
  })
  expect(except.rader.map(withoutNumber)).toEqual(customers.slice(1).map(withoutNumber))
})
const withoutNumber = ({ _recno, ...row }: Row): unknown => row

test('a person found by number is found in the form in which it was typed', async () => {
  const { rader } = await agresso.read('sodermalm', TEMPLATE_NAME.kunder)
  const withDash = rader.find(({ comp_reg_no }) => comp_reg_no!.includes('-'))!
  const search = async (FromValue: string): Promise<number> =>
    (
      await agresso.read('sodermalm', TEMPLATE_NAME.kunder, {
        condition: { comp_reg_no: { RestrictionType: '=', FromValue } },
      })
    ).rader.length
  expect(await search(withDash.comp_reg_no!)).toBeGreaterThan(0)
  expect(await search(withoutSeparator(withDash.comp_reg_no!))).toBe(0)
})

test('last_update finds what changed since, and the change itself', async () => {
  const { rader } = await agresso.read('sodermalm', TEMPLATE_NAME.oppna)
  const unpaid = rader.find(({ amount, rest_amount }) => amount === rest_amount && Number(amount) > 0)!
  const customer = (await agresso.read('sodermalm', TEMPLATE_NAME.kunder)).rader.find(
    (k) => k.apar_id === unpaid.apar_id,
  )!
  const from = new Date('2026-10-01T00:00:00Z')
  const changed = async (template: string, since: Date): Promise<string[]> => {
    const condition = { last_update: { RestrictionType: '>=', FromValue: since.toISOString() } }
    return (await agresso.read('sodermalm', template, { condition })).rader.map(
      (row) => row.ext_inv_ref ?? row.apar_id!,
    )
  }
  expect(await changed(TEMPLATE_NAME.historik, from)).toEqual([])
  agresso.population.change(
    {
      slag: 'betala-faktura',
      personnummer: withoutSeparator(customer.comp_reg_no!),
      stadsdel: 'sodermalm',
      fakturanummer: unpaid.ext_inv_ref!,
    },
    new Date('2026-10-02T10:00:00Z'),
  )
  expect(await changed(TEMPLATE_NAME.historik, from)).toContain(unpaid.ext_inv_ref)
  expect(await changed(TEMPLATE_NAME.historik, new Date('2026-10-03T00:00:00Z'))).toEqual([])
  expect((await agresso.read('sodermalm', TEMPLATE_NAME.oppna)).rader.map((row) => row.ext_inv_ref)).not.toContain(
    unpaid.ext_inv_ref,
  )
})

test('a time without a zone is that of a clock in Stockholm', async () => {
  const { rader } = await agresso.read('farsta', TEMPLATE_NAME.kunder)
  const personnummer = withoutSeparator(rader[0]!.comp_reg_no!)
  agresso.population.change({ slag: 'satt-skydd', personnummer, skydd: 'ingen' }, new Date('2026-10-05T10:00:00Z'))
  const count = async (FromValue: string): Promise<number> => {
    const condition = { last_update: { RestrictionType: '>=', FromValue } }
    return (await agresso.read('farsta', TEMPLATE_NAME.kunder, { condition })).rader.length
  }
  const times = ['2026-10-05T12:00:00', '2026-10-05T12:00:01', '2026-10-05T10:00:00Z', '2026-10-05T10:00:01Z']
  expect(await Promise.all(times.map(count))).toEqual([1, 0, 1, 0])
})

test('a data set holds the same rows as the XML text', async () => {
  const role = await agresso.read('farsta', TEMPLATE_NAME.oppna)
  const id = '<TemplateId>4318</TemplateId>'
  const credentials = '<credentials><Username>i</Username><Client>FA</Client><Password>losen</Password></credentials>'
  const condition = await (
    await agresso.post('GetSearchCriteria', `<templateId>4318</templateId><hideUnused>1</hideUnused>${credentials}`)
  ).text()
  const list = /<SearchCriteriaPropertiesList>.*<\/SearchCriteriaPropertiesList>/s.exec(condition)![0]
  const xml = await (
    await agresso.post('GetTemplateResultAsDataSet', `<input>${id}${list}</input>${credentials}`)
  ).text()
  const withoutHidden = ({ user_id: _u, ...row }: Row): unknown => row
  expect(readRows(xml).map(withoutHidden)).toEqual([...role.rader, role.total])
})
