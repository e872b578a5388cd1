import { SaxesParser } from 'saxes'

/** A row of an answer as a plain reader sees it: every field, listed or not, as text. */
export interface Kallrad {
  readonly slag: string
  readonly falt: Readonly<Record<string, string>>
}

export interface Lassvar {
  readonly rader: readonly Kallrad[]
  readonly antalRader: number
}

/** Calls the simulated Paraplyet with nothing but fetch and saxes, as an independent peer of the hub's own adapter. */
export const anropa = (url: string, operation: string, falt: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"urn:insyn:paraplyet:v1/${operation}"` },
    body:
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
      `<${operation} xmlns="urn:insyn:paraplyet:v1">` +
      Object.entries(falt)
        .map(([namn, varde]) => `<${namn}>${varde}</${namn}>`)
        .join('') +
      `</${operation}></s:Body></s:Envelope>`,
  })

/** Logs in, taking over any older session, and gives the session. */
export async function nySession(url: string, losenord: string, taOver = true): Promise<string> {
  const svar = await anropa(url, 'LoggaIn', { Anvandare: 'insyn', Losenord: losenord, TaOver: String(taOver) })
  const session = /<Session>(.+)<\/Session>/.exec(await svar.text())?.[1]
  if (session === undefined) throw new Error('no session')
  return session
}

export const felkod = (text: string): string | undefined => /<faultcode>(.+)<\/faultcode>/.exec(text)?.[1]

/** Throws on anything that is not one well-formed document. */
export function tolkaLassvar(text: string): Lassvar {
  const rader: Kallrad[] = []
  const vag: string[] = []
  let falt: Record<string, string> = {}
  let innehall = ''
  let antalRader = NaN
  const tolk = new SaxesParser({ xmlns: true })
  tolk.on('error', (error) => {
    throw error
  })
  tolk.on('text', (del) => void (innehall += del))
  tolk.on('opentag', ({ local }) => {
    vag.push(local)
    innehall = ''
    if (vag[3] === 'Rader' && vag.length === 5) falt = {}
  })
  tolk.on('closetag', ({ local }) => {
    if (vag[3] === 'Rader' && vag.length === 6) falt[local] = innehall
    if (vag[3] === 'Rader' && vag.length === 5) rader.push({ slag: local, falt })
    if (local === 'AntalRader') antalRader = Number(innehall)
    vag.pop()
  })
  tolk.write(text).close()
  return { rader, antalRader }
}
