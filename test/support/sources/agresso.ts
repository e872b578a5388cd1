import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SaxesParser } from 'saxes'
import { type Client, createClientAsync } from 'soap'
import { companyCodes } from '../../../simulators/agresso/companies.ts'
import { createInstallation, type InstallationControl } from '../../../simulators/agresso/installation.ts'
import { type AgressoOptions, queryEngine } from '../../../simulators/agresso/query-engine.ts'
import { createErrorControl, type ErrorControl } from '../../../simulators/fault-control.ts'
import { createPopulation } from '../../../simulators/population/create-population.ts'
import type { Population } from '../../../simulators/population/population.ts'

export const PASSWORD = 'losen'
const NAMESPACE = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'

export type Row = Readonly<Record<string, string>>

export interface AgressoTrial {
  readonly url: string
  readonly population: Population
  readonly fel: ErrorControl
  readonly installation: InstallationControl
  /** node-soap against the description that the service itself gives. */
  klient(): Promise<Client>
  login(stadsdel: string): { Username: string; Client: string; Password: string }
  post(operation: string, inner: string): Promise<Response>
  /** All rows of a template by name, read as a hub would: list, criteria, options, result. */
  read(stadsdel: string, template: string, options?: ReadOptions): Promise<Result>
  stop(): Promise<void>
}

export interface ReadOptions {
  /** Set on the criterion of this column. */
  readonly condition?: Readonly<Record<string, { RestrictionType: string; FromValue: string }>>
  readonly options?: Readonly<Record<string, unknown>>
}
export interface Result {
  readonly ReturnCode: number
  readonly TemplateResult?: string
  readonly rader: readonly Row[]
  readonly total: Row | undefined
}

export async function startAgresso(options: Partial<AgressoOptions> = {}, count = 300): Promise<AgressoTrial> {
  const population = createPopulation({ antal: count, seed: 7, today: '2026-09-15' })
  const fault = createErrorControl()
  const installation = createInstallation()
  const engine = queryEngine(population, fault, { losenord: PASSWORD, installation, ...options })
  const server = createServer(engine).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/agresso/service.svc?QueryEngineService/QueryEngineV201101`
  const login = (stadsdel: string) => ({
    Username: 'insyn',
    Client: companyCodes[stadsdel] ?? '??',
    Password: PASSWORD,
  })
  let connected: Promise<Client> | undefined
  const client = (): Promise<Client> =>
    (connected ??= createClientAsync(url, { endpoint: url }).then((k) => {
      k.setEndpoint(url)
      return k
    }))
  const call = async (operation: string, args: unknown): Promise<Record<string, unknown>> => {
    const method = (await client())[`${operation}Async`] as (
      a: unknown,
    ) => Promise<[Record<string, Record<string, unknown>>]>
    return (await method(args))[0][`${operation}Result`]!
  }

  return {
    url,
    population,
    fel: fault,
    installation,
    klient: client,
    login,
    post: (operation, inner) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${NAMESPACE}/${operation}"` },
        body:
          '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
          `<${operation} xmlns="${NAMESPACE}">${inner}</${operation}></s:Body></s:Envelope>`,
      }),
    async read(stadsdel, template, { condition = {}, options: options = {} } = {}) {
      const credentials = login(stadsdel)
      const headers = await call('GetTemplateList', { descrList: template, credentials })
      const [{ TemplateId }] = (headers.TemplateHeaderList as { TemplateHeader: [{ TemplateId: number }] })
        .TemplateHeader
      const criteria = await call('GetSearchCriteria', { templateId: TemplateId, hideUnused: true, credentials })
      const { SearchCriteriaProperties: list } = criteria.SearchCriteriaPropertiesList as {
        SearchCriteriaProperties: { ColumnName: string }[]
      }
      const standard = await call('GetTemplateResultOptions', { credentials })
      const answer = await call('GetTemplateResultAsXML', {
        input: {
          TemplateId,
          TemplateResultOptions: { ...(standard as object), RemoveHiddenColumns: true, ...options },
          SearchCriteriaPropertiesList: {
            SearchCriteriaProperties: list.map((v) => ({ ...v, ...condition[v.ColumnName] })),
          },
        },
        credentials,
      })
      const { ReturnCode, TemplateResult } = answer as unknown as Result
      const all = TemplateResult === undefined ? [] : readRows(TemplateResult)
      return {
        ReturnCode,
        ...(TemplateResult !== undefined && { TemplateResult }),
        rader: all.filter(({ _section }) => _section === 'D'),
        total: all.find(({ _section }) => _section === 'T'),
      }
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await engine.stop()
    },
  }
}

/** Every row as its elements' texts, names as .NET escaped them decoded. Throws unless it is one whole document. */
export function readRows(xml: string): Row[] {
  const rows: Record<string, string>[] = []
  const path: string[] = []
  const parser = new SaxesParser({})
  parser.on('opentag', ({ name }) => {
    path.push(name)
    if (name === 'AgressoQE') rows.push({})
    else if (path.at(-2) === 'AgressoQE') rows.at(-1)![column(name)] = ''
  })
  parser.on('text', (text) => {
    if (path.at(-2) === 'AgressoQE') rows.at(-1)![column(path.at(-1)!)] += text
  })
  parser.on('closetag', () => void path.pop())
  parser.write(xml).close()
  return rows
}
const column = (name: string): string =>
  name.replace(/_x([0-9A-F]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
