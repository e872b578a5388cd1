import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createCanary } from '../canary.ts'
import type { ErrorControl } from '../fault-control.ts'
import type { Failure } from '../faults.ts'
import type { Population } from '../population/population.ts'
import type { PeerOptions, SourcePeer } from '../source-peer.ts'
import { type Children, createChildren } from './children.ts'
import { record } from './records.ts'
import { sendJson, type Times } from './send-json.ts'

export interface BerOptions extends PeerOptions {
  readonly tokenSeconds?: number
  /** Children on a page at most, whatever is asked for. */
  readonly pageSize?: number
  readonly times?: Times
}

export interface BerPeer extends SourcePeer {
  readonly children: Children
  /** What was asked, for tests: addresses, never bodies. */
  readonly asked: readonly { readonly method: string; readonly address: string }[]
  /** Something of the child changes now. */
  change(index: number): void
}

interface Request {
  readonly stadsdel: string
  readonly route: string
  readonly parameters: URLSearchParams
  readonly body: string
  readonly authorization: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

const METHODS: Readonly<Record<string, string>> = { token: 'POST', barn: 'GET', 'barn/sok': 'POST' }
const MAX_REQUEST = 64 * 1024
/** Faults of XML sources alone. */
const NEVER_SEEN: ReadonlySet<Failure> = new Set(['maxrader', 'oordning'])

/** Mount at `/ber`: the stadsdel is the first segment of the path. The contract is src/adapters/ber/openapi.yaml. */
export function berHandler(population: Population, faults: ErrorControl, options: BerOptions): BerPeer {
  const { losenord, tokenSeconds = 600, pageSize = 200, times = { lateMs: 60_000, dropMs: 500 } } = options
  const children = createChildren(population)
  const canary = createCanary(options.canary)
  const tokens = new Map<string, { readonly stadsdel: string; readonly expires: number }>()
  const changes = new Map<number, number>()
  const asked: { method: string; address: string }[] = []

  function issue({ stadsdel, authorization, body }: Request): Answer {
    const expected = `Basic ${Buffer.from(`insyn:${encodeURIComponent(losenord)}`).toString('base64')}`
    if (authorization !== expected || new URLSearchParams(body).get('grant_type') !== 'client_credentials')
      return { status: 401, body: { error: 'invalid_client' } }
    const token = randomUUID()
    tokens.set(token, { stadsdel, expires: Date.now() + tokenSeconds * 1000 })
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds } }
  }

  function changedSince(since: Date, stadsdel: string): readonly number[] {
    const touched = new Set([
      ...population.changedSince(since, stadsdel, 'paraplyet'),
      ...population.changedSince(since, stadsdel, 'agresso'),
      ...[...changes].filter(([, time]) => time >= since.getTime()).map(([index]) => index),
    ])
    return children.in(stadsdel).filter((index) => touched.has(index))
  }

  function selection({ stadsdel, parameters, route, body }: Request): readonly number[] | undefined {
    if (route === 'barn/sok') {
      const index = population.indexOf(numberIn(body))
      return index !== undefined && children.has(index, stadsdel) ? [index] : []
    }
    const since = parameters.get('andradSedan')
    if (since === null) return children.in(stadsdel)
    return Number.isNaN(Date.parse(since)) ? undefined : changedSince(new Date(since), stadsdel)
  }

  function page(request: Request, fault: Failure | undefined): Answer {
    const { parameters, stadsdel } = request
    const chosen = selection(request)
    const from = Number(parameters.get('markor')?.split('-')[1] ?? 0)
    const size = Math.min(Number(parameters.get('antal') ?? pageSize), pageSize)
    if (chosen === undefined || !Number.isInteger(from) || !(size > 0)) return { status: 400, body: { title: 'Fel' } }
    const some = chosen.slice(from, from + size)
    const isLast = from + size >= chosen.length && fault !== 'dubblett'
    const shown = some.filter((_, n) => fault !== 'halv-sida' || n % 2 === 1)
    for (const index of some) options.observe?.(index, stadsdel)
    const records = shown.map((index, n) =>
      record(population, index, children.child(index), canary, fault === 'utan-flagga' && n % 3 === 0),
    )
    return {
      status: 200,
      body: {
        framstalld: canary(new Date().toISOString()),
        barn: records,
        antal: records.length,
        sista: isLast,
        // A repeated cursor: the next page would be this one.
        nasta: isLast ? null : `m-${fault === 'dubblett' ? from : from + size}`,
        ...(isLast && { totalt: chosen.length }),
      },
    }
  }

  function answer(request: Request, fault: Failure | undefined): Answer {
    if (fault === 'fault') return { status: 500, body: { title: 'Internt fel' } }
    if (request.route === 'token')
      return fault === 'nekad' ? { status: 401, body: { error: 'invalid_client' } } : issue(request)
    const token = request.authorization.replace(/^Bearer /, '')
    if (fault === 'session-borta') tokens.delete(token)
    const known = tokens.get(token)
    if (fault === 'nekad' || known?.stadsdel !== request.stadsdel || known.expires < Date.now())
      return { status: 401, body: { title: 'Ogiltig token' } }
    return page(request, fault)
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    asked.push({ method: req.method ?? '', address: req.url ?? '' })
    const url = new URL(req.url ?? '/', 'http://simulator.invalid')
    const [stadsdel = '', ...rest] = url.pathname.split('/').filter((part) => part !== '')
    const route = rest.join('/')
    const method = METHODS[route]
    if (!population.stadsdelar.includes(stadsdel) || method === undefined) return void res.writeHead(404).end()
    if (req.method !== method) return void res.writeHead(405, { allow: method }).end()
    const request = {
      stadsdel,
      route,
      parameters: url.searchParams,
      body: await bodyOf(req),
      authorization: req.headers.authorization ?? '',
    }
    const operation = route === 'token' ? 'LoggaIn' : route
    const fault = faults.nextError('ber', stadsdel, operation, (one) => !NEVER_SEEN.has(one))
    await sendJson(res, answer(request, fault), fault, times)
  }

  const listener = (req: IncomingMessage, res: ServerResponse): void =>
    void handle(req, res).catch(() => {
      if (res.headersSent) res.destroy()
      else res.writeHead(500).end()
    })
  return Object.assign(listener, {
    children,
    asked,
    change(index: number) {
      children.change(index)
      changes.set(index, Date.now())
    },
    stop: async () => undefined,
  })
}

function numberIn(body: string): string {
  try {
    return String((JSON.parse(body) as { personnummer?: unknown }).personnummer)
  } catch {
    return ''
  }
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of req) {
    parts.push(part as Buffer)
    length += (part as Buffer).length
    if (length > MAX_REQUEST) throw new RangeError('larger than any request')
  }
  return Buffer.concat(parts).toString('utf8')
}
