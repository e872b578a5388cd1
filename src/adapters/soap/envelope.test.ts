import { expect, test } from '@jest/globals'
import { allaTexter, felet } from '../../../test/support/sources/http-peer.ts'
import { createXmlReader } from '../../platform/xml/create-xml-reader.ts'
import { envelopeReader, SoapFault } from './envelope.ts'

const NS = 'urn:x'
const S = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
const HEMLIGT = 'kanarie-7781'

function las(xml: string, bara500 = false): string[] {
  const handelser: string[] = []
  const envelope = envelopeReader({
    vad: 'kallan Las',
    faultkoder: new Set(['Klient.SessionOgiltig']),
    inre: {
      open: (name) => (handelser.push(`<${name}`), name === 'falt' ? 'text' : 'children'),
      piece: () => undefined,
      close: (_name, text) => void handelser.push(`${text}>`),
    },
    ...(bara500 ? {} : { svar: { namespace: NS, namn: 'LasSvar' } }),
  })
  const reader = createXmlReader(envelope)
  reader.write(xml)
  reader.end()
  envelope.klar()
  return handelser
}

const kuvert = (inne: string): string => `<s:Envelope ${S}><s:Body>${inne}</s:Body></s:Envelope>`
const fault = (kod: string): string =>
  kuvert(
    `<s:Fault><faultcode>${kod}</faultcode><faultstring>${HEMLIGT}</faultstring><detail><faultcode>Klient.SessionOgiltig</faultcode></detail></s:Fault>`,
  )

test('the inside of the expected answer, and only that, reaches the reader of the operation', () => {
  const huvud = `<s:Envelope ${S}><s:Header><h>${HEMLIGT}</h></s:Header>`
  const xml = `${huvud}<s:Body><LasSvar xmlns="${NS}"><rad><falt>a</falt></rad></LasSvar></s:Body></s:Envelope>`
  expect(las(xml)).toEqual(['<rad', '<falt', 'a>', '>'])
})

test.each([
  ['s:Klient.SessionOgiltig', 'Klient.SessionOgiltig'],
  ['Klient.SessionOgiltig', 'Klient.SessionOgiltig'],
  ['s:Server', 'Server'],
  [HEMLIGT, 'okänd kod'],
  ['', 'okänd kod'],
])('fault %s is told by its code when that is known, and never by its text', async (kod, visad) => {
  for (const bara500 of [false, true]) {
    const error = await felet(Promise.resolve().then(() => las(fault(kod), bara500)))
    expect(error).toBeInstanceOf(SoapFault)
    expect(error).toMatchObject({ code: 'KALLA_FAULT', faultkod: visad })
    expect(allaTexter(error)).not.toContain(HEMLIGT)
  }
})

test.each([
  ['nothing in the body', kuvert('')],
  ['another answer', kuvert(`<AnnatSvar xmlns="${NS}">${HEMLIGT}</AnnatSvar>`)],
  ['the answer of another namespace', kuvert('<LasSvar xmlns="urn:y"/>')],
  ['two answers', kuvert(`<LasSvar xmlns="${NS}"/><LasSvar xmlns="${NS}"/>`)],
  ['an answer and a fault', kuvert(`<LasSvar xmlns="${NS}"/><s:Fault/>`)],
  ['two bodies', `<s:Envelope ${S}><s:Body/><s:Body/></s:Envelope>`],
  ['no body', `<s:Envelope ${S}></s:Envelope>`],
  ['an envelope of SOAP 1.2', `<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body/></Envelope>`],
  ['no envelope', `<LasSvar xmlns="${NS}">${HEMLIGT}</LasSvar>`],
  ['a page', `<html><body>${HEMLIGT}</body></html>`],
  ['nothing', ''],
  ['a cut document', kuvert(`<LasSvar xmlns="${NS}"/>`).slice(0, -3)],
  ['more after the end', `${kuvert(`<LasSvar xmlns="${NS}"/>`)}<x/>`],
  ['a DTD', `<!DOCTYPE x [<!ENTITY e "${HEMLIGT}">]>${kuvert(`<LasSvar xmlns="${NS}"/>`)}`],
])('%s is no answer', async (_vad, xml) => {
  const error = await felet(Promise.resolve().then(() => las(xml)))
  expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allaTexter(error)).not.toContain(HEMLIGT)
})

test('with status 500 an answer is none', async () => {
  const error = await felet(Promise.resolve().then(() => las(kuvert(`<LasSvar xmlns="${NS}"/>`), true)))
  expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
})
