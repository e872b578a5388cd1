import { SaxesParser } from 'saxes'

/** A row of an answer as a plain reader sees it: every field, listed or not, as text. */
export interface SourceRow {
  readonly slag: string
  readonly falt: Readonly<Record<string, string>>
}

export interface ReadAnswer {
  readonly rader: readonly SourceRow[]
  readonly rowCount: number
}

/** Calls the simulated Paraplyet with nothing but fetch and saxes, as an independent peer of the hub's own adapter. */
export const call = (url: string, operation: string, field: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"urn:insyn:paraplyet:v1/${operation}"` },
    body:
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
      `<${operation} xmlns="urn:insyn:paraplyet:v1">` +
      Object.entries(field)
        .map(([name, value]) => `<${name}>${value}</${name}>`)
        .join('') +
      `</${operation}></s:Body></s:Envelope>`,
  })

/** Logs in, taking over any older session, and gives the session. */
export async function newSession(url: string, password: string, takeOver = true): Promise<string> {
  const answer = await call(url, 'LoggaIn', { Anvandare: 'insyn', Losenord: password, TaOver: String(takeOver) })
  const session = /<Session>(.+)<\/Session>/.exec(await answer.text())?.[1]
  if (session === undefined) throw new Error('no session')
  return session
}

export const errorCode = (text: string): string | undefined => /<faultcode>(.+)<\/faultcode>/.exec(text)?.[1]

/** Throws on anything that is not one well-formed document. */
export function parseReadAnswer(text: string): ReadAnswer {
  const rows: SourceRow[] = []
  const path: string[] = []
  let fields: Record<string, string> = {}
  let content = ''
  let rowCount = NaN
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('text', (part) => void (content += part))
  parser.on('opentag', ({ local }) => {
    path.push(local)
    content = ''
    if (path[3] === 'Rader' && path.length === 5) fields = {}
  })
  parser.on('closetag', ({ local }) => {
    if (path[3] === 'Rader' && path.length === 6) fields[local] = content
    if (path[3] === 'Rader' && path.length === 5) rows.push({ slag: local, falt: fields })
    if (local === 'AntalRader') rowCount = Number(content)
    path.pop()
  })
  parser.write(text).close()
  return { rader: rows, rowCount }
}
