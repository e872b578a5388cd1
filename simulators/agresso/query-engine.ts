import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Felkontroll } from '../fault-control.ts'
import type { Population } from '../population/population.ts'
import { skapaForrendering } from '../prerender.ts'
import { arTradfel, skickaXml, type Skadetider, type Tradfel } from '../xml-damage.ts'
import { stadsdelAv } from './companies.ts'
import { arInnehallsfel, kanSynas } from './content-errors.ts'
import { avkoda, OgiltigBegaran, type Objekt } from './encoding.ts'
import { skapaOperationer, type Resultatoperation } from './operations.ts'
import { lasSchema } from './schema.ts'
import { fault, litetSvar, NAMNRYMD, type Faultkod } from './answers.ts'

export interface AgressoOptions {
  readonly losenord: string
  readonly kanarie?: string
  readonly forrendera?: boolean
  readonly tider?: Skadetider
}

/** Mount at `/agresso`. `stop` removes what was rendered to disk. */
export interface AgressoHandler {
  (req: IncomingMessage, res: ServerResponse): void
  stop(): Promise<void>
}

const SELEKTOR = 'QueryEngineService/QueryEngineV201101'
const WSDL = new URL('../../src/adapters/agresso/query-engine-v201101.wsdl', import.meta.url)
const STORSTA_BEGARAN = 1024 * 1024

/** A fault that the caller is to see. */
class Soapfault extends Error {
  readonly kod: Faultkod
  constructor(kod: Faultkod, text: string) {
    super(text)
    this.kod = kod
  }
}

interface Svar {
  readonly status: number
  readonly delar: Iterable<string | Buffer> | AsyncIterable<string | Buffer>
  readonly fel?: Tradfel | undefined
}

const storOperation = (operation: string): operation is Resultatoperation =>
  operation === 'GetTemplateResultAsXML' || operation === 'GetTemplateResultAsDataSet'

export function queryEngine(population: Population, fel: Felkontroll, options: AgressoOptions): AgressoHandler {
  const wsdl = readFileSync(WSDL, 'utf8')
  const schema = lasSchema(wsdl)
  const disk = options.forrendera === true ? skapaForrendering() : undefined
  const operationer = skapaOperationer(population, options.kanarie, disk)

  async function besvara(xml: string, soapAction: string | undefined): Promise<Svar> {
    const { operation, begaran } = avkoda(xml, schema, NAMNRYMD)
    if (soapAction?.replaceAll('"', '') !== `${NAMNRYMD}/${operation}`)
      throw new Soapfault('Client', 'SOAPAction is not that of the operation')
    const { Username, Client, Password } = (begaran.credentials ?? {}) as Record<string, string | undefined>
    const stadsdel = stadsdelAv(Client ?? '')
    const id = begaran.templateId ?? (begaran.input as Objekt | undefined)?.TemplateId
    const mall = stadsdel === undefined ? undefined : operationer.mall(stadsdel, id)

    const skada = fel.nastaFel('agresso', stadsdel, operation, (f) => kanSynas(f, mall?.slag))
    if (skada === 'fault') throw new Soapfault('Server', 'Internal error')
    const tradfel = arTradfel(skada) ? skada : undefined
    const litet = (svar: Objekt | string): Svar => ({
      status: 200,
      delar: [litetSvar(operation, svar, schema)],
      fel: tradfel,
    })
    if (operation === 'About') return litet('QueryEngine V201101 (simulated): components present, database connected')

    const inloggad = Username !== undefined && Username !== '' && Password === options.losenord
    if (stadsdel === undefined || !inloggad || skada === 'nekad' || skada === 'session-borta')
      throw new Soapfault('Client.Authentication', 'The credentials were not accepted')
    if (storOperation(operation)) {
      if (begaran.input === undefined) throw new Soapfault('Client', 'input is missing')
      const innehallsfel = arInnehallsfel(skada) ? skada : undefined
      const svar = await operationer.stort(operation, stadsdel, begaran.input, innehallsfel)
      return 'ReturnCode' in svar ? litet(svar) : { status: 200, delar: svar as Svar['delar'], fel: tradfel }
    }
    const kapad = fel.vantar('maxrader', 'agresso', stadsdel, 'GetTemplateResultAsXML')
    const svar = operationer.litet(operation, stadsdel, begaran, mall, kapad)
    if (svar === undefined) throw new Soapfault('Client', 'The template does not exist')
    return litet(svar)
  }

  async function hantera(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const selektor = decodeURIComponent(req.url?.split('?')[1] ?? '')
    if (!selektor.startsWith(SELEKTOR)) return void res.writeHead(404).end()
    if (req.method === 'GET') return void res.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(wsdl)
    if (req.method !== 'POST') return void res.writeHead(405, { allow: 'GET, POST' }).end()
    if (!/^text\/xml\b/i.test(req.headers['content-type'] ?? '')) return void res.writeHead(415).end()
    const xml = await lasText(req)
    if (xml === undefined) return void res.writeHead(413, { connection: 'close' }).end()
    const svar = await besvara(xml, req.headers.soapaction as string | undefined).catch(somFault)
    const radslut = xml.includes('GetTemplateResultAsXML') ? /&lt;\/AgressoQE&gt;/g : /<\/AgressoQE>/g
    await skickaXml(res, { status: svar.status, delar: svar.delar, radslut }, svar.fel, options.tider)
  }

  return Object.assign(
    (req: IncomingMessage, res: ServerResponse): void => void hantera(req, res).catch(() => res.destroy()),
    { stop: async () => disk?.stop() },
  )
}

function somFault(error: unknown): Svar {
  const text =
    error instanceof OgiltigBegaran
      ? fault('Client', error.message)
      : error instanceof Soapfault
        ? fault(error.kod, error.message)
        : fault('Server', 'Internal error')
  return { status: 500, delar: [text] }
}

async function lasText(req: IncomingMessage): Promise<string | undefined> {
  const delar: Buffer[] = []
  let langd = 0
  for await (const del of req as AsyncIterable<Buffer>) {
    langd += del.length
    if (langd > STORSTA_BEGARAN) return undefined
    delar.push(del)
  }
  return Buffer.concat(delar).toString('utf8')
}
