import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { allTexts, error, body, peer } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'
import { envelope } from '../../../test/support/sources/xml-reply.ts'
import { agressoBinding } from '../agresso/client.ts'
import { readSearchCriteria } from '../agresso/replies.ts'
import { paraplyetBinding } from '../paraplyet/client.ts'
import { SoapFault } from './envelope.ts'
import { arrangeAfterSchema } from './schema-order.ts'
import { createTransport, type Transport } from './transport.ts'

const SECRET = 'kanarie-6204'
const AGRESSO = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
const PARAPLYET = 'urn:insyn:paraplyet:v1'
const deadline = { signal: never, deadlineMs: 2_000 }
let transport: Transport
beforeEach(() => {
  transport = createTransport()
})
afterEach(() => transport.close())

const order = (xml: string): string[] => Array.from(xml.matchAll(/<q:([A-Za-z]+)[ >/]/g), ([, name]) => name ?? '')

test('members are sent in the order of the schema, whatever the order of the object', async () => {
  const { xml, soapAction } = await agressoBinding(transport).envelope({
    url: 'http://127.0.0.1/',
    who: 'agresso farsta',
    operation: 'GetTemplateResultAsXML',
    argument: {
      credentials: { Password: `<&${SECRET}>`, Client: 'FA', Username: 'insyn' },
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
    },
  })
  expect(soapAction).toBe(`"${AGRESSO}/GetTemplateResultAsXML"`)
  expect(order(xml)).toEqual(
    (
      'GetTemplateResultAsXML input TemplateId TemplateResultOptions ShowDescriptions Aggregated LastRecord ' +
      'SearchCriteriaPropertiesList SearchCriteriaProperties ColumnName FromValue RelDateCrit SearchCriteriaProperties ' +
      'ColumnName CanBeOverridden credentials Username Client Password'
    ).split(' '),
  )
  expect(xml).toContain(`<q:Password>&lt;&amp;${SECRET}&gt;</q:Password>`)
})

test('a member that the schema does not have is never sent', () => {
  const schema = { a: 'xs:string', b: { c: 'xs:int' }, targetNSAlias: 'q' }
  expect(arrangeAfterSchema({ b: { c: 1 }, a: 'x' }, schema)).toEqual({ a: 'x', b: { c: 1 } })
  for (const error of [{ d: 1 }, { b: { d: 1 } }, { a: { d: 1 } }, { targetNSAlias: 'q' }]) {
    expect(() => arrangeAfterSchema(error, schema)).toThrow(TypeError)
  }
})

const logIn = (url: string) =>
  paraplyetBinding(transport).call(
    { url, who: 'paraplyet farsta', operation: 'LoggaIn', argument: { Anvandare: 'a', Losenord: SECRET } },
    deadline,
  )
const answers = (text: string | Buffer, type = 'text/xml; charset=utf-8', status = 200) =>
  peer(async (req, res) => {
    await body(req)
    res.writeHead(status, { 'content-type': type }).end(text)
  })
const loggedIn = (session: string): string =>
  envelope(
    `<LoggaInSvar xmlns="${PARAPLYET}"><Session>${session}</Session><GiltigTill>2026-01-01T00:00:00Z</GiltigTill></LoggaInSvar>`,
  )

test('a small reply is read by the schema', async () => {
  expect(await logIn(await answers(loggedIn('007')))).toMatchObject({ Session: '007' })
})

test('a small reply is read in the charset that it says', async () => {
  const text = loggedIn('Åsö').replace('utf-8', 'iso-8859-1')
  const url = await answers(Buffer.from(text, 'latin1'), 'text/xml; charset=iso-8859-1')
  expect(await logIn(url)).toMatchObject({ Session: 'Åsö' })
})

test.each([
  ['an empty body', ''],
  ['another answer', envelope(`<LoggaUtSvar xmlns="${PARAPLYET}"/>`)],
  ['an empty SOAP body', envelope('')],
  ['a page', `<html><body>${SECRET}</body></html>`],
  ['text', SECRET],
  ['a cut reply', loggedIn(SECRET).slice(0, -5)],
  ['bytes of another charset', Buffer.from(loggedIn('Åsö'), 'latin1')],
  ['more than a small reply', loggedIn('x'.repeat(1_100_000))],
  ['a body without an envelope and with many tags', '<b>'.repeat(40_000)],
])('%s is refused before node-soap sees it', async (_what, text) => {
  const start = performance.now()
  const failure = await error(logIn(await answers(text)))
  expect(failure).toMatchObject({ name: 'InsynError', code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain(SECRET)
  expect(performance.now() - start).toBeLessThan(1_000)
})

test('a fault is told by its code and holds nothing of request or reply', async () => {
  const fault = envelope(
    `<s:Fault><faultcode>s:Klient.InloggningNekad</faultcode><faultstring>${SECRET}</faultstring></s:Fault>`,
  )
  for (const status of [200, 500]) {
    const failure = await error(logIn(await answers(fault, 'text/xml', status)))
    expect(failure).toBeInstanceOf(SoapFault)
    expect(failure).toMatchObject({ faultCode: 'Klient.InloggningNekad' })
    expect(allTexts(failure)).not.toContain(SECRET)
  }
})

const searchCriteria = async (condition: string): Promise<unknown> => {
  const xml = envelope(
    `<GetSearchCriteriaResponse xmlns="${AGRESSO}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><GetSearchCriteriaResult>` +
      `<ReturnCode>0</ReturnCode><Status/><SearchCriteriaPropertiesList>${condition}</SearchCriteriaPropertiesList>` +
      '</GetSearchCriteriaResult></GetSearchCriteriaResponse>',
  )
  const argument = { templateId: 1, hideUnused: true }
  const request = { url: await answers(xml), who: 'agresso farsta', operation: 'GetSearchCriteria', argument }
  return agressoBinding(transport).call(request, deadline)
}
const NIL = '<SearchCriteriaProperties xsi:nil="true"/>'
const ONE =
  '<SearchCriteriaProperties><ColumnName>apar_id</ColumnName><FromValue/><DataType>10</DataType>' +
  '<DataLength>25</DataLength><DataCase>2</DataCase><IsParameter>0</IsParameter><IsVisible>1</IsVisible>' +
  '<IsPrompt>true</IsPrompt><IsMandatory>false</IsMandatory><CanBeOverridden>true</CanBeOverridden></SearchCriteriaProperties>'

test.each([
  ['a nil entry', NIL + ONE, 1],
  ['only nil entries', NIL + NIL, 0],
  ['one entry', ONE, 1],
  ['two entries', ONE + ONE, 2],
  ['no entry', '', 0],
])('a list with %s is read as what it holds', async (_what, xml, count) => {
  const { ReturnCode, SearchCriteriaPropertiesList } = readSearchCriteria(
    await searchCriteria(xml),
    'x',
  ).GetSearchCriteriaResult
  const condition = (SearchCriteriaPropertiesList?.SearchCriteriaProperties ?? []).filter((one) => one !== null)
  expect([ReturnCode, condition.length]).toEqual([0, count])
  for (const one of condition)
    expect(one).toMatchObject({ ColumnName: 'apar_id', FromValue: '', DataType: 10, IsParameter: false })
})

test('a small reply that lacks what its schema demands is no answer', async () => {
  const answer = await searchCriteria(
    '<SearchCriteriaProperties><ColumnName>kanarie</ColumnName></SearchCriteriaProperties>',
  )
  const failure = await error(Promise.resolve().then(() => readSearchCriteria(answer, 'agresso farsta')))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain('kanarie')
})
