import { SaxesParser } from 'saxes'

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
export const PARAPLYET = 'urn:insyn:paraplyet:v1'

export interface Request {
  readonly operation: string
  readonly falt: ReadonlyMap<string, string>
}

/** The operation and its fields; undefined when the text is not a request of this service. */
export function parseRequest(text: string): Request | undefined {
  const path: string[] = []
  const fields = new Map<string, string>()
  let operation: string | undefined
  let content = ''
  let foreign = false
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => (foreign = true))
  parser.on('opentag', ({ local, uri }) => {
    path.push(local)
    content = ''
    if (uri !== (path.length <= 2 ? SOAP : PARAPLYET)) foreign = path[1] === 'Header' ? foreign : true
    if (path.length === 3 && path[1] === 'Body') operation = local
  })
  const gather = (part: string): void => void (content += part)
  parser.on('text', gather)
  parser.on('cdata', gather)
  parser.on('closetag', ({ local }) => {
    if (path.length === 4 && path[1] === 'Body') fields.set(local, content.trim())
    path.pop()
  })
  try {
    parser.write(text).close()
  } catch {
    return undefined
  }
  return foreign || operation === undefined ? undefined : { operation, falt: fields }
}

export const escape = (text: string): string =>
  /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text

const BEGINNING = `<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="${SOAP}"><soap:Body>`
const END = '</soap:Body></soap:Envelope>'

export const answerStart = (operation: string): string => `${BEGINNING}<${operation}Svar xmlns="${PARAPLYET}">`
export const answerEnd = (operation: string): string => `</${operation}Svar>${END}`

/** Fault codes are part of the contract: see the WSDL. */
export type ErrorCode =
  | 'Klient.InloggningNekad'
  | 'Klient.SessionUpptagen'
  | 'Klient.SessionOvertagen'
  | 'Klient.SessionOgiltig'
  | 'Klient.OgiltigBegaran'
  | 'Server.Fel'

export const faultAnswer = (code: ErrorCode): string =>
  `${BEGINNING}<soap:Fault><faultcode>${code}</faultcode><faultstring>${code}</faultstring></soap:Fault>${END}`
