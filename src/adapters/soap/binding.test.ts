import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { allTexts, body, error, peer } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'
import { envelope } from '../../../test/support/sources/xml-reply.ts'
import type { ElementReader } from '../../platform/xml/element-reader.ts'
import { agressoBinding } from '../agresso/client.ts'
import { readSearchCriteria } from '../agresso/replies.ts'
import { paraplyetBinding } from '../paraplyet/client.ts'
import { SoapFault } from './envelope.ts'
import { createTransport, type Transport } from './transport.ts'

const SECRET = 'kanarie-6204'
const AGRESSO = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
const PARAPLYET = 'urn:insyn:paraplyet:v1'
const deadline = { signal: never, deadlineMs: 30_000 }
let transport: Transport
beforeEach(() => {
  transport = createTransport()
})
afterEach(() => transport.close())

const logIn = (url: string) =>
  paraplyetBinding(transport).call(
    {
      url,
      what: 'paraplyet farsta LoggaIn',
      operation: 'LoggaIn',
      argument: { Anvandare: 'a', Losenord: SECRET },
    },
    deadline,
  )
const answers = (text: string | Buffer, type = 'text/xml; charset=utf-8', status = 200) =>
  peer(async (req, res) => {
    await body(req)
    res.writeHead(status, { 'content-type': type }).end(text)
  })
const loginReply = (session: string): string =>
  envelope(
    `<LoggaInSvar xmlns="${PARAPLYET}"><Session>${session}</Session><GiltigTill>2026-01-01T00:00:00Z</GiltigTill></LoggaInSvar>`,
  )

test.each(['call', 'stream'] as const)('a %s sends one envelope with its SOAPAction', async (way) => {
  let sent = ''
  const url = await peer(async (req, res) => {
    sent = `${String(req.headers['soapaction'])} ${await body(req)}`
    res.writeHead(200, { 'content-type': 'text/xml' }).end(loginReply('007'))
  })
  const request = { url, what: 'x', operation: 'LoggaIn', argument: { Losenord: SECRET, Anvandare: 'å' } }
  const binding = paraplyetBinding(transport)
  const pieces: string[] = []
  const session: ElementReader = { want: 'text', child: () => undefined, end: (text) => pieces.push(text) }
  const recipient = {
    answer: { want: 'children', child: (name: string) => (name === 'Session' ? session : undefined) },
    take: () => pieces.splice(0).at(0),
    done: () => undefined,
  } as const
  if (way === 'call') await binding.call(request, deadline)
  else
    for await (const piece of binding.stream(request, recipient, { ...deadline, capBytes: 1e6, counts: { bytes: 0 } }))
      expect(piece).toBe('007')
  expect(sent).toBe(
    `"${PARAPLYET}/LoggaIn" <?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ` +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:tns="urn:insyn:paraplyet:v1"><soap:Body>' +
      `<LoggaIn xmlns="${PARAPLYET}"><Anvandare>å</Anvandare><Losenord>${SECRET}</Losenord></LoggaIn></soap:Body></soap:Envelope>`,
  )
})

test('a small reply is read by the schema', async () => {
  expect(await logIn(await answers(loginReply('007')))).toMatchObject({ Session: '007' })
})

test('a small reply is read in the charset that it says', async () => {
  const text = loginReply('Åsö').replace('utf-8', 'iso-8859-1')
  const url = await answers(Buffer.from(text, 'latin1'), 'text/xml; charset=iso-8859-1')
  expect(await logIn(url)).toMatchObject({ Session: 'Åsö' })
})

const loginAs = (declared: string): string => loginReply('Åsö').replace('utf-8', declared)
test.each([
  ['its declaration', Buffer.from(loginAs('iso-8859-1'), 'latin1'), 'text/xml'],
  ['its declaration in other words', Buffer.from(loginAs('Windows-1252'), 'latin1'), 'text/xml'],
  ['its byte order mark', Buffer.from(`\ufeff${loginAs('utf-16')}`, 'utf16le'), 'text/xml'],
  ['its byte order mark and charset', Buffer.from(`\ufeff${loginAs('utf-16')}`, 'utf16le'), 'text/xml; charset=utf-16'],
  ['its byte order mark of UTF-8', Buffer.from(`\ufeff${loginReply('Åsö')}`), 'text/xml'],
  ['its charset before its declaration', Buffer.from(loginAs('iso-8859-1')), 'text/xml; charset=utf8'],
  ['nothing but UTF-8', Buffer.from(loginReply('Åsö').replace(/<\?.*?\?>/, '')), 'text/xml'],
])('a small reply is decoded as a big one is: by %s', async (_what, bytes, type) => {
  expect(await logIn(await answers(bytes, type))).toMatchObject({ Session: 'Åsö' })
})

test.each(['text/xml', 'text/xml; charset=iso-8859-1'])(
  'a small reply in UTF-8 that says it is not, %s, is refused',
  async (type) => {
    const failure = await error(logIn(await answers(loginAs('iso-8859-1'), type)))
    expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR', message: expect.stringContaining('declared') })
  },
)

test.each([
  ['an empty body', ''],
  ['another answer', envelope(`<LoggaUtSvar xmlns="${PARAPLYET}"/>`)],
  ['an empty SOAP body', envelope('')],
  ['a page', `<html><body>${SECRET}</body></html>`],
  ['text', SECRET],
  ['a cut reply', loginReply(SECRET).slice(0, -5)],
  ['bytes of another charset', Buffer.from(loginReply('Åsö'), 'latin1')],
  ['more than a small reply', loginReply('x'.repeat(1_100_000)), 'KALLA_FOR_STOR'],
  ['a body without an envelope and with many tags', '<b>'.repeat(40_000)],
])('%s is refused before node-soap sees it', async (_what, text, code = 'KALLA_INTE_SVAR') => {
  const before = process.cpuUsage()
  const failure = await error(logIn(await answers(text)))
  expect(failure).toMatchObject({ name: 'InsynError', code })
  expect(allTexts(failure)).not.toContain(SECRET)
  // Work, in microseconds, and no time: others work on the machine too.
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000)
})

test('a big reply in UTF-8 that says it is not is refused before anything of it is handed on', async () => {
  const url = await answers(loginReply('Åsö').replace('utf-8', 'windows-1252'), 'text/xml')
  const read: string[] = []
  const session: ElementReader = { want: 'text', child: () => undefined, end: (text) => read.push(text) }
  const recipient = {
    answer: { want: 'children', child: () => session },
    take: () => undefined,
    done: () => undefined,
  } as const
  const request = { url, what: 'x', operation: 'LoggaIn', argument: { Anvandare: 'a', Losenord: SECRET } }
  const limits = { ...deadline, capBytes: 1e6, counts: { bytes: 0 } }
  const failure = await error(paraplyetBinding(transport).stream(request, recipient, limits).next())
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR', message: expect.stringContaining('declared') })
  expect(read).toEqual([])
})

test('a fault becomes an error with its code and nothing of request or reply', async () => {
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

const searchCriteria = async (criteria: string): Promise<unknown> => {
  const xml = envelope(
    `<GetSearchCriteriaResponse xmlns="${AGRESSO}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><GetSearchCriteriaResult>` +
      `<ReturnCode>0</ReturnCode><Status/><SearchCriteriaPropertiesList>${criteria}</SearchCriteriaPropertiesList>` +
      '</GetSearchCriteriaResult></GetSearchCriteriaResponse>',
  )
  const argument = { templateId: 1, hideUnused: true }
  const what = 'agresso farsta GetSearchCriteria'
  const request = { url: await answers(xml), what, operation: 'GetSearchCriteria', argument }
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
  const criteria = (SearchCriteriaPropertiesList?.SearchCriteriaProperties ?? []).filter((entry) => entry !== null)
  expect([ReturnCode, criteria.length]).toEqual([0, count])
  for (const criterion of criteria)
    expect(criterion).toMatchObject({ ColumnName: 'apar_id', FromValue: '', DataType: 10, IsParameter: false })
})

test('a small reply that lacks what its schema demands is no answer', async () => {
  const answer = await searchCriteria(
    '<SearchCriteriaProperties><ColumnName>kanarie</ColumnName></SearchCriteriaProperties>',
  )
  const failure = await error(Promise.resolve().then(() => readSearchCriteria(answer, 'agresso farsta')))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain('kanarie')
})
