import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startaAgresso, type Agressoprov } from '../../test/support/sources/agresso.ts'
import { foretagskoder } from './companies.ts'

let agresso: Agressoprov
beforeAll(async () => {
  agresso = await startaAgresso()
})
afterAll(() => agresso.stop())

type Metod = (args: unknown) => Promise<[Record<string, unknown>]>
async function anropa(operation: string, args: unknown): Promise<unknown> {
  const metod = (await agresso.klient())[`${operation}Async`] as Metod
  return (await metod(args))[0][`${operation}Result`]
}
const mallista = async (stadsdel: string, descrList?: string) =>
  (
    (await anropa('GetTemplateList', {
      ...(descrList === undefined ? {} : { descrList }),
      credentials: agresso.inloggning(stadsdel),
    })) as {
      TemplateHeaderList: { TemplateHeader?: ({ TemplateId: number; Name: string; CompanyCode: string } | null)[] }
    }
  ).TemplateHeaderList?.TemplateHeader ?? []
const mallId = async (stadsdel: string, namn: string): Promise<number> =>
  (await mallista(stadsdel, namn))[0]!.TemplateId

test('all eleven operations are described and answer', async () => {
  const klient = await agresso.klient()
  const operationer = Object.keys(
    (klient.describe() as Record<string, Record<string, object>>).QueryEngineV201101!.QueryEngineV201101Soap!,
  )
  expect(operationer).toHaveLength(11)
  const templateId = await mallId('farsta', 'Insyn kundregister')
  const credentials = agresso.inloggning('farsta')
  for (const operation of operationer) {
    const args = {
      About: {},
      GetTemplateList: { credentials },
      GetTemplateResultOptions: { credentials },
      GetSearchCriteria: { templateId, hideUnused: true, credentials },
      GetTemplateResultAsXML: { input: { TemplateId: templateId }, credentials },
      GetTemplateResultAsDataSet: { input: { TemplateId: templateId }, credentials },
    }[operation] ?? { templateId, credentials }
    expect([operation, await anropa(operation, args)]).toEqual([operation, expect.anything()])
  }
})

test('a template is found by its exact name, and its number differs between companies', async () => {
  const [farsta, ...fler] = await mallista('farsta', 'Insyn öppna fakturor')
  expect(fler).toEqual([])
  expect(farsta).toMatchObject({ Name: 'Insyn öppna fakturor', CompanyCode: 'FA' })
  expect(await mallista('farsta', 'insyn öppna fakturor')).toEqual([])
  expect(await mallId('jarva', 'Insyn öppna fakturor')).not.toBe(farsta!.TemplateId)
})

test('every stadsdel has a company of its own', () => {
  expect(Object.keys(foretagskoder).sort()).toEqual([...agresso.population.stadsdelar].sort())
  expect(new Set(Object.values(foretagskoder)).size).toBe(11)
})

test.each([
  ['wrong password', { Username: 'insyn', Client: 'FA', Password: 'fel' }],
  ['a company that does not exist', { Username: 'insyn', Client: 'XX', Password: 'losen' }],
  ['no user name', { Client: 'FA', Password: 'losen' }],
])('credentials with %s are a fault', async (_namn, credentials) => {
  await expect(anropa('GetTemplateList', { credentials })).rejects.toMatchObject({
    root: { Envelope: { Body: { Fault: { faultcode: 'soap:Client.Authentication' } } } },
  })
})

test('members out of the order of the schema are refused', async () => {
  const templateId = await mallId('farsta', 'Insyn kundregister')
  const credentials = agresso.inloggning('farsta')
  await expect(anropa('GetTemplateProperties', { templateId, credentials })).resolves.toMatchObject({ MaxRows: 0 })
  await expect(anropa('GetTemplateProperties', { credentials, templateId })).rejects.toThrow(/templateId is missing/)
  const inloggning =
    '<credentials><Client>FA</Client><Username>insyn</Username><Password>losen</Password></credentials>'
  const svar = await agresso.post('GetTemplateResultOptions', inloggning)
  expect([svar.status, await svar.text()]).toEqual([500, expect.stringContaining('Username is unknown or misplaced')])
})

test.each([
  ['an unknown operation', 'GetFormattedXML', '<templateId>1</templateId>'],
  ['an unknown member', 'GetTemplateProperties', '<templateId>1</templateId><mer>1</mer>'],
  ['a number that is none', 'GetTemplateProperties', '<templateId>1e3</templateId>'],
])('%s is the caller’s fault', async (_namn, operation, inre) => {
  const svar = await agresso.post(operation, inre)
  expect([svar.status, await svar.text()]).toEqual([500, expect.stringContaining('<faultcode>soap:Client</faultcode>')])
})

test('a request with a DTD is refused', async () => {
  const svar = await fetch(agresso.url, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  })
  expect([svar.status, await svar.text()]).toEqual([500, expect.stringContaining('soap:Client')])
})

test('criteria that are not sent back whole give a ReturnCode and no result', async () => {
  const TemplateId = await mallId('farsta', 'Insyn kundregister')
  const credentials = agresso.inloggning('farsta')
  const kriterier = (await anropa('GetSearchCriteria', { templateId: TemplateId, hideUnused: true, credentials })) as {
    SearchCriteriaPropertiesList: { SearchCriteriaProperties: object[] }
  }
  const lista = kriterier.SearchCriteriaPropertiesList.SearchCriteriaProperties
  const kor = (SearchCriteriaProperties: object[]): Promise<unknown> =>
    anropa('GetTemplateResultAsXML', {
      input: { TemplateId, SearchCriteriaPropertiesList: { SearchCriteriaProperties } },
      credentials,
    })
  expect(await kor(lista)).toMatchObject({ ReturnCode: 0, TemplateResult: expect.any(String) })
  const avvisade = [
    lista.slice(1),
    [],
    lista.toReversed(),
    lista.map((v, i) => (i === 1 ? { ...v, DataLength: 99 } : v)),
    lista.map((v, i) => (i === 0 ? { ...v, FromValue: 'JA' } : v)),
  ]
  for (const fel of avvisade) {
    const svar = await kor(fel)
    expect(svar).toMatchObject({ ReturnCode: 2, Status: expect.stringContaining('hela listan') })
    expect(svar).not.toHaveProperty('TemplateResult')
  }
  const okant = lista.map((v, i) => (i === 1 ? { ...v, RestrictionType: '%%', FromValue: '1' } : v))
  expect(await kor(okant)).toMatchObject({ ReturnCode: 3 })
})

test('a template of another company does not run', async () => {
  const TemplateId = await mallId('jarva', 'Insyn kundregister')
  const svar = anropa('GetTemplateResultAsXML', { input: { TemplateId }, credentials: agresso.inloggning('farsta') })
  expect(await svar).toMatchObject({ ReturnCode: 1 })
})

test('the description names another host than the one that serves it', async () => {
  const wsdl = await (await fetch(agresso.url)).text()
  expect(wsdl).toMatch(/soap:address location="https:\/\/agresso\.invalid\//)
})
