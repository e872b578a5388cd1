import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { createCanary } from '../canary.ts'
import type { ErrorControl } from '../fault-control.ts'
import type { Failure } from '../faults.ts'
import type { Population } from '../population/population.ts'
import { createPreRender } from '../prerender.ts'
import type { PeerOptions, SourcePeer } from '../source-peer.ts'
import { type DamageTimes, isThreadError, sendXml } from '../xml-damage.ts'
import { readAnswer } from './read-answer.ts'
import { createRowWriter } from './rows.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { answerEnd, answerStart, type ErrorCode, faultAnswer, parseRequest, type Request } from './soap-message.ts'

export interface ParaplyetOptions extends PeerOptions {
  readonly times?: DamageTimes
  /** Milliseconds a session lives from login; it is not prolonged by use. */
  readonly sessionMs?: number
  readonly now?: () => Date
}

interface Answer {
  readonly status: number
  readonly parts: Iterable<string> | AsyncIterable<string | Buffer>
}

const WSDL = join(import.meta.dirname, '../../src/adapters/paraplyet/paraplyet.wsdl')
const TEN_MINUTES = 600_000
const MAX_REQUEST = 64 * 1024
const ROW_END = /<\/[A-Za-z]+Rad>/g
const READINGS = ['LasAllt', 'LasAndrade', 'LasPerson'] as const
type ReadCounts = (typeof READINGS)[number]
const isReading = (operation: string): operation is ReadCounts => (READINGS as readonly string[]).includes(operation)

/** Mount at `/paraplyet`: the stadsdel is the last segment of the path. */
export function paraplyetHandler(population: Population, error: ErrorControl, options: ParaplyetOptions): SourcePeer {
  const { losenord, sessionMs = TEN_MINUTES, now = () => new Date() } = options
  const rows = createRowWriter(population, createCanary(options.canary))
  const preRender = options.preRender === true ? createPreRender() : undefined
  const sessions = new Map(population.stadsdelar.map((code) => [code, createSessions(losenord, sessionMs, now)]))

  function* personer(stadsdel: string): Generator<number> {
    for (let i = 0; i < population.antal; i++) {
      if (!population.stadsdelarOf(i, 'paraplyet').includes(stadsdel)) continue
      options.observe?.(i, stadsdel)
      yield i
    }
  }

  function selection({ operation, falt }: Request, stadsdel: string): Iterable<number> | undefined {
    switch (operation as ReadCounts) {
      case 'LasAllt':
        return personer(stadsdel)
      case 'LasAndrade': {
        const since = new Date(falt.get('Sedan') ?? '')
        return Number.isNaN(since.getTime()) ? undefined : population.changedSince(since, stadsdel, 'paraplyet')
      }
      case 'LasPerson': {
        const index = population.indexOf(falt.get('Personnummer') ?? '')
        return index !== undefined && population.stadsdelarOf(index, 'paraplyet').includes(stadsdel) ? [index] : []
      }
    }
  }

  async function* read(request: Request, chosen: Iterable<number>, stadsdel: string, withError: Failure | undefined) {
    // Taken before the first row: a change made during the read is after it.
    const instant = now().toISOString()
    const beginning = (): Generator<string> => readAnswer(request.operation, chosen, stadsdel, rows, withError)
    if (preRender !== undefined && request.operation === 'LasAllt' && withError === undefined)
      yield* await preRender.read(stadsdel, population.version(stadsdel, 'paraplyet'), beginning)
    else yield* beginning()
    yield `<Tidpunkt>${instant}</Tidpunkt>${answerEnd(request.operation)}`
  }

  function answer(request: Request, stadsdel: string, s: Sessions, withError: Failure | undefined): Answer {
    const { operation, falt } = request
    const session = falt.get('Session') ?? ''
    if (withError === 'fault') return fault('Server.Fel')
    if (operation === 'LoggaIn') return withError === 'nekad' ? fault('Klient.InloggningNekad') : logIn(falt, s)
    if (withError === 'session-borta') s.drop(session)
    if (operation === 'LoggaUt') {
      const no = s.logOut(session)
      return no === undefined ? whole(operation, '') : fault(no)
    }
    if (!isReading(operation)) return fault('Klient.OgiltigBegaran')
    const no = s.probe(session)
    if (no !== undefined) return fault(no)
    const chosen = selection(request, stadsdel)
    return chosen === undefined
      ? fault('Klient.OgiltigBegaran')
      : { status: 200, parts: read(request, chosen, stadsdel, withError) }
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://simulator.invalid')
    const stadsdel = url.pathname.split('/').findLast((part) => part !== '') ?? ''
    const s = sessions.get(stadsdel)
    if (s === undefined) return void res.writeHead(404).end()
    if (req.method === 'GET' && url.searchParams.has('wsdl'))
      return void res.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(await readFile(WSDL))
    if (req.method !== 'POST') return void res.writeHead(405, { allow: 'GET, POST' }).end()
    const request = await readRequest(req)
    const withError = request && error.nextError('paraplyet', stadsdel, request.operation, (f) => f !== 'maxrader')
    const reply = request === undefined ? fault('Klient.OgiltigBegaran') : answer(request, stadsdel, s, withError)
    await sendXml(res, { ...reply, rowEnd: ROW_END }, isThreadError(withError) ? withError : undefined, options.times)
  }

  const listener = (req: IncomingMessage, res: ServerResponse): void =>
    void handle(req, res).catch(() => {
      if (res.headersSent) res.destroy()
      else res.writeHead(500, { 'content-type': 'text/xml; charset=utf-8' }).end(faultAnswer('Server.Fel'))
    })
  return Object.assign(listener, { stop: async () => preRender?.stop() })
}

const fault = (code: ErrorCode): Answer => ({ status: 500, parts: [faultAnswer(code)] })
const whole = (operation: string, inside: string): Answer => ({
  status: 200,
  parts: [answerStart(operation) + inside + answerEnd(operation)],
})

function logIn(field: Request['falt'], s: Sessions): Answer {
  const takeOver = ['true', '1'].includes(field.get('TaOver') ?? '')
  const verdict = s.logIn(field.get('Anvandare') ?? '', field.get('Losenord') ?? '', takeOver)
  if (typeof verdict === 'string') return fault(verdict)
  const { session, giltigTill } = verdict
  return whole('LoggaIn', `<Session>${session}</Session><GiltigTill>${giltigTill.toISOString()}</GiltigTill>`)
}

async function readRequest(req: IncomingMessage): Promise<Request | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of req) {
    parts.push(part as Buffer)
    length += (part as Buffer).length
    if (length > MAX_REQUEST) return undefined
  }
  return parseRequest(Buffer.concat(parts).toString('utf8'))
}
