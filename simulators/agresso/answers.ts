import { koda, type Objekt } from './encoding.ts'
import type { Schema } from './schema.ts'

export const NAMNRYMD = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'

const BORJAN =
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>'
const SLUT = '</soap:Body></soap:Envelope>'

/** SOAP 1.1 section 4.4.1; a refused login is told apart from other mistakes of the caller. */
export type Faultkod = 'Client' | 'Client.Authentication' | 'Server'

export const fault = (kod: Faultkod, text: string): string =>
  `${BORJAN}<soap:Fault><faultcode>soap:${kod}</faultcode><faultstring>${text}</faultstring></soap:Fault>${SLUT}`

/** `<Op>Response` with its result, in the order that the schema gives. */
export const litetSvar = (operation: string, svar: Objekt | string, schema: Schema): string =>
  `${BORJAN}<${operation}Response xmlns="${NAMNRYMD}">` +
  koda({ [`${operation}Result`]: svar }, schema.element.get(`${operation}Response`) ?? [], schema) +
  `</${operation}Response>${SLUT}`

/** What stands around the rows of a result operation. */
export function resultatram(operation: 'GetTemplateResultAsXML' | 'GetTemplateResultAsDataSet'): {
  readonly borjan: string
  readonly slut: string
} {
  const [fore, efter] = operation === 'GetTemplateResultAsXML' ? ['', ''] : [DATASET_BORJAN, '</diffgr:diffgram>']
  return {
    borjan:
      `${BORJAN}<${operation}Response xmlns="${NAMNRYMD}"><${operation}Result>` +
      `<ReturnCode>0</ReturnCode><Status/><TemplateResult>${fore}`,
    slut: `${efter}</TemplateResult></${operation}Result></${operation}Response>${SLUT}`,
  }
}

/** A .NET DataSet: an inline schema, then the rows in a diffgram, outside the service's namespace. */
const DATASET_BORJAN =
  '<xs:schema id="Agresso" xmlns="" xmlns:xs="http://www.w3.org/2001/XMLSchema">' +
  '<xs:element name="Agresso"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">' +
  '<xs:element name="AgressoQE"/></xs:choice></xs:complexType></xs:element></xs:schema>' +
  '<diffgr:diffgram xmlns="" xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1">'
