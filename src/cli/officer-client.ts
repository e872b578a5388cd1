import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Dispatcher, request } from 'undici'
import type { Env } from '../config/references.ts'
import { type ErrorCode, InsynError } from '../errors.ts'
import { connect } from '../platform/connection.ts'
import { wrongUse } from './command.ts'

/** How an officer's command reaches the hub. */
export interface ClientOptions {
  readonly hub?: string | undefined
  readonly tokenFil?: string | undefined
  readonly certifikat?: string | undefined
  readonly privatnyckel?: string | undefined
}

export interface Call {
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** The hub as its API shows it to the officer. Neither settings nor database are read here. */
export interface OfficerClient {
  /** The answer, whose body is read by the caller. Throws InsynError with what the hub says, in Swedish, for a problem. */
  open(method: 'GET' | 'POST', path: string, call?: Call): Promise<Dispatcher.ResponseData>
  get<T>(path: string, query?: Call['query']): Promise<T>
  post<T>(path: string, body: unknown, headers?: Call['headers']): Promise<T>
  close(): Promise<void>
}

const TIMEOUT_MS = 60_000
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Throws BEGARAN_OGILTIG when the options do not say where the hub is or who asks. */
export function createOfficerClient(options: ClientOptions, env: Env, cwd: string): OfficerClient {
  const base = addressOf(options.hub ?? env.INSYN_HUB)
  const token = tokenOf(options, env, cwd)
  const file = (name: string | undefined) => (name === undefined ? undefined : readText(resolve(cwd, name)))
  const dispatcher = connect('hub', {
    klientcertifikat: file(options.certifikat),
    klientnyckel: file(options.privatnyckel),
  })

  const open: OfficerClient['open'] = async (method, path, { query = {}, body, headers = {} } = {}) => {
    const stated = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    )
    const search = stated.length === 0 ? '' : `?${new URLSearchParams(stated).toString()}`
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    let answer: Dispatcher.ResponseData
    try {
      answer = await request(`${base}${path}${search}`, {
        method,
        dispatcher,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        headers: { authorization: `Bearer ${token}`, ...json, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      throw new InsynError('KALLA_OTILLGANGLIG', `hubben svarar inte på ${base}`, { retryable: true, cause })
    }
    if (answer.statusCode < 300) return answer
    throw problemOf(answer.statusCode, await answer.body.text())
  }
  return {
    open,
    get: async (path, query) => (await (await open('GET', path, { query })).body.json()) as never,
    post: async (path, body, headers) => (await (await open('POST', path, { body, headers })).body.json()) as never,
    close: () => dispatcher.close(),
  }
}

/** A token goes to another machine over TLS alone. */
function addressOf(text: string | undefined): string {
  if (text === undefined) throw wrongUse('ange hubbens adress med --hub eller i INSYN_HUB')
  const address = URL.canParse(text) ? new URL(text) : undefined
  if (address === undefined || !['http:', 'https:'].includes(address.protocol))
    throw wrongUse('--hub ska vara en adress, https://…')
  if (address.protocol === 'http:' && !LOOPBACK.has(address.hostname))
    throw wrongUse('--hub ska vara https: den egna inloggningen får inte gå okrypterad till en annan dator')
  return text.replace(/\/+$/, '')
}

/** Never an argument: other users of the machine see those. */
function tokenOf(options: ClientOptions, env: Env, cwd: string): string {
  const file = options.tokenFil
  const token = (file === undefined ? env.INSYN_TOKEN : readText(resolve(cwd, file)))?.trim() ?? ''
  if (!/^[A-Za-z0-9_.-]+$/.test(token))
    throw wrongUse('ange din åtkomsttoken i en fil (--token-fil) eller i INSYN_TOKEN')
  return token
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw wrongUse(`filen ${path} går inte att läsa`)
  }
}

interface Told {
  readonly title?: string
  readonly detail?: string
  readonly fel?: readonly { readonly pekare: string; readonly regel: string }[]
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'ATKOMST_NEKAD',
  403: 'ATKOMST_NEKAD',
  404: 'FINNS_EJ',
  409: 'KONFLIKT',
}

function problemOf(status: number, text: string): InsynError {
  let told: Told = {}
  try {
    told = JSON.parse(text) as Told
  } catch {
    // A proxy before the hub answers in its own form.
  }
  const rules = (told.fel ?? []).map(
    ({ pekare, regel }) => `\n  ${pekare === '' ? 'begäran' : pekare.slice(1)} ${regel}`,
  )
  const code = CODES[status] ?? 'BEGARAN_OGILTIG'
  const wait = status === 429 || status >= 500
  const message = `${told.detail ?? `hubben svarade ${status}`}${rules.join('')}`
  return wait ? new InsynError('KALLA_OTILLGANGLIG', message, { retryable: true }) : new InsynError(code, message)
}

/** Columns of a plain table, as wide as their widest text; the last is not padded. */
export function tableText(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')
  return `${[headings, ...rows].map((cells) => line(cells).trimEnd()).join('\n')}\n`
}
