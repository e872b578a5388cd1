import { InsynError } from '../../errors.ts'
import { soapBindning, type SoapBindning } from '../soap/binding.ts'
import { SoapFault } from '../soap/envelope.ts'
import type { SoapVarde } from '../soap/schema-order.ts'
import { lasStrom, type Mottagare, type Villkor } from '../soap/stream-reply.ts'
import type { Transport } from '../soap/transport.ts'
import {
  lasMallegenskaper,
  lasMallista,
  lasResultatval,
  lasSokvillkor,
  type Resultatval,
  type Sokvillkor,
} from './replies.ts'

const AGRESSO_NS = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
/** SOAP 1.1, 4.4.1: dots make a code more specific. */
const EJ_BEHORIG = 'Client.Authentication'
const FAULTKODER: ReadonlySet<string> = new Set([EJ_BEHORIG])

/** A template as one company has it. */
export interface Mall {
  readonly id: number
  readonly namn: string
  /** 0: no limit. */
  readonly maxRows: number
  readonly kolumner: ReadonlySet<string>
  readonly villkor: readonly Sokvillkor[]
  readonly val: Resultatval
}

export interface Filter {
  readonly kolumn: string
  readonly typ: '=' | '>='
  readonly varde: string
}

export interface AgressoKlient {
  mall(namn: string, signal: AbortSignal): Promise<Mall>
  /** Rows of a template, narrowed by criteria that it has (`mall.kolumner`). */
  las<T>(mall: Mall, filter: readonly Filter[], mottagare: Mottagare<T>, villkor: Villkor): AsyncGenerator<T, void>
}

export interface KlientOptions {
  readonly stadsdel: string
  readonly url: string
  /** `Client` of the credentials: the company that the stadsdel's board bills in. */
  readonly foretag: string
  readonly anvandare: string
  readonly losenord: string
  readonly bindning: SoapBindning
  readonly transport: Transport
  readonly smaanropMs: number
}

export const agressoBindning = (transport: Transport): SoapBindning =>
  soapBindning({
    wsdl: new URL('./query-engine-v201101.wsdl', import.meta.url),
    namespace: AGRESSO_NS,
    svarsandelse: 'Response',
    faultkoder: FAULTKODER,
    transport,
  })

/** One company in the QueryEngine. Credentials ride in the body of every call: no request of these may ever be logged. */
export function agressoKlient(options: KlientOptions): AgressoKlient {
  const { stadsdel, url, foretag, anvandare, losenord, bindning, transport, smaanropMs } = options
  const vem = `agresso ${stadsdel}`
  const credentials = { Username: anvandare, Client: foretag, Password: losenord }
  const mallId = new Map<string, number>()

  async function anropa(operation: string, argument: { readonly [namn: string]: SoapVarde }, signal: AbortSignal) {
    const begaran = { url, vem, operation, argument: { ...argument, credentials } }
    try {
      return await bindning.anropa(begaran, { signal, deadlineMs: smaanropMs })
    } catch (error) {
      throw inloggningsfel(error, vem)
    }
  }

  /** Numbers differ between companies and between test and production; the name is what is agreed. */
  async function idAv(namn: string, signal: AbortSignal): Promise<number> {
    const vad = `${vem} GetTemplateList`
    const svar = lasMallista(await anropa('GetTemplateList', { descrList: namn }, signal), vad)
    const huvuden = svar.GetTemplateListResult.TemplateHeaderList?.TemplateHeader ?? []
    const [traff, ...fler] = huvuden.filter((huvud) => huvud?.Name === namn)
    if (traff === null || traff === undefined || fler.length > 0) {
      throw new InsynError('KONFIG_OGILTIG', `${vem}: not exactly one template is called "${namn}"`)
    }
    return traff.TemplateId
  }

  return {
    async mall(namn, signal) {
      const id = mallId.get(namn) ?? (await idAv(namn, signal))
      try {
        const [villkor, egenskaper, val] = await Promise.all([
          anropa('GetSearchCriteria', { templateId: id, hideUnused: true }, signal),
          anropa('GetTemplateProperties', { templateId: id }, signal),
          anropa('GetTemplateResultOptions', {}, signal),
        ])
        const lista = sokvillkorUr(villkor, vem)
        mallId.set(namn, id)
        return {
          id,
          namn,
          maxRows: lasMallegenskaper(egenskaper, `${vem} GetTemplateProperties`).GetTemplatePropertiesResult.MaxRows,
          kolumner: new Set(lista.flatMap(({ ColumnName }) => ColumnName ?? [])),
          villkor: lista,
          val: lasResultatval(val, `${vem} GetTemplateResultOptions`).GetTemplateResultOptionsResult,
        }
      } catch (error) {
        // The template may have been made anew under another number.
        mallId.delete(namn)
        throw error
      }
    },

    async *las(mall, filter, mottagare, villkor) {
      const operation = 'GetTemplateResultAsXML'
      const vad = `${vem} ${operation} "${mall.namn}"`
      const input = {
        TemplateId: mall.id,
        // The total row that aggregation adds is how a short answer is told from a whole one.
        TemplateResultOptions: utanTomma({ ...mall.val, RemoveHiddenColumns: true, Aggregated: true }),
        SearchCriteriaPropertiesList: { SearchCriteriaProperties: medFilter(mall.villkor, filter) },
      }
      const { xml, soapAction } = await bindning.kuvert({ url, vem, operation, argument: { input, credentials } })
      const svar = await transport.post(url, { ...villkor, vad, soapAction, body: xml })
      const svarselement = { namespace: AGRESSO_NS, namn: `${operation}Response` }
      try {
        yield* lasStrom(svar, { vad, svar: svarselement, faultkoder: FAULTKODER, inre: mottagare.inre }, mottagare)
      } catch (error) {
        throw inloggningsfel(error, vem)
      }
    },
  }
}

const inloggningsfel = (error: unknown, vem: string): unknown =>
  error instanceof SoapFault && error.faultkod === EJ_BEHORIG
    ? new InsynError('KALLA_INLOGGNING', `${vem}: credentials refused`)
    : error

function sokvillkorUr(svar: unknown, vem: string): Sokvillkor[] {
  const vad = `${vem} GetSearchCriteria`
  const { ReturnCode, SearchCriteriaPropertiesList } = lasSokvillkor(svar, vad).GetSearchCriteriaResult
  if (ReturnCode !== 0) throw new InsynError('KALLA_FAULT', `${vad}: ReturnCode ${ReturnCode}`)
  return (SearchCriteriaPropertiesList?.SearchCriteriaProperties ?? []).filter((villkor) => villkor !== null)
}

/** The whole list goes back as it came; only what is filtered on is set. */
const medFilter = (villkor: readonly Sokvillkor[], filter: readonly Filter[]): SoapVarde[] =>
  villkor.map((ett) => {
    const satt = filter.find(({ kolumn }) => kolumn === ett.ColumnName)
    return utanTomma(
      satt === undefined ? ett : { ...ett, RestrictionType: satt.typ, FromValue: satt.varde, ToValue: '' },
    )
  })

/** A member that is nil in the server's answer is left out of ours. */
function utanTomma(medlemmar: { readonly [namn: string]: SoapVarde | null | undefined }): {
  [namn: string]: SoapVarde
} {
  const ut: { [namn: string]: SoapVarde } = {}
  for (const [namn, varde] of Object.entries(medlemmar)) if (varde !== null && varde !== undefined) ut[namn] = varde
  return ut
}
