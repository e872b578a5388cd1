import { afterEach, expect, test } from '@jest/globals'
import { type AgressoTrial, startAgresso } from '../../test/support/sources/agresso.ts'
import type { Failure } from '../faults.ts'
import { TEMPLATE_NAME } from './templates.ts'

let agresso: AgressoTrial
afterEach(() => agresso.stop())
const STADSDEL = 'sodermalm'
const ore = (text: string): number => Math.round(Number(text) * 100)

async function withError(fault: Failure, template: string) {
  agresso = await startAgresso()
  const whole = await agresso.read(STADSDEL, template)
  agresso.fel.set({ peer: 'agresso', fel: fault, stadsdel: STADSDEL })
  return { whole, damaged: await agresso.read(STADSDEL, template), healthy: await agresso.read('farsta', template) }
}

test('in canary mode every unlisted column has a marker of its own, and no listed one has', async () => {
  agresso = await startAgresso({ canary: 'KANARIE' })
  const seen: string[] = []
  for (const [template, listed] of [
    [TEMPLATE_NAME.kunder, ['apar_id', 'comp_reg_no', 'r0#skyddskod#36']],
    [TEMPLATE_NAME.oppna, ['apar_id', 'ext_inv_ref', 'kid', 'amount', 'r1#radtext#41', 'sequence_no']],
  ] as const) {
    const { rader, total } = await agresso.read(STADSDEL, template)
    expect(JSON.stringify(total)).not.toContain('KANARIE')
    for (const row of rader) {
      for (const column of listed) expect(row[column] ?? '').not.toContain('KANARIE')
      for (const column of ['apar_name', 'bank_account', 'client']) expect(row[column]).toMatch(/^KANARIE/)
      seen.push(...Object.values(row).filter((value) => value.startsWith('KANARIE')))
    }
  }
  expect(seen.length).toBeGreaterThan(1000)
  expect(new Set(seen).size).toBe(seen.length)
})

test('maxrader cuts in half without a total, and the limit stands in the template’s properties', async () => {
  const { whole, damaged } = await withError('maxrader', TEMPLATE_NAME.oppna)
  expect(damaged).toMatchObject({ ReturnCode: 0, total: undefined })
  expect(damaged.rader).toEqual(whole.rader.slice(0, Math.floor(whole.rader.length / 2)))
  const credentials = agresso.login(STADSDEL)
  const client = await agresso.klient()
  const properties = client.GetTemplatePropertiesAsync as (a: unknown) => Promise<[unknown]>
  const maxRows = async (): Promise<unknown> => (await properties({ templateId: 5118, credentials }))[0]
  expect(await maxRows()).toMatchObject({ GetTemplatePropertiesResult: { MaxRows: damaged.rader.length } })
  agresso.fel.purge()
  expect(await maxRows()).toMatchObject({ GetTemplatePropertiesResult: { MaxRows: 0 } })
})

test('halv-sida leaves out every other row but sums them all', async () => {
  const { whole, damaged, healthy } = await withError('halv-sida', TEMPLATE_NAME.historik)
  expect(damaged.rader).toHaveLength(Math.ceil(whole.rader.length / 2))
  expect(damaged.total).toEqual(whole.total)
  expect(healthy.total?._recno).toBe(String(healthy.rader.length + 1))
})

test('dubblett sends every row twice, and the total agrees with that', async () => {
  const { whole, damaged } = await withError('dubblett', TEMPLATE_NAME.oppna)
  expect(damaged.rader.map((row) => row.ext_inv_ref)).toEqual(
    whole.rader.flatMap((row) => [row.ext_inv_ref, row.ext_inv_ref]),
  )
  expect(ore(damaged.total!.amount!)).toBe(2 * ore(whole.total!.amount!))
})

test('oordning puts rows of a customer apart, with none lost', async () => {
  const { whole, damaged } = await withError('oordning', TEMPLATE_NAME.historik)
  const keys = (rows: typeof whole.rader): string[] => rows.map((row) => `${row.ext_inv_ref} ${row.sequence_no}`)
  expect(keys(damaged.rader)).not.toEqual(keys(whole.rader))
  expect(keys(damaged.rader).sort()).toEqual(keys(whole.rader).sort())
  const block = damaged.rader.filter((row, i) => row.apar_id !== damaged.rader[i - 1]?.apar_id)
  expect(block.length).toBeGreaterThan(new Set(block.map((row) => row.apar_id)).size)
})

test('utan-flagga leaves the protection flag out for some customers, and waits for the customer master', async () => {
  agresso = await startAgresso()
  agresso.fel.set({ peer: 'agresso', fel: 'utan-flagga', antal: 1 })
  const fakturor = await agresso.read(STADSDEL, TEMPLATE_NAME.oppna)
  expect(fakturor.total).toBeDefined()
  const flags = (await agresso.read(STADSDEL, TEMPLATE_NAME.kunder)).rader.map((row) => 'r0#skyddskod#36' in row)
  expect(new Set(flags)).toEqual(new Set([true, false]))
  const after = (await agresso.read(STADSDEL, TEMPLATE_NAME.kunder)).rader.map((row) => 'r0#skyddskod#36' in row)
  expect(new Set(after)).toEqual(new Set([true]))
})

test.each<[Failure, string]>([
  ['fault', 'soap:Server'],
  ['nekad', 'soap:Client.Authentication'],
  ['session-borta', 'soap:Client.Authentication'],
])('%s is a SOAP fault %s', async (fault, faultcode) => {
  agresso = await startAgresso()
  agresso.fel.set({ peer: 'agresso', fel: fault })
  await expect(agresso.read(STADSDEL, TEMPLATE_NAME.kunder)).rejects.toMatchObject({
    root: { Envelope: { Body: { Fault: { faultcode } } } },
  })
})

const fetch = (): Promise<Response> =>
  agresso.post(
    'GetTemplateResultOptions',
    '<credentials><Username>i</Username><Client>SO</Client><Password>losen</Password></credentials>',
  )
const operation = 'GetTemplateResultOptions'

test.each<[Failure, string, RegExp]>([
  ['html', 'text/html', /<h1>Proxy/],
  ['tomt', 'text/xml', /^$/],
  ['avhugget', 'text/xml', /^<\?xml((?!Envelope>).)*$/s],
])('%s comes with status 200', async (fault, type, text) => {
  agresso = await startAgresso()
  agresso.fel.set({ peer: 'agresso', fel: fault, operation })
  const answer = await fetch()
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    expect.stringContaining(type),
    expect.stringMatching(text),
  ])
})

test('a big answer is cut in a row, or right after one, as if it were complete', async () => {
  agresso = await startAgresso()
  const credentials = '<credentials><Username>i</Username><Client>SO</Client><Password>losen</Password></credentials>'
  const condition = await (
    await agresso.post('GetSearchCriteria', `<templateId>5125</templateId><hideUnused>1</hideUnused>${credentials}`)
  ).text()
  const list = /<SearchCriteriaPropertiesList>.*<\/SearchCriteriaPropertiesList>/s.exec(condition)![0]
  const read = async (fault: Failure): Promise<string> => {
    agresso.fel.set({ peer: 'agresso', fel: fault, antal: 1 })
    const inner = `<input><TemplateId>5125</TemplateId>${list}</input>${credentials}`
    return (await agresso.post('GetTemplateResultAsXML', inner)).text()
  }
  expect(await read('avhugget-efter-rad')).toMatch(/&lt;\/AgressoQE&gt;$/)
  expect(await read('avhugget')).not.toMatch(/(AgressoQE&gt;|Envelope>)$/)
  expect(await read('fel-teckenkodning')).toContain('\uFFFD')
})

test('nere resets, and sen and droppar make the caller wait', async () => {
  agresso = await startAgresso({ times: { lateMs: 150, dropMs: 1 } })
  agresso.fel.set({ peer: 'agresso', fel: 'nere', antal: 1 })
  await expect(fetch()).rejects.toThrow()
  for (const fault of ['sen', 'droppar'] as const) {
    agresso.fel.set({ peer: 'agresso', fel: fault, operation, antal: 1 })
    const start = performance.now()
    expect(await (await fetch()).text()).toMatch(/Envelope>$/)
    expect(performance.now() - start).toBeGreaterThan(140)
  }
})

test('a rendered read is the same as one made on the fly, and is made again after a change', async () => {
  agresso = await startAgresso({ preRender: true })
  const fresh = await startAgresso()
  try {
    const render = () => agresso.read(STADSDEL, TEMPLATE_NAME.kunder)
    expect(await render()).toEqual(await fresh.read(STADSDEL, TEMPLATE_NAME.kunder))
    const first = await render()
    const { comp_reg_no, apar_id } = first.rader.find((row) => row['r0#skyddskod#36'] === '0')!
    const personnummer = comp_reg_no!.replace('-', '')
    agresso.population.change({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
    const changed = (await render()).rader.find((row) => row.apar_id === apar_id)!
    expect(changed['r0#skyddskod#36']).not.toBe('0')
  } finally {
    await fresh.stop()
  }
})
