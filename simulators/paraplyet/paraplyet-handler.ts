import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { skapaKanarie } from '../canary.ts'
import type { Felkontroll } from '../fault-control.ts'
import type { Fel } from '../faults.ts'
import type { Population } from '../population/population.ts'
import { skapaForrendering } from '../prerender.ts'
import { arTradfel, skickaXml, type Skadetider } from '../xml-damage.ts'
import { lassvar } from './read-answer.ts'
import { skapaRadskrivare } from './rows.ts'
import { skapaSessioner, type Sessioner } from './sessions.ts'
import { faultsvar, svarsborjan, svarsslut, tolkaBegaran, type Begaran, type Felkod } from './soap-message.ts'

export interface ParaplyetOptions {
  readonly losenord: string
  readonly kanarie?: string
  readonly forrendera?: boolean
  /** Told of each person of a complete read at the moment the rows are made, which are sent right after. */
  readonly iaktta?: Iakttagare
  readonly tider?: Skadetider
  /** Milliseconds a session lives from login; it is not prolonged by use. */
  readonly sessionMs?: number
  readonly nu?: () => Date
}

export type Iakttagare = (index: number, stadsdel: string) => void

/** Mount at `/paraplyet`: the stadsdel is the last segment of the path. `stop` removes what was rendered to disk. */
export interface ParaplyetHandler {
  (req: IncomingMessage, res: ServerResponse): void
  stop(): Promise<void>
}

interface Svar {
  readonly status: number
  readonly delar: Iterable<string> | AsyncIterable<string | Buffer>
}

const WSDL = join(import.meta.dirname, '../../src/adapters/paraplyet/paraplyet.wsdl')
const TIO_MINUTER = 600_000
const MAX_BEGARAN = 64 * 1024
const RADSLUT = /<\/[A-Za-z]+Rad>/g
const LASNINGAR = ['LasAllt', 'LasAndrade', 'LasPerson'] as const
type Lasning = (typeof LASNINGAR)[number]
const arLasning = (operation: string): operation is Lasning => (LASNINGAR as readonly string[]).includes(operation)

export function paraplyetHandler(
  population: Population,
  fel: Felkontroll,
  options: ParaplyetOptions,
): ParaplyetHandler {
  const { losenord, sessionMs = TIO_MINUTER, nu = () => new Date() } = options
  const rader = skapaRadskrivare(population, skapaKanarie(options.kanarie))
  const forrendering = options.forrendera === true ? skapaForrendering() : undefined
  const sessioner = new Map(population.stadsdelar.map((kod) => [kod, skapaSessioner(losenord, sessionMs, nu)]))

  function* personer(stadsdel: string): Generator<number> {
    for (let i = 0; i < population.antal; i++) {
      if (!population.stadsdelarAv(i, 'paraplyet').includes(stadsdel)) continue
      options.iaktta?.(i, stadsdel)
      yield i
    }
  }

  function urval({ operation, falt }: Begaran, stadsdel: string): Iterable<number> | undefined {
    switch (operation as Lasning) {
      case 'LasAllt':
        return personer(stadsdel)
      case 'LasAndrade': {
        const sedan = new Date(falt.get('Sedan') ?? '')
        return Number.isNaN(sedan.getTime()) ? undefined : population.andradeSedan(sedan, stadsdel, 'paraplyet')
      }
      case 'LasPerson': {
        const index = population.indexAv(falt.get('Personnummer') ?? '')
        return index !== undefined && population.stadsdelarAv(index, 'paraplyet').includes(stadsdel) ? [index] : []
      }
    }
  }

  async function* las(begaran: Begaran, valda: Iterable<number>, stadsdel: string, medFel: Fel | undefined) {
    // Taken before the first row: a change made during the read is after it.
    const tidpunkt = nu().toISOString()
    const borjan = (): Generator<string> => lassvar(begaran.operation, valda, stadsdel, rader, medFel)
    if (forrendering !== undefined && begaran.operation === 'LasAllt' && medFel === undefined)
      yield* await forrendering.las(stadsdel, population.version(stadsdel, 'paraplyet'), borjan)
    else yield* borjan()
    yield `<Tidpunkt>${tidpunkt}</Tidpunkt>${svarsslut(begaran.operation)}`
  }

  function svara(begaran: Begaran, stadsdel: string, s: Sessioner, medFel: Fel | undefined): Svar {
    const { operation, falt } = begaran
    const session = falt.get('Session') ?? ''
    if (medFel === 'fault') return fault('Server.Fel')
    if (operation === 'LoggaIn') return medFel === 'nekad' ? fault('Klient.InloggningNekad') : loggaIn(falt, s)
    if (medFel === 'session-borta') s.tappa(session)
    if (operation === 'LoggaUt') {
      const nej = s.loggaUt(session)
      return nej === undefined ? helt(operation, '') : fault(nej)
    }
    if (!arLasning(operation)) return fault('Klient.OgiltigBegaran')
    const nej = s.prova(session)
    if (nej !== undefined) return fault(nej)
    const valda = urval(begaran, stadsdel)
    return valda === undefined
      ? fault('Klient.OgiltigBegaran')
      : { status: 200, delar: las(begaran, valda, stadsdel, medFel) }
  }

  async function hantera(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://simulator.invalid')
    const stadsdel = url.pathname.split('/').findLast((del) => del !== '') ?? ''
    const s = sessioner.get(stadsdel)
    if (s === undefined) return void res.writeHead(404).end()
    if (req.method === 'GET' && url.searchParams.has('wsdl'))
      return void res.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(await readFile(WSDL))
    if (req.method !== 'POST') return void res.writeHead(405, { allow: 'GET, POST' }).end()
    const begaran = await lasBegaran(req)
    const medFel = begaran && fel.nastaFel('paraplyet', stadsdel, begaran.operation, (f) => f !== 'maxrader')
    const svar = begaran === undefined ? fault('Klient.OgiltigBegaran') : svara(begaran, stadsdel, s, medFel)
    await skickaXml(res, { ...svar, radslut: RADSLUT }, arTradfel(medFel) ? medFel : undefined, options.tider)
  }

  const lyssnare = (req: IncomingMessage, res: ServerResponse): void =>
    void hantera(req, res).catch(() => {
      if (res.headersSent) res.destroy()
      else res.writeHead(500, { 'content-type': 'text/xml; charset=utf-8' }).end(faultsvar('Server.Fel'))
    })
  return Object.assign(lyssnare, { stop: async () => forrendering?.stop() })
}

const fault = (kod: Felkod): Svar => ({ status: 500, delar: [faultsvar(kod)] })
const helt = (operation: string, inuti: string): Svar => ({
  status: 200,
  delar: [svarsborjan(operation) + inuti + svarsslut(operation)],
})

function loggaIn(falt: Begaran['falt'], s: Sessioner): Svar {
  const taOver = ['true', '1'].includes(falt.get('TaOver') ?? '')
  const utfall = s.loggaIn(falt.get('Anvandare') ?? '', falt.get('Losenord') ?? '', taOver)
  if (typeof utfall === 'string') return fault(utfall)
  const { session, giltigTill } = utfall
  return helt('LoggaIn', `<Session>${session}</Session><GiltigTill>${giltigTill.toISOString()}</GiltigTill>`)
}

async function lasBegaran(req: IncomingMessage): Promise<Begaran | undefined> {
  const delar: Buffer[] = []
  let langd = 0
  for await (const del of req) {
    delar.push(del as Buffer)
    langd += (del as Buffer).length
    if (langd > MAX_BEGARAN) return undefined
  }
  return tolkaBegaran(Buffer.concat(delar).toString('utf8'))
}
