import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorControl } from '../fault-control.ts'
import type { Population } from '../population/population.ts'
import { createPreRender } from '../prerender.ts'
import { type DamageTimes, isThreadError, sendXml, type ThreadError } from '../xml-damage.ts'
import { fault, type FaultCode, NAMESPACE, smallAnswer } from './answers.ts'
import { stadsdelOf } from './companies.ts'
import { canBeSeen, isContentError } from './content-errors.ts'
import { decode, InvalidRequest, type ObjectSchema } from './encoding.ts'
import { createInstallation, type InstallationControl } from './installation.ts'
import { createOperations, type ResultOperation } from './operations.ts'
import { readSchema } from './schema.ts'

export interface AgressoOptions {
  readonly losenord: string
  readonly canary?: string
  readonly preRender?: boolean
  readonly times?: DamageTimes
  /** An ordinary one when absent. */
  readonly installation?: InstallationControl
}

/** Mount at `/agresso`. `stop` removes what was rendered to disk. */
export interface AgressoHandler {
  (req: IncomingMessage, res: ServerResponse): void
  stop(): Promise<void>
}

const SELECTOR = 'QueryEngineService/QueryEngineV201101'
const WSDL = new URL('../../src/adapters/agresso/query-engine-v201101.wsdl', import.meta.url)
const LARGEST_REQUEST = 1024 * 1024

/** A fault that the caller is to see. */
class Soapfault extends Error {
  readonly kod: FaultCode
  constructor(code: FaultCode, text: string) {
    super(text)
    this.kod = code
  }
}

interface Answer {
  readonly status: number
  readonly parts: Iterable<string | Buffer> | AsyncIterable<string | Buffer>
  readonly fel?: ThreadError | undefined
}

const largeOperation = (operation: string): operation is ResultOperation =>
  operation === 'GetTemplateResultAsXML' || operation === 'GetTemplateResultAsDataSet'

export function queryEngine(population: Population, error: ErrorControl, options: AgressoOptions): AgressoHandler {
  const wsdl = readFileSync(WSDL, 'utf8')
  const schema = readSchema(wsdl)
  const disk = options.preRender === true ? createPreRender() : undefined
  const operations = createOperations(population, options.installation ?? createInstallation(), options.canary, disk)

  async function answer(xml: string, soapAction: string | undefined): Promise<Answer> {
    const { operation, request } = decode(xml, schema, NAMESPACE)
    if (soapAction?.replaceAll('"', '') !== `${NAMESPACE}/${operation}`)
      throw new Soapfault('Client', 'SOAPAction is not that of the operation')
    const { Username, Client, Password } = (request.credentials ?? {}) as Record<string, string | undefined>
    const stadsdel = stadsdelOf(Client ?? '')
    const id = request.templateId ?? (request.input as ObjectSchema | undefined)?.TemplateId
    const template = stadsdel === undefined ? undefined : operations.template(stadsdel, id)

    const damage = error.nextError('agresso', stadsdel, operation, (f) => canBeSeen(f, template?.slag))
    if (damage === 'fault') throw new Soapfault('Server', 'Internal error')
    const threadError = isThreadError(damage) ? damage : undefined
    const small = (answer: ObjectSchema | string): Answer => ({
      status: 200,
      parts: [smallAnswer(operation, answer, schema)],
      fel: threadError,
    })
    if (operation === 'About') return small('QueryEngine V201101 (simulated): components present, database connected')

    const loggedIn = Username !== undefined && Username !== '' && Password === options.losenord
    if (stadsdel === undefined || !loggedIn || damage === 'nekad' || damage === 'session-borta')
      throw new Soapfault('Client.Authentication', 'The credentials were not accepted')
    if (largeOperation(operation)) {
      if (request.input === undefined) throw new Soapfault('Client', 'input is missing')
      const contentError = isContentError(damage) ? damage : undefined
      const answer = await operations.large(operation, stadsdel, request.input, contentError)
      return 'ReturnCode' in answer
        ? small(answer)
        : { status: 200, parts: answer as Answer['parts'], fel: threadError }
    }
    const cut = error.waiting('maxrader', 'agresso', stadsdel, 'GetTemplateResultAsXML')
    const reply = operations.small(operation, stadsdel, request, template, cut)
    if (reply === undefined) throw new Soapfault('Client', 'The template does not exist')
    return small(reply)
  }

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const selector = decodeURIComponent(req.url?.split('?')[1] ?? '')
    if (!selector.startsWith(SELECTOR)) return void res.writeHead(404).end()
    if (req.method === 'GET') return void res.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(wsdl)
    if (req.method !== 'POST') return void res.writeHead(405, { allow: 'GET, POST' }).end()
    if (!/^text\/xml\b/i.test(req.headers['content-type'] ?? '')) return void res.writeHead(415).end()
    const xml = await readText(req)
    if (xml === undefined) return void res.writeHead(413, { connection: 'close' }).end()
    const reply = await answer(xml, req.headers.soapaction as string | undefined).catch(asFault)
    const rowEnd = xml.includes('GetTemplateResultAsXML') ? /&lt;\/AgressoQE&gt;/g : /<\/AgressoQE>/g
    await sendXml(res, { status: reply.status, parts: reply.parts, rowEnd }, reply.fel, options.times)
  }

  return Object.assign(
    (req: IncomingMessage, res: ServerResponse): void => void handle(req, res).catch(() => res.destroy()),
    { stop: async () => disk?.stop() },
  )
}

function asFault(error: unknown): Answer {
  const text =
    error instanceof InvalidRequest
      ? fault('Client', error.message)
      : error instanceof Soapfault
        ? fault(error.kod, error.message)
        : fault('Server', 'Internal error')
  return { status: 500, parts: [text] }
}

async function readText(req: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of req as AsyncIterable<Buffer>) {
    length += part.length
    if (length > LARGEST_REQUEST) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
