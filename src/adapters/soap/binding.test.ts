import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { allaTexter, felet, kropp, peer } from '../../../test/support/sources/http-peer.ts'
import { aldrig } from '../../../test/support/sources/reading.ts'
import { kuvert } from '../../../test/support/sources/xml-reply.ts'
import { agressoBindning } from '../agresso/client.ts'
import { lasSokvillkor } from '../agresso/replies.ts'
import { paraplyetBindning } from '../paraplyet/client.ts'
import { SoapFault } from './envelope.ts'
import { ordnaEfterSchema } from './schema-order.ts'
import { createTransport, type Transport } from './transport.ts'

const HEMLIGT = 'kanarie-6204'
const AGRESSO = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
const PARAPLYET = 'urn:insyn:paraplyet:v1'
const frist = { signal: aldrig, deadlineMs: 2_000 }
let transport: Transport
beforeEach(() => {
  transport = createTransport()
})
afterEach(() => transport.stang())

const ordningen = (xml: string): string[] => Array.from(xml.matchAll(/<q:([A-Za-z]+)[ >/]/g), ([, namn]) => namn ?? '')

test('members are sent in the order of the schema, whatever the order of the object', async () => {
  const { xml, soapAction } = await agressoBindning(transport).kuvert({
    url: 'http://127.0.0.1/',
    vem: 'agresso farsta',
    operation: 'GetTemplateResultAsXML',
    argument: {
      credentials: { Password: `<&${HEMLIGT}>`, Client: 'FA', Username: 'insyn' },
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
  expect(ordningen(xml)).toEqual(
    (
      'GetTemplateResultAsXML input TemplateId TemplateResultOptions ShowDescriptions Aggregated LastRecord ' +
      'SearchCriteriaPropertiesList SearchCriteriaProperties ColumnName FromValue RelDateCrit SearchCriteriaProperties ' +
      'ColumnName CanBeOverridden credentials Username Client Password'
    ).split(' '),
  )
  expect(xml).toContain(`<q:Password>&lt;&amp;${HEMLIGT}&gt;</q:Password>`)
})

test('a member that the schema does not have is never sent', () => {
  const schema = { a: 'xs:string', b: { c: 'xs:int' }, targetNSAlias: 'q' }
  expect(ordnaEfterSchema({ b: { c: 1 }, a: 'x' }, schema)).toEqual({ a: 'x', b: { c: 1 } })
  for (const fel of [{ d: 1 }, { b: { d: 1 } }, { a: { d: 1 } }, { targetNSAlias: 'q' }]) {
    expect(() => ordnaEfterSchema(fel, schema)).toThrow(TypeError)
  }
})

const loggaIn = (url: string) =>
  paraplyetBindning(transport).anropa(
    { url, vem: 'paraplyet farsta', operation: 'LoggaIn', argument: { Anvandare: 'a', Losenord: HEMLIGT } },
    frist,
  )
const svarar = (text: string | Buffer, typ = 'text/xml; charset=utf-8', status = 200) =>
  peer(async (req, res) => {
    await kropp(req)
    res.writeHead(status, { 'content-type': typ }).end(text)
  })
const inloggad = (session: string): string =>
  kuvert(
    `<LoggaInSvar xmlns="${PARAPLYET}"><Session>${session}</Session><GiltigTill>2026-01-01T00:00:00Z</GiltigTill></LoggaInSvar>`,
  )

test('a small reply is read by the schema', async () => {
  expect(await loggaIn(await svarar(inloggad('007')))).toMatchObject({ Session: '007' })
})

test('a small reply is read in the charset that it says', async () => {
  const text = inloggad('Åsö').replace('utf-8', 'iso-8859-1')
  const url = await svarar(Buffer.from(text, 'latin1'), 'text/xml; charset=iso-8859-1')
  expect(await loggaIn(url)).toMatchObject({ Session: 'Åsö' })
})

test.each([
  ['an empty body', ''],
  ['another answer', kuvert(`<LoggaUtSvar xmlns="${PARAPLYET}"/>`)],
  ['an empty SOAP body', kuvert('')],
  ['a page', `<html><body>${HEMLIGT}</body></html>`],
  ['text', HEMLIGT],
  ['a cut reply', inloggad(HEMLIGT).slice(0, -5)],
  ['bytes of another charset', Buffer.from(inloggad('Åsö'), 'latin1')],
  ['more than a small reply', inloggad('x'.repeat(1_100_000))],
  ['a body without an envelope and with many tags', '<b>'.repeat(40_000)],
])('%s is refused before node-soap sees it', async (_vad, text) => {
  const start = performance.now()
  const error = await felet(loggaIn(await svarar(text)))
  expect(error).toMatchObject({ name: 'InsynError', code: 'KALLA_INTE_SVAR' })
  expect(allaTexter(error)).not.toContain(HEMLIGT)
  expect(performance.now() - start).toBeLessThan(1_000)
})

test('a fault is told by its code and holds nothing of request or reply', async () => {
  const fault = kuvert(
    `<s:Fault><faultcode>s:Klient.InloggningNekad</faultcode><faultstring>${HEMLIGT}</faultstring></s:Fault>`,
  )
  for (const status of [200, 500]) {
    const error = await felet(loggaIn(await svarar(fault, 'text/xml', status)))
    expect(error).toBeInstanceOf(SoapFault)
    expect(error).toMatchObject({ faultkod: 'Klient.InloggningNekad' })
    expect(allaTexter(error)).not.toContain(HEMLIGT)
  }
})

const sokvillkor = async (villkor: string): Promise<unknown> => {
  const xml = kuvert(
    `<GetSearchCriteriaResponse xmlns="${AGRESSO}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><GetSearchCriteriaResult>` +
      `<ReturnCode>0</ReturnCode><Status/><SearchCriteriaPropertiesList>${villkor}</SearchCriteriaPropertiesList>` +
      '</GetSearchCriteriaResult></GetSearchCriteriaResponse>',
  )
  const argument = { templateId: 1, hideUnused: true }
  const begaran = { url: await svarar(xml), vem: 'agresso farsta', operation: 'GetSearchCriteria', argument }
  return agressoBindning(transport).anropa(begaran, frist)
}
const NIL = '<SearchCriteriaProperties xsi:nil="true"/>'
const ETT =
  '<SearchCriteriaProperties><ColumnName>apar_id</ColumnName><FromValue/><DataType>10</DataType>' +
  '<DataLength>25</DataLength><DataCase>2</DataCase><IsParameter>0</IsParameter><IsVisible>1</IsVisible>' +
  '<IsPrompt>true</IsPrompt><IsMandatory>false</IsMandatory><CanBeOverridden>true</CanBeOverridden></SearchCriteriaProperties>'

test.each([
  ['a nil entry', NIL + ETT, 1],
  ['only nil entries', NIL + NIL, 0],
  ['one entry', ETT, 1],
  ['two entries', ETT + ETT, 2],
  ['no entry', '', 0],
])('a list with %s is read as what it holds', async (_vad, xml, antal) => {
  const { ReturnCode, SearchCriteriaPropertiesList } = lasSokvillkor(await sokvillkor(xml), 'x').GetSearchCriteriaResult
  const villkor = (SearchCriteriaPropertiesList?.SearchCriteriaProperties ?? []).filter((ett) => ett !== null)
  expect([ReturnCode, villkor.length]).toEqual([0, antal])
  for (const ett of villkor)
    expect(ett).toMatchObject({ ColumnName: 'apar_id', FromValue: '', DataType: 10, IsParameter: false })
})

test('a small reply that lacks what its schema demands is no answer', async () => {
  const svaret = await sokvillkor(
    '<SearchCriteriaProperties><ColumnName>kanarie</ColumnName></SearchCriteriaProperties>',
  )
  const error = await felet(Promise.resolve().then(() => lasSokvillkor(svaret, 'agresso farsta')))
  expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allaTexter(error)).not.toContain('kanarie')
})
