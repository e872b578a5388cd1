import { SaxesParser } from 'saxes'

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
export const PARAPLYET = 'urn:insyn:paraplyet:v1'

export interface Begaran {
  readonly operation: string
  readonly falt: ReadonlyMap<string, string>
}

/** The operation and its fields; undefined when the text is not a request of this service. */
export function tolkaBegaran(text: string): Begaran | undefined {
  const vag: string[] = []
  const falt = new Map<string, string>()
  let operation: string | undefined
  let innehall = ''
  let frammande = false
  const tolk = new SaxesParser({ xmlns: true })
  tolk.on('error', (error) => {
    throw error
  })
  tolk.on('doctype', () => (frammande = true))
  tolk.on('opentag', ({ local, uri }) => {
    vag.push(local)
    innehall = ''
    if (uri !== (vag.length <= 2 ? SOAP : PARAPLYET)) frammande = vag[1] === 'Header' ? frammande : true
    if (vag.length === 3 && vag[1] === 'Body') operation = local
  })
  const samla = (del: string): void => void (innehall += del)
  tolk.on('text', samla)
  tolk.on('cdata', samla)
  tolk.on('closetag', ({ local }) => {
    if (vag.length === 4 && vag[1] === 'Body') falt.set(local, innehall.trim())
    vag.pop()
  })
  try {
    tolk.write(text).close()
  } catch {
    return undefined
  }
  return frammande || operation === undefined ? undefined : { operation, falt }
}

export const escape = (text: string): string =>
  /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text

const BORJAN = `<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="${SOAP}"><soap:Body>`
const SLUT = '</soap:Body></soap:Envelope>'

export const svarsborjan = (operation: string): string => `${BORJAN}<${operation}Svar xmlns="${PARAPLYET}">`
export const svarsslut = (operation: string): string => `</${operation}Svar>${SLUT}`

/** Fault codes are part of the contract: see the WSDL. */
export type Felkod =
  | 'Klient.InloggningNekad'
  | 'Klient.SessionUpptagen'
  | 'Klient.SessionOvertagen'
  | 'Klient.SessionOgiltig'
  | 'Klient.OgiltigBegaran'
  | 'Server.Fel'

export const faultsvar = (kod: Felkod): string =>
  `${BORJAN}<soap:Fault><faultcode>${kod}</faultcode><faultstring>${kod}</faultstring></soap:Fault>${SLUT}`
