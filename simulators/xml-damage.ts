import type { ServerResponse } from 'node:http'
import { setTimeout as vanta } from 'node:timers/promises'
import type { Fel } from './faults.ts'

/** The faults that are in the wire and not in what is said. */
const TRADFEL = [
  'sen',
  'droppar',
  'html',
  'tomt',
  'avhugget',
  'avhugget-efter-rad',
  'fel-teckenkodning',
  'for-stort',
  'nere',
] as const satisfies readonly Fel[]
export type Tradfel = (typeof TRADFEL)[number]

export const arTradfel = (fel: Fel | undefined): fel is Tradfel =>
  (TRADFEL as readonly (Fel | undefined)[]).includes(fel)

type Delar = Iterable<string | Buffer> | AsyncIterable<string | Buffer>

export interface XmlSvar {
  readonly status: number
  /** The document in UTF-8, in pieces of any size. */
  readonly delar: Delar
  /** Matches, with flag g, the end of a row as it is sent; how a cut knows where it is. */
  readonly radslut: RegExp
}

export interface Skadetider {
  /** Time to the first byte under `sen`. */
  readonly senMs: number
  /** Time between two bytes under `droppar`. */
  readonly droppMs: number
}
export const VANLIGA_TIDER: Skadetider = { senMs: 120_000, droppMs: 100 }

const HTML = '<!DOCTYPE html><html><head><title>Inloggning</title></head><body><h1>Proxy</h1><br></body></html>'
const MEBI = 1024 * 1024

/**
 * Sends an XML answer in step with its reader, damaged as the fault says. Resolves when all is sent or the reader has
 * gone away. The length is never declared, so a cut answer ends like a whole one.
 */
export async function skickaXml(
  res: ServerResponse,
  svar: XmlSvar,
  fel?: Tradfel,
  tider: Skadetider = VANLIGA_TIDER,
): Promise<void> {
  if (fel === 'nere') {
    res.socket?.resetAndDestroy()
    return
  }
  const borta = new AbortController()
  res.once('close', () => borta.abort())
  try {
    if (fel === 'sen') await vanta(tider.senMs, undefined, { signal: borta.signal })
    res.writeHead(fel === 'html' ? 200 : svar.status, {
      'content-type': fel === 'html' ? 'text/html; charset=utf-8' : 'text/xml; charset=utf-8',
    })
    for await (const del of skadat(svar, fel, tider, borta.signal)) {
      if (borta.signal.aborted) return
      if (!res.write(del)) await drag(res, borta.signal)
    }
    res.end()
  } catch (error) {
    if (!borta.signal.aborted) throw error
  }
}

const drag = (res: ServerResponse, borta: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const klar = (): void => {
      res.off('drain', klar)
      borta.removeEventListener('abort', klar)
      resolve()
    }
    res.once('drain', klar)
    borta.addEventListener('abort', klar)
    if (borta.aborted) klar()
  })

async function* skadat(
  svar: XmlSvar,
  fel: Exclude<Tradfel, 'nere'> | undefined,
  tider: Skadetider,
  borta: AbortSignal,
): AsyncGenerator<Buffer> {
  switch (fel) {
    case undefined:
    case 'sen':
      for await (const del of svar.delar) yield somBuffer(del)
      return
    case 'html':
      yield Buffer.from(HTML)
      return
    case 'tomt':
      return
    case 'droppar':
      for await (const del of svar.delar)
        for (const byte of somBuffer(del)) {
          yield Buffer.of(byte)
          await vanta(tider.droppMs, undefined, { signal: borta })
        }
      return
    case 'fel-teckenkodning': {
      const avkodare = new TextDecoder()
      for await (const del of svar.delar) yield Buffer.from(avkodare.decode(somBuffer(del), { stream: true }), 'latin1')
      return
    }
    case 'avhugget':
    case 'avhugget-efter-rad': {
      const borjan = await borjanAv(svar.delar)
      const rad = radIMitten(borjan, svar.radslut)
      yield borjan.subarray(0, fel === 'avhugget' ? rad.inuti : rad.efter)
      return
    }
    case 'for-stort': {
      const borjan = await borjanAv(svar.delar)
      yield borjan.subarray(0, radIMitten(borjan, svar.radslut).efter)
      // White space between rows is well-formed for ever: only counting the bytes ends it.
      const fyllning = Buffer.alloc(MEBI, ' ')
      while (!borta.aborted) yield fyllning
      return
    }
  }
}

const somBuffer = (del: string | Buffer): Buffer => (typeof del === 'string' ? Buffer.from(del) : del)

async function borjanAv(delar: Delar): Promise<Buffer> {
  const samlat: Buffer[] = []
  let langd = 0
  for await (const del of delar) {
    const buffer = somBuffer(del)
    samlat.push(buffer)
    langd += buffer.length
    if (langd >= MEBI) break
  }
  return Buffer.concat(samlat)
}

/** A row near the middle: a place inside it and the place right after it. Half of the bytes when there is no row. */
function radIMitten(borjan: Buffer, radslut: RegExp): { inuti: number; efter: number } {
  const mitten = Math.floor(borjan.length / 2)
  let rad = { inuti: mitten, efter: mitten }
  for (const traff of borjan.toString('latin1').matchAll(radslut)) {
    // The last field's end tag stands right before the row's: two bytes back is inside it.
    rad = { inuti: traff.index - 2, efter: traff.index + traff[0].length }
    if (rad.efter >= mitten) break
  }
  return rad
}
