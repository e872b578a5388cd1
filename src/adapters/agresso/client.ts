import { InsynError } from '../../errors.ts'
import { soapBinding, type SoapBinding } from '../soap/binding.ts'
import { SoapFault } from '../soap/envelope.ts'
import type { SoapValue } from '../soap/schema-order.ts'
import { readStream, type Recipient, type Condition } from '../soap/stream-reply.ts'
import type { Transport } from '../soap/transport.ts'
import {
  readTemplateProperties,
  readTemplateList,
  readResultOptions,
  readSearchCriteria,
  type ResultOptions,
  type SearchCriteria,
} from './replies.ts'

const AGRESSO_NS = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
/** SOAP 1.1, 4.4.1: dots make a code more specific. */
const NOT_AUTHORISED = 'Client.Authentication'
const FAULT_CODES: ReadonlySet<string> = new Set([NOT_AUTHORISED])

/** A template as one company has it. */
export interface Template {
  readonly id: number
  readonly namn: string
  /** 0: no limit. */
  readonly maxRows: number
  readonly columns: ReadonlySet<string>
  readonly condition: readonly SearchCriteria[]
  readonly options: ResultOptions
}

export interface Filter {
  readonly column: string
  readonly typ: '=' | '>='
  readonly value: string
}

export interface AgressoClient {
  template(name: string, signal: AbortSignal): Promise<Template>
  /** Rows of a template, narrowed by criteria that it has (`mall.kolumner`). */
  read<T>(
    template: Template,
    filter: readonly Filter[],
    recipient: Recipient<T>,
    condition: Condition,
  ): AsyncGenerator<T, void>
}

export interface ClientOptions {
  readonly stadsdel: string
  readonly url: string
  /** `Client` of the credentials: the company that the stadsdel's board bills in. */
  readonly foretag: string
  readonly anvandare: string
  readonly losenord: string
  readonly binding: SoapBinding
  readonly transport: Transport
  readonly smallCallsMs: number
}

export const agressoBinding = (transport: Transport): SoapBinding =>
  soapBinding({
    wsdl: new URL('./query-engine-v201101.wsdl', import.meta.url),
    namespace: AGRESSO_NS,
    answerSuffix: 'Response',
    faultCodes: FAULT_CODES,
    transport,
  })

/** One company in the QueryEngine. Credentials ride in the body of every call: no request of these may ever be logged. */
export function agressoClient(options: ClientOptions): AgressoClient {
  const { stadsdel, url, foretag, anvandare, losenord, binding, transport, smallCallsMs } = options
  const who = `agresso ${stadsdel}`
  const credentials = { Username: anvandare, Client: foretag, Password: losenord }
  const templateId = new Map<string, number>()

  async function call(operation: string, argument: { readonly [name: string]: SoapValue }, signal: AbortSignal) {
    const request = { url, who, operation, argument: { ...argument, credentials } }
    try {
      return await binding.call(request, { signal, deadlineMs: smallCallsMs })
    } catch (error) {
      throw loginError(error, who)
    }
  }

  /** Numbers differ between companies and between test and production; the name is what is agreed. */
  async function idOf(name: string, signal: AbortSignal): Promise<number> {
    const what = `${who} GetTemplateList`
    const answer = readTemplateList(await call('GetTemplateList', { descrList: name }, signal), what)
    const headers = answer.GetTemplateListResult.TemplateHeaderList?.TemplateHeader ?? []
    const [hit, ...more] = headers.filter((head) => head?.Name === name)
    if (hit === null || hit === undefined || more.length > 0) {
      throw new InsynError('KONFIG_OGILTIG', `${who}: not exactly one template is called "${name}"`)
    }
    return hit.TemplateId
  }

  return {
    async template(namn, signal) {
      const id = templateId.get(namn) ?? (await idOf(namn, signal))
      try {
        const [condition, properties, options] = await Promise.all([
          call('GetSearchCriteria', { templateId: id, hideUnused: true }, signal),
          call('GetTemplateProperties', { templateId: id }, signal),
          call('GetTemplateResultOptions', {}, signal),
        ])
        const list = searchCriteriaFrom(condition, who)
        templateId.set(namn, id)
        return {
          id,
          namn,
          maxRows: readTemplateProperties(properties, `${who} GetTemplateProperties`).GetTemplatePropertiesResult
            .MaxRows,
          columns: new Set(list.flatMap(({ ColumnName }) => ColumnName ?? [])),
          condition: list,
          options: readResultOptions(options, `${who} GetTemplateResultOptions`).GetTemplateResultOptionsResult,
        }
      } catch (error) {
        // The template may have been made anew under another number.
        templateId.delete(namn)
        throw error
      }
    },

    async *read(template, filter, recipient, condition) {
      const operation = 'GetTemplateResultAsXML'
      const what = `${who} ${operation} "${template.namn}"`
      const input = {
        TemplateId: template.id,
        // The total row that aggregation adds is how a short answer is told from a whole one.
        TemplateResultOptions: withoutEmpty({ ...template.options, RemoveHiddenColumns: true, Aggregated: true }),
        SearchCriteriaPropertiesList: { SearchCriteriaProperties: withFilter(template.condition, filter) },
      }
      const { xml, soapAction } = await binding.envelope({ url, who, operation, argument: { input, credentials } })
      const answer = await transport.post(url, { ...condition, what, soapAction, body: xml })
      const answerElement = { namespace: AGRESSO_NS, namn: `${operation}Response` }
      try {
        yield* readStream(
          answer,
          { what, answer: answerElement, faultCodes: FAULT_CODES, inner: recipient.inner },
          recipient,
        )
      } catch (error) {
        throw loginError(error, who)
      }
    },
  }
}

const loginError = (error: unknown, who: string): unknown =>
  error instanceof SoapFault && error.faultCode === NOT_AUTHORISED
    ? new InsynError('KALLA_INLOGGNING', `${who}: credentials refused`)
    : error

function searchCriteriaFrom(answer: unknown, who: string): SearchCriteria[] {
  const what = `${who} GetSearchCriteria`
  const { ReturnCode, SearchCriteriaPropertiesList } = readSearchCriteria(answer, what).GetSearchCriteriaResult
  if (ReturnCode !== 0) throw new InsynError('KALLA_FAULT', `${what}: ReturnCode ${ReturnCode}`)
  return (SearchCriteriaPropertiesList?.SearchCriteriaProperties ?? []).filter((condition) => condition !== null)
}

/** The whole list goes back as it came; only what is filtered on is set. */
const withFilter = (condition: readonly SearchCriteria[], filter: readonly Filter[]): SoapValue[] =>
  condition.map((one) => {
    const set = filter.find(({ column }) => column === one.ColumnName)
    return withoutEmpty(
      set === undefined ? one : { ...one, RestrictionType: set.typ, FromValue: set.value, ToValue: '' },
    )
  })

/** A member that is nil in the server's answer is left out of ours. */
function withoutEmpty(members: { readonly [name: string]: SoapValue | null | undefined }): {
  [name: string]: SoapValue
} {
  const out: { [name: string]: SoapValue } = {}
  for (const [name, value] of Object.entries(members)) if (value !== null && value !== undefined) out[name] = value
  return out
}
