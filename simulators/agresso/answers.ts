import { encode, type ObjectSchema } from './encoding.ts'
import type { Schema } from './schema.ts'

export const NAMESPACE = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'

const BEGINNING =
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>'
const END = '</soap:Body></soap:Envelope>'

/** SOAP 1.1 section 4.4.1; a refused login is told apart from other mistakes of the caller. */
export type FaultCode = 'Client' | 'Client.Authentication' | 'Server'

export const fault = (code: FaultCode, text: string): string =>
  `${BEGINNING}<soap:Fault><faultcode>soap:${code}</faultcode><faultstring>${text}</faultstring></soap:Fault>${END}`

/** `<Op>Response` with its result, in the order that the schema gives. */
export const smallAnswer = (operation: string, answer: ObjectSchema | string, schema: Schema): string =>
  `${BEGINNING}<${operation}Response xmlns="${NAMESPACE}">` +
  encode({ [`${operation}Result`]: answer }, schema.element.get(`${operation}Response`) ?? [], schema) +
  `</${operation}Response>${END}`

/** What stands around the rows of a result operation. */
export function resultFrame(operation: 'GetTemplateResultAsXML' | 'GetTemplateResultAsDataSet'): {
  readonly beginning: string
  readonly end: string
} {
  const [before, after] = operation === 'GetTemplateResultAsXML' ? ['', ''] : [DATASET_BEGINNING, '</diffgr:diffgram>']
  return {
    beginning:
      `${BEGINNING}<${operation}Response xmlns="${NAMESPACE}"><${operation}Result>` +
      `<ReturnCode>0</ReturnCode><Status/><TemplateResult>${before}`,
    end: `${after}</TemplateResult></${operation}Result></${operation}Response>${END}`,
  }
}

/** A .NET DataSet: an inline schema, then the rows in a diffgram, outside the service's namespace. */
const DATASET_BEGINNING =
  '<xs:schema id="Agresso" xmlns="" xmlns:xs="http://www.w3.org/2001/XMLSchema">' +
  '<xs:element name="Agresso"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">' +
  '<xs:element name="AgressoQE"/></xs:choice></xs:complexType></xs:element></xs:schema>' +
  '<diffgr:diffgram xmlns="" xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1">'
