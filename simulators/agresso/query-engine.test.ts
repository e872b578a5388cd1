import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type AgressoTrial, startAgresso } from '../../test/support/sources/agresso.ts'
import { companyCodes } from './companies.ts'

let agresso: AgressoTrial
beforeAll(async () => {
  agresso = await startAgresso()
})
afterAll(() => agresso.stop())

type Method = (args: unknown) => Promise<[Record<string, unknown>]>
async function call(operation: string, args: unknown): Promise<unknown> {
  const method = (await agresso.klient())[`${operation}Async`] as Method
  return (await method(args))[0][`${operation}Result`]
}
const templateList = async (stadsdel: string, descrList?: string) =>
  (
    (await call('GetTemplateList', {
      ...(descrList === undefined ? {} : { descrList }),
      credentials: agresso.login(stadsdel),
    })) as {
      TemplateHeaderList: { TemplateHeader?: ({ TemplateId: number; Name: string; CompanyCode: string } | null)[] }
    }
  ).TemplateHeaderList?.TemplateHeader ?? []
const templateIdOf = async (stadsdel: string, name: string): Promise<number> =>
  (await templateList(stadsdel, name))[0]!.TemplateId

test('all eleven operations are described and answer', async () => {
  const client = await agresso.klient()
  const operations = Object.keys(
    (client.describe() as Record<string, Record<string, object>>).QueryEngineV201101!.QueryEngineV201101Soap!,
  )
  expect(operations).toHaveLength(11)
  const templateId = await templateIdOf('farsta', 'Insyn kundregister')
  const credentials = agresso.login('farsta')
  for (const operation of operations) {
    const args = {
      About: {},
      GetTemplateList: { credentials },
      GetTemplateResultOptions: { credentials },
      GetSearchCriteria: { templateId, hideUnused: true, credentials },
      GetTemplateResultAsXML: { input: { TemplateId: templateId }, credentials },
      GetTemplateResultAsDataSet: { input: { TemplateId: templateId }, credentials },
    }[operation] ?? { templateId, credentials }
    expect([operation, await call(operation, args)]).toEqual([operation, expect.anything()])
  }
})

test('a template is found by its exact name, and its number differs between companies', async () => {
  const [farsta, ...more] = await templateList('farsta', 'Insyn öppna fakturor')
  expect(more).toEqual([])
  expect(farsta).toMatchObject({ Name: 'Insyn öppna fakturor', CompanyCode: 'FA' })
  expect(await templateList('farsta', 'insyn öppna fakturor')).toEqual([])
  expect(await templateIdOf('jarva', 'Insyn öppna fakturor')).not.toBe(farsta!.TemplateId)
})

test('every stadsdel has a company of its own', () => {
  expect(Object.keys(companyCodes).sort()).toEqual([...agresso.population.stadsdelar].sort())
  expect(new Set(Object.values(companyCodes)).size).toBe(11)
})

test.each([
  ['wrong password', { Username: 'insyn', Client: 'FA', Password: 'fel' }],
  ['a company that does not exist', { Username: 'insyn', Client: 'XX', Password: 'losen' }],
  ['no user name', { Client: 'FA', Password: 'losen' }],
])('credentials with %s are a fault', async (_name, credentials) => {
  await expect(call('GetTemplateList', { credentials })).rejects.toMatchObject({
    root: { Envelope: { Body: { Fault: { faultcode: 'soap:Client.Authentication' } } } },
  })
})

test('members out of the order of the schema are refused', async () => {
  const templateId = await templateIdOf('farsta', 'Insyn kundregister')
  const credentials = agresso.login('farsta')
  await expect(call('GetTemplateProperties', { templateId, credentials })).resolves.toMatchObject({ MaxRows: 0 })
  await expect(call('GetTemplateProperties', { credentials, templateId })).rejects.toThrow(/templateId is missing/)
  const login = '<credentials><Client>FA</Client><Username>insyn</Username><Password>losen</Password></credentials>'
  const answer = await agresso.post('GetTemplateResultOptions', login)
  expect([answer.status, await answer.text()]).toEqual([
    500,
    expect.stringContaining('Username is unknown or misplaced'),
  ])
})

test.each([
  ['an unknown operation', 'GetFormattedXML', '<templateId>1</templateId>'],
  ['an unknown member', 'GetTemplateProperties', '<templateId>1</templateId><mer>1</mer>'],
  ['a number that is none', 'GetTemplateProperties', '<templateId>1e3</templateId>'],
])('%s is the caller’s fault', async (_name, operation, inner) => {
  const answer = await agresso.post(operation, inner)
  expect([answer.status, await answer.text()]).toEqual([
    500,
    expect.stringContaining('<faultcode>soap:Client</faultcode>'),
  ])
})

test('a request with a DTD is refused', async () => {
  const answer = await fetch(agresso.url, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  })
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('soap:Client')])
})

test('criteria that are not sent back whole give a ReturnCode and no result', async () => {
  const TemplateId = await templateIdOf('farsta', 'Insyn kundregister')
  const credentials = agresso.login('farsta')
  const criteria = (await call('GetSearchCriteria', { templateId: TemplateId, hideUnused: true, credentials })) as {
    SearchCriteriaPropertiesList: { SearchCriteriaProperties: object[] }
  }
  const list = criteria.SearchCriteriaPropertiesList.SearchCriteriaProperties
  const run = (SearchCriteriaProperties: object[]): Promise<unknown> =>
    call('GetTemplateResultAsXML', {
      input: { TemplateId, SearchCriteriaPropertiesList: { SearchCriteriaProperties } },
      credentials,
    })
  expect(await run(list)).toMatchObject({ ReturnCode: 0, TemplateResult: expect.any(String) })
  const rejected = [
    list.slice(1),
    [],
    list.toReversed(),
    list.map((v, i) => (i === 1 ? { ...v, DataLength: 99 } : v)),
    list.map((v, i) => (i === 0 ? { ...v, FromValue: 'JA' } : v)),
  ]
  for (const error of rejected) {
    const answer = await run(error)
    expect(answer).toMatchObject({ ReturnCode: 2, Status: expect.stringContaining('hela listan') })
    expect(answer).not.toHaveProperty('TemplateResult')
  }
  const unknown = list.map((v, i) => (i === 1 ? { ...v, RestrictionType: '%%', FromValue: '1' } : v))
  expect(await run(unknown)).toMatchObject({ ReturnCode: 3 })
})

test('a template of another company does not run', async () => {
  const TemplateId = await templateIdOf('jarva', 'Insyn kundregister')
  const answer = call('GetTemplateResultAsXML', { input: { TemplateId }, credentials: agresso.login('farsta') })
  expect(await answer).toMatchObject({ ReturnCode: 1 })
})

test('the description names another host than the one that serves it', async () => {
  const wsdl = await (await fetch(agresso.url)).text()
  expect(wsdl).toMatch(/soap:address location="https:\/\/agresso\.invalid\//)
})
