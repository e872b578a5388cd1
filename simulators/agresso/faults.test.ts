import { afterEach, expect, test } from '@jest/globals'
import { startaAgresso, type Agressoprov } from '../../test/support/sources/agresso.ts'
import type { Fel } from '../faults.ts'
import { MALLNAMN } from './templates.ts'

let agresso: Agressoprov
afterEach(() => agresso.stop())
const STADSDEL = 'sodermalm'
const ore = (text: string): number => Math.round(Number(text) * 100)

async function medFel(fel: Fel, mall: string) {
  agresso = await startaAgresso()
  const hel = await agresso.las(STADSDEL, mall)
  agresso.fel.satt({ peer: 'agresso', fel, stadsdel: STADSDEL })
  return { hel, skadad: await agresso.las(STADSDEL, mall), frisk: await agresso.las('farsta', mall) }
}

test('in canary mode every unlisted column has a marker of its own, and no listed one has', async () => {
  agresso = await startaAgresso({ kanarie: 'KANARIE' })
  const sedda: string[] = []
  for (const [mall, listade] of [
    [MALLNAMN.kunder, ['apar_id', 'comp_reg_no', 'r0#skyddskod#36']],
    [MALLNAMN.oppna, ['apar_id', 'ext_inv_ref', 'kid', 'amount', 'r1#radtext#41', 'sequence_no']],
  ] as const) {
    const { rader, total } = await agresso.las(STADSDEL, mall)
    expect(JSON.stringify(total)).not.toContain('KANARIE')
    for (const rad of rader) {
      for (const kolumn of listade) expect(rad[kolumn] ?? '').not.toContain('KANARIE')
      for (const kolumn of ['apar_name', 'bank_account', 'client']) expect(rad[kolumn]).toMatch(/^KANARIE/)
      sedda.push(...Object.values(rad).filter((varde) => varde.startsWith('KANARIE')))
    }
  }
  expect(sedda.length).toBeGreaterThan(1000)
  expect(new Set(sedda).size).toBe(sedda.length)
})

test('maxrader cuts in half without a total, and the limit stands in the template’s properties', async () => {
  const { hel, skadad } = await medFel('maxrader', MALLNAMN.oppna)
  expect(skadad).toMatchObject({ ReturnCode: 0, total: undefined })
  expect(skadad.rader).toEqual(hel.rader.slice(0, Math.floor(hel.rader.length / 2)))
  const credentials = agresso.inloggning(STADSDEL)
  const klient = await agresso.klient()
  const egenskaper = klient.GetTemplatePropertiesAsync as (a: unknown) => Promise<[unknown]>
  const maxRows = async (): Promise<unknown> => (await egenskaper({ templateId: 5118, credentials }))[0]
  expect(await maxRows()).toMatchObject({ GetTemplatePropertiesResult: { MaxRows: skadad.rader.length } })
  agresso.fel.rensa()
  expect(await maxRows()).toMatchObject({ GetTemplatePropertiesResult: { MaxRows: 0 } })
})

test('halv-sida leaves out every other row but sums them all', async () => {
  const { hel, skadad, frisk } = await medFel('halv-sida', MALLNAMN.historik)
  expect(skadad.rader).toHaveLength(Math.ceil(hel.rader.length / 2))
  expect(skadad.total).toEqual(hel.total)
  expect(frisk.total?._recno).toBe(String(frisk.rader.length + 1))
})

test('dubblett sends every row twice, and the total agrees with that', async () => {
  const { hel, skadad } = await medFel('dubblett', MALLNAMN.oppna)
  expect(skadad.rader.map((rad) => rad.ext_inv_ref)).toEqual(
    hel.rader.flatMap((rad) => [rad.ext_inv_ref, rad.ext_inv_ref]),
  )
  expect(ore(skadad.total!.amount!)).toBe(2 * ore(hel.total!.amount!))
})

test('oordning puts rows of a customer apart, with none lost', async () => {
  const { hel, skadad } = await medFel('oordning', MALLNAMN.historik)
  const nycklar = (rader: typeof hel.rader): string[] => rader.map((rad) => `${rad.ext_inv_ref} ${rad.sequence_no}`)
  expect(nycklar(skadad.rader)).not.toEqual(nycklar(hel.rader))
  expect(nycklar(skadad.rader).sort()).toEqual(nycklar(hel.rader).sort())
  const block = skadad.rader.filter((rad, i) => rad.apar_id !== skadad.rader[i - 1]?.apar_id)
  expect(block.length).toBeGreaterThan(new Set(block.map((rad) => rad.apar_id)).size)
})

test('utan-flagga leaves the protection flag out for some customers, and waits for the customer master', async () => {
  agresso = await startaAgresso()
  agresso.fel.satt({ peer: 'agresso', fel: 'utan-flagga', antal: 1 })
  const fakturor = await agresso.las(STADSDEL, MALLNAMN.oppna)
  expect(fakturor.total).toBeDefined()
  const flaggor = (await agresso.las(STADSDEL, MALLNAMN.kunder)).rader.map((rad) => 'r0#skyddskod#36' in rad)
  expect(new Set(flaggor)).toEqual(new Set([true, false]))
  expect((await agresso.las(STADSDEL, MALLNAMN.kunder)).rader.every((rad) => 'r0#skyddskod#36' in rad)).toBe(true)
})

test.each<[Fel, string]>([
  ['fault', 'soap:Server'],
  ['nekad', 'soap:Client.Authentication'],
  ['session-borta', 'soap:Client.Authentication'],
])('%s is a SOAP fault %s', async (fel, faultcode) => {
  agresso = await startaAgresso()
  agresso.fel.satt({ peer: 'agresso', fel })
  await expect(agresso.las(STADSDEL, MALLNAMN.kunder)).rejects.toMatchObject({
    root: { Envelope: { Body: { Fault: { faultcode } } } },
  })
})

const hamta = (): Promise<Response> =>
  agresso.post(
    'GetTemplateResultOptions',
    '<credentials><Username>i</Username><Client>SO</Client><Password>losen</Password></credentials>',
  )
const operation = 'GetTemplateResultOptions'

test.each<[Fel, string, RegExp]>([
  ['html', 'text/html', /<h1>Proxy/],
  ['tomt', 'text/xml', /^$/],
  ['avhugget', 'text/xml', /^<\?xml((?!Envelope>).)*$/s],
])('%s comes with status 200', async (fel, typ, text) => {
  agresso = await startaAgresso()
  agresso.fel.satt({ peer: 'agresso', fel, operation })
  const svar = await hamta()
  expect([svar.status, svar.headers.get('content-type'), await svar.text()]).toEqual([
    200,
    expect.stringContaining(typ),
    expect.stringMatching(text),
  ])
})

test('a big answer is cut in a row, or right after one, as if it were complete', async () => {
  agresso = await startaAgresso()
  const credentials = '<credentials><Username>i</Username><Client>SO</Client><Password>losen</Password></credentials>'
  const villkor = await (
    await agresso.post('GetSearchCriteria', `<templateId>5125</templateId><hideUnused>1</hideUnused>${credentials}`)
  ).text()
  const lista = /<SearchCriteriaPropertiesList>.*<\/SearchCriteriaPropertiesList>/s.exec(villkor)![0]
  const las = async (fel: Fel): Promise<string> => {
    agresso.fel.satt({ peer: 'agresso', fel, antal: 1 })
    const inre = `<input><TemplateId>5125</TemplateId>${lista}</input>${credentials}`
    return (await agresso.post('GetTemplateResultAsXML', inre)).text()
  }
  expect(await las('avhugget-efter-rad')).toMatch(/&lt;\/AgressoQE&gt;$/)
  expect(await las('avhugget')).not.toMatch(/(AgressoQE&gt;|Envelope>)$/)
  expect(await las('fel-teckenkodning')).toContain('\uFFFD')
})

test('nere resets, and sen and droppar make the caller wait', async () => {
  agresso = await startaAgresso({ tider: { senMs: 150, droppMs: 1 } })
  agresso.fel.satt({ peer: 'agresso', fel: 'nere', antal: 1 })
  await expect(hamta()).rejects.toThrow()
  for (const fel of ['sen', 'droppar'] as const) {
    agresso.fel.satt({ peer: 'agresso', fel, operation, antal: 1 })
    const start = performance.now()
    expect(await (await hamta()).text()).toMatch(/Envelope>$/)
    expect(performance.now() - start).toBeGreaterThan(140)
  }
})

test('a rendered read is the same as one made on the fly, and is made again after a change', async () => {
  agresso = await startaAgresso({ forrendera: true })
  const farsk = await startaAgresso()
  try {
    const rendera = () => agresso.las(STADSDEL, MALLNAMN.kunder)
    expect(await rendera()).toEqual(await farsk.las(STADSDEL, MALLNAMN.kunder))
    const forst = await rendera()
    const { comp_reg_no, apar_id } = forst.rader.find((rad) => rad['r0#skyddskod#36'] === '0')!
    const personnummer = comp_reg_no!.replace('-', '')
    agresso.population.andra({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
    const andrad = (await rendera()).rader.find((rad) => rad.apar_id === apar_id)!
    expect(andrad['r0#skyddskod#36']).not.toBe('0')
  } finally {
    await farsk.stop()
  }
})
