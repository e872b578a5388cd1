import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SaxesParser } from 'saxes'
import { createClientAsync, type Client } from 'soap'
import { foretagskoder } from '../../../simulators/agresso/companies.ts'
import { queryEngine, type AgressoOptions } from '../../../simulators/agresso/query-engine.ts'
import { skapaFelkontroll, type Felkontroll } from '../../../simulators/fault-control.ts'
import { skapaPopulation } from '../../../simulators/population/create-population.ts'
import type { Population } from '../../../simulators/population/population.ts'

export const LOSENORD = 'losen'
const NAMNRYMD = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'

export type Rad = Readonly<Record<string, string>>

export interface Agressoprov {
  readonly url: string
  readonly population: Population
  readonly fel: Felkontroll
  /** node-soap against the description that the service itself gives. */
  klient(): Promise<Client>
  inloggning(stadsdel: string): { Username: string; Client: string; Password: string }
  post(operation: string, inre: string): Promise<Response>
  /** All rows of a template by name, read as a hub would: list, criteria, options, result. */
  las(stadsdel: string, mall: string, val?: Lasval): Promise<Resultat>
  stop(): Promise<void>
}

export interface Lasval {
  /** Set on the criterion of this column. */
  readonly villkor?: Readonly<Record<string, { RestrictionType: string; FromValue: string }>>
  readonly options?: Readonly<Record<string, unknown>>
}
export interface Resultat {
  readonly ReturnCode: number
  readonly TemplateResult?: string
  readonly rader: readonly Rad[]
  readonly total: Rad | undefined
}

export async function startaAgresso(options: Partial<AgressoOptions> = {}, antal = 300): Promise<Agressoprov> {
  const population = skapaPopulation({ antal, seed: 7, idag: '2026-09-15' })
  const fel = skapaFelkontroll()
  const motor = queryEngine(population, fel, { losenord: LOSENORD, ...options })
  const server = createServer(motor).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/agresso/service.svc?QueryEngineService/QueryEngineV201101`
  const inloggning = (stadsdel: string) => ({
    Username: 'insyn',
    Client: foretagskoder[stadsdel] ?? '??',
    Password: LOSENORD,
  })
  let klienten: Promise<Client> | undefined
  const klient = (): Promise<Client> =>
    (klienten ??= createClientAsync(url, { endpoint: url }).then((k) => {
      k.setEndpoint(url)
      return k
    }))
  const anropa = async (operation: string, args: unknown): Promise<Record<string, unknown>> => {
    const metod = (await klient())[`${operation}Async`] as (
      a: unknown,
    ) => Promise<[Record<string, Record<string, unknown>>]>
    return (await metod(args))[0][`${operation}Result`]!
  }

  return {
    url,
    population,
    fel,
    klient,
    inloggning,
    post: (operation, inre) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${NAMNRYMD}/${operation}"` },
        body:
          '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
          `<${operation} xmlns="${NAMNRYMD}">${inre}</${operation}></s:Body></s:Envelope>`,
      }),
    async las(stadsdel, mall, { villkor = {}, options: val = {} } = {}) {
      const credentials = inloggning(stadsdel)
      const huvuden = await anropa('GetTemplateList', { descrList: mall, credentials })
      const [{ TemplateId }] = (huvuden.TemplateHeaderList as { TemplateHeader: [{ TemplateId: number }] })
        .TemplateHeader
      const kriterier = await anropa('GetSearchCriteria', { templateId: TemplateId, hideUnused: true, credentials })
      const { SearchCriteriaProperties: lista } = kriterier.SearchCriteriaPropertiesList as {
        SearchCriteriaProperties: { ColumnName: string }[]
      }
      const standard = await anropa('GetTemplateResultOptions', { credentials })
      const svar = await anropa('GetTemplateResultAsXML', {
        input: {
          TemplateId,
          TemplateResultOptions: { ...(standard as object), RemoveHiddenColumns: true, ...val },
          SearchCriteriaPropertiesList: {
            SearchCriteriaProperties: lista.map((v) => ({ ...v, ...villkor[v.ColumnName] })),
          },
        },
        credentials,
      })
      const { ReturnCode, TemplateResult } = svar as unknown as Resultat
      const alla = TemplateResult === undefined ? [] : lasRader(TemplateResult)
      return {
        ReturnCode,
        ...(TemplateResult !== undefined && { TemplateResult }),
        rader: alla.filter(({ _section }) => _section === 'D'),
        total: alla.find(({ _section }) => _section === 'T'),
      }
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await motor.stop()
    },
  }
}

/** Every row as its elements' texts, names as .NET escaped them decoded. Throws unless it is one whole document. */
export function lasRader(xml: string): Rad[] {
  const rader: Record<string, string>[] = []
  const stig: string[] = []
  const parser = new SaxesParser({})
  parser.on('opentag', ({ name }) => {
    stig.push(name)
    if (name === 'AgressoQE') rader.push({})
    else if (stig.at(-2) === 'AgressoQE') rader.at(-1)![kolumn(name)] = ''
  })
  parser.on('text', (text) => {
    if (stig.at(-2) === 'AgressoQE') rader.at(-1)![kolumn(stig.at(-1)!)] += text
  })
  parser.on('closetag', () => void stig.pop())
  parser.write(xml).close()
  return rader
}
const kolumn = (namn: string): string =>
  namn.replace(/_x([0-9A-F]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
