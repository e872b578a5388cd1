import { beforeAll, expect, test } from '@jest/globals'
import { readWsdl, type SoapService, type SoapValue } from './wsdl.ts'

const AGRESSO = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
const file = (path: string): URL => new URL(path, import.meta.url)
let agresso: SoapService
let paraplyet: SoapService
beforeAll(async () => {
  agresso = await readWsdl(file('../agresso/query-engine-v201101.wsdl'))
  paraplyet = await readWsdl(file('../paraplyet/paraplyet.wsdl'))
})

const elements = (xml: string): string[] => Array.from(xml.matchAll(/<q:([A-Za-z]+)[ >/]/g), ([, name]) => name ?? '')

test('members are sent in the order of the schema, whatever the order of the object', () => {
  const { xml, soapAction } = agresso.request('GetTemplateResultAsXML', {
    credentials: { Password: '<&secret>', Client: 'FA', Username: 'insyn' },
    input: {
      SearchCriteriaPropertiesList: {
        SearchCriteriaProperties: [
          { RelDateCrit: '', FromValue: '1', ColumnName: 'apar_id' },
          { CanBeOverridden: true, ColumnName: 'kid' },
        ],
      },
      TemplateResultOptions: { LastRecord: -1, Aggregated: true, ShowDescriptions: false },
      TemplateId: 7,
    },
  })
  expect(soapAction).toBe(`"${AGRESSO}/GetTemplateResultAsXML"`)
  expect(elements(xml)).toEqual(
    (
      'GetTemplateResultAsXML input TemplateId TemplateResultOptions ShowDescriptions Aggregated LastRecord ' +
      'SearchCriteriaPropertiesList SearchCriteriaProperties ColumnName FromValue RelDateCrit SearchCriteriaProperties ' +
      'ColumnName CanBeOverridden credentials Username Client Password'
    ).split(' '),
  )
  expect(xml).toContain('<q:Password>&lt;&amp;secret&gt;</q:Password>')
  expect(xml).toContain(`<q:GetTemplateResultAsXML xmlns:q="${AGRESSO}"`)
})

test('members of the outermost element are ordered as well', () => {
  const { xml } = paraplyet.request('LoggaIn', { TaOver: true, Losenord: 'b', Anvandare: 'a' })
  expect(xml).toContain(
    '<LoggaIn xmlns="urn:insyn:paraplyet:v1"><Anvandare>a</Anvandare><Losenord>b</Losenord><TaOver>true</TaOver></LoggaIn>',
  )
})

test('an operation without members is one empty element', () => {
  expect(agresso.request('GetTemplateResultOptions', {}).xml).toMatch(
    /<soap:Body><q:GetTemplateResultOptions [^>]*><\/q:GetTemplateResultOptions><\/soap:Body>/,
  )
})

test.each<[string, { readonly [name: string]: SoapValue }, string]>([
  ['at the top', { Session: 'x', Extra: 'secret' }, 'Extra'],
  ['below a simple value', { Session: { Extra: 'secret' } }, 'members'],
  ["named as node-soap's own notes", { Session: 'x', targetNamespace: 'secret' }, 'targetNamespace'],
])('a member that the schema does not have is never sent: %s', (_what, argument, named) => {
  const failure = (() => {
    try {
      return paraplyet.request('LasAllt', argument).xml
    } catch (error) {
      return error as Error
    }
  })()
  expect(failure).toBeInstanceOf(TypeError)
  expect(String(failure)).toContain(named)
  expect(String(failure)).not.toContain('secret')
})

test('an operation that the WSDL does not have is an error', () => {
  expect(() => paraplyet.request('TaBort', {})).toThrow('the WSDL has no operation TaBort')
})

test('a reply is read by the schema: numbers, truth values, lists, nil', () => {
  const answer = (inside: string): unknown =>
    agresso.answer(
      'GetSearchCriteria',
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><s:Body>` +
        `<GetSearchCriteriaResponse xmlns="${AGRESSO}"><GetSearchCriteriaResult><ReturnCode>0</ReturnCode>` +
        `<SearchCriteriaPropertiesList>${inside}</SearchCriteriaPropertiesList></GetSearchCriteriaResult></GetSearchCriteriaResponse></s:Body></s:Envelope>`,
    )
  const criterion =
    '<SearchCriteriaProperties><ColumnName>0012</ColumnName><DataType>10</DataType><IsPrompt>true</IsPrompt></SearchCriteriaProperties>'
  expect(answer('<SearchCriteriaProperties xsi:nil="true"/>' + criterion)).toEqual({
    GetSearchCriteriaResult: {
      ReturnCode: 0,
      SearchCriteriaPropertiesList: {
        SearchCriteriaProperties: [{ ColumnName: '0012', DataType: 10, IsPrompt: true }],
      },
    },
  })
})
