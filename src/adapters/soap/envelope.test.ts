import { expect, test } from '@jest/globals'
import { allTexts, error } from '../../../test/support/sources/http-peer.ts'
import { createXmlReader } from '../../platform/xml/create-xml-reader.ts'
import type { ElementReader } from '../../platform/xml/element-reader.ts'
import { envelopeReader, SoapFault } from './envelope.ts'

const NS = 'urn:x'
const S = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
const SECRET = 'kanarie-7781'

function read(xml: string, only500 = false): string[] {
  const events: string[] = []
  const recorded = (name: string): ElementReader => ({
    want: name === 'falt' ? 'text' : 'children',
    child: (childName) => (events.push(`<${childName}`), recorded(childName)),
    end: (text) => events.push(`${text}>`),
  })
  const envelope = envelopeReader({
    what: 'kallan Las',
    faultCodes: new Set(['Klient.SessionOgiltig']),
    ...(only500 ? {} : { answer: { namespace: NS, name: 'LasSvar', reader: recorded('LasSvar') } }),
  })
  const reader = createXmlReader(envelope)
  reader.write(xml)
  reader.end()
  envelope.done()
  return events
}

const envelope = (inside: string): string => `<s:Envelope ${S}><s:Body>${inside}</s:Body></s:Envelope>`
const fault = (code: string): string =>
  envelope(
    `<s:Fault><faultcode>${code}</faultcode><faultstring>${SECRET}</faultstring><detail><faultcode>Klient.SessionOgiltig</faultcode></detail></s:Fault>`,
  )

test('the inside of the expected answer, and only that, reaches the reader of the operation', () => {
  const head = `<s:Envelope ${S}><s:Header><h>${SECRET}</h></s:Header>`
  const xml = `${head}<s:Body><LasSvar xmlns="${NS}"><rad><falt>a</falt></rad></LasSvar></s:Body></s:Envelope>`
  expect(read(xml)).toEqual(['<rad', '<falt', 'a>', '>', '>'])
})

test.each([
  ['s:Klient.SessionOgiltig', 'Klient.SessionOgiltig'],
  ['Klient.SessionOgiltig', 'Klient.SessionOgiltig'],
  ['s:Server', 'Server'],
  [SECRET, 'unknown'],
  ['', 'unknown'],
])('fault %s is told by its code when that is known, and never by its text', async (code, shown) => {
  for (const only500 of [false, true]) {
    const failure = await error(Promise.resolve().then(() => read(fault(code), only500)))
    expect(failure).toBeInstanceOf(SoapFault)
    expect(failure).toMatchObject({ code: 'KALLA_FAULT', faultCode: shown })
    expect(allTexts(failure)).not.toContain(SECRET)
  }
})

test.each([
  ['nothing in the body', envelope('')],
  ['another answer', envelope(`<AnnatSvar xmlns="${NS}">${SECRET}</AnnatSvar>`)],
  ['the answer of another namespace', envelope('<LasSvar xmlns="urn:y"/>')],
  ['two answers', envelope(`<LasSvar xmlns="${NS}"/><LasSvar xmlns="${NS}"/>`)],
  ['an answer and a fault', envelope(`<LasSvar xmlns="${NS}"/><s:Fault/>`)],
  ['two bodies', `<s:Envelope ${S}><s:Body/><s:Body/></s:Envelope>`],
  ['no body', `<s:Envelope ${S}></s:Envelope>`],
  ['an envelope of SOAP 1.2', `<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body/></Envelope>`],
  ['no envelope', `<LasSvar xmlns="${NS}">${SECRET}</LasSvar>`],
  ['a page', `<html><body>${SECRET}</body></html>`],
  ['nothing', ''],
  ['a cut document', envelope(`<LasSvar xmlns="${NS}"/>`).slice(0, -3)],
  ['more after the end', `${envelope(`<LasSvar xmlns="${NS}"/>`)}<x/>`],
  ['a DTD', `<!DOCTYPE x [<!ENTITY e "${SECRET}">]>${envelope(`<LasSvar xmlns="${NS}"/>`)}`],
])('%s is no answer', async (_what, xml) => {
  const failure = await error(Promise.resolve().then(() => read(xml)))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test.each([
  [
    'SOAP 1.2',
    `<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body/></Envelope>`,
    /SOAP 1\.2: give the address/,
  ],
  ['a page', '<HTML><body>fel</body></HTML>', /an HTML page/],
])('%s is refused with its reason', async (_what, xml, message) => {
  const failure = await error(Promise.resolve().then(() => read(xml)))
  expect(failure).toMatchObject({ message: expect.stringMatching(message) })
})

test.each([
  ['s:Server', 'Server', true],
  ['s:Server.Database', 'Server', true],
  ['a:InternalServiceFault', 'InternalServiceFault', true],
  ['s:Client', 'Client', false],
  [`s:Client.${SECRET}`, 'Client', false],
  [`x:${SECRET}`, 'unknown', false],
])('the fault %s is told as %s; worth another try: %s', async (code, told, retryable) => {
  const fault = `<s:Fault><faultcode>${code}</faultcode><faultstring>${SECRET}</faultstring></s:Fault>`
  const failure = await error(Promise.resolve().then(() => read(envelope(fault))))
  expect(failure).toMatchObject({ code: 'KALLA_FAULT', faultCode: told, retryable })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test('with status 500 an answer is none', async () => {
  const failure = await error(Promise.resolve().then(() => read(envelope(`<LasSvar xmlns="${NS}"/>`), true)))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
})
