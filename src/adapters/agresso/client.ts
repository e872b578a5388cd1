import { InsynError } from '../../errors.ts'
import type { LoginGuard } from '../../platform/login-guard.ts'
import { type SoapBinding, soapBinding, type StreamLimits } from '../soap/binding.ts'
import { SoapFault } from '../soap/envelope.ts'
import type { Recipient } from '../soap/stream-reply.ts'
import type { Transport } from '../soap/transport.ts'
import type { SoapValue } from '../soap/wsdl.ts'
import { guardedBinding, LOGIN_TEXTS } from './logins.ts'
import {
  readTemplateProperties,
  readTemplateList,
  readResultOptions,
  readSearchCriteria,
  type ResultOptions,
  type SearchCriteria,
} from './replies.ts'

const AGRESSO_NS = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
/** A code more specific than `Client` (SOAP 1.1, 4.4.1), and that of WS-Security. */
const LOGIN_CODES: ReadonlySet<string> = new Set(['Client.Authentication', 'FailedAuthentication'])

/** A template of one company. */
export interface Template {
  readonly id: number
  readonly name: string
  /** 0: no limit. */
  readonly maxRows: number
  readonly columns: ReadonlySet<string>
  readonly criteria: readonly SearchCriteria[]
  readonly options: ResultOptions
}

export interface Filter {
  readonly column: string
  readonly operator: '=' | '>='
  readonly value: string
}

export interface AgressoClient {
  template(name: string, signal: AbortSignal): Promise<Template>
  /** Rows of a template, narrowed by criteria that it has (`template.columns`). */
  read<T>(
    template: Template,
    filter: readonly Filter[],
    recipient: Recipient<T>,
    limits: StreamLimits,
  ): AsyncGenerator<T, void>
}

export interface ClientOptions {
  readonly stadsdel: string
  readonly url: string
  /** `Client` of the credentials: the company that the stadsdel's board bills in. */
  readonly foretag: string
  readonly user: string
  readonly password: string
  readonly binding: SoapBinding
  readonly smallCallsMs: number
}

/** `refusesLogin`: texts of faults that refuse the credentials; `guard`: of the one account that every company is read with. */
export function agressoBinding(
  transport: Transport,
  {
    refusesLogin = LOGIN_TEXTS,
    guard,
  }: { readonly refusesLogin?: readonly RegExp[]; readonly guard?: LoginGuard } = {},
): SoapBinding {
  const binding = soapBinding({
    wsdl: new URL('./query-engine-v201101.wsdl', import.meta.url),
    namespace: AGRESSO_NS,
    answerSuffix: 'Response',
    faultCodes: LOGIN_CODES,
    refusesLogin: (code, text) =>
      (code !== undefined && LOGIN_CODES.has(code)) || refusesLogin.some((one) => one.test(text)),
    transport,
  })
  return guard === undefined ? binding : guardedBinding(binding, guard)
}

/** One company in the QueryEngine. Every request carries the credentials in its body: none may ever be logged. */
export function agressoClient(options: ClientOptions): AgressoClient {
  const { stadsdel, url, foretag, user, password, binding, smallCallsMs } = options
  const who = `agresso ${stadsdel}`
  const credentials = { Username: user, Client: foretag, Password: password }
  const templateIds = new Map<string, number>()

  async function call(operation: string, argument: { readonly [name: string]: SoapValue }, signal: AbortSignal) {
    const request = { url, what: `${who} ${operation}`, operation, argument: { ...argument, credentials } }
    try {
      return await binding.call(request, { signal, deadlineMs: smallCallsMs })
    } catch (error) {
      throw loginError(error, who)
    }
  }

  /** Ids differ between companies and between test and production; only the name is agreed. */
  async function idOf(name: string, signal: AbortSignal): Promise<number> {
    const what = `${who} GetTemplateList`
    const answer = readTemplateList(await call('GetTemplateList', { descrList: name }, signal), what)
    const headers = answer.GetTemplateListResult.TemplateHeaderList?.TemplateHeader ?? []
    const [found, ...more] = headers.filter((header) => header?.Name === name)
    if (found === null || found === undefined || more.length > 0) {
      throw new InsynError(
        'KONFIG_OGILTIG',
        `${who}: not exactly one template is called "${name}": correct agresso.mallar`,
      )
    }
    return found.TemplateId
  }

  return {
    async template(name, signal) {
      const id = templateIds.get(name) ?? (await idOf(name, signal))
      try {
        const [criteria, properties, options] = await Promise.all([
          call('GetSearchCriteria', { templateId: id, hideUnused: true }, signal),
          call('GetTemplateProperties', { templateId: id }, signal),
          call('GetTemplateResultOptions', {}, signal),
        ])
        const list = searchCriteriaFrom(criteria, who)
        templateIds.set(name, id)
        return {
          id,
          name,
          maxRows: readTemplateProperties(properties, `${who} GetTemplateProperties`).GetTemplatePropertiesResult
            .MaxRows,
          columns: new Set(list.flatMap(({ ColumnName }) => ColumnName ?? [])),
          criteria: list,
          options: readResultOptions(options, `${who} GetTemplateResultOptions`).GetTemplateResultOptionsResult,
        }
      } catch (error) {
        // The template may have been recreated under another id.
        templateIds.delete(name)
        throw error
      }
    },

    async *read(template, filter, recipient, limits) {
      const operation = 'GetTemplateResultAsXML'
      const what = `${who} ${operation} "${template.name}"`
      const input = {
        TemplateId: template.id,
        // Aggregation adds the total row, by which a truncated answer is recognised.
        TemplateResultOptions: withoutEmpty({ ...template.options, RemoveHiddenColumns: true, Aggregated: true }),
        SearchCriteriaPropertiesList: { SearchCriteriaProperties: withFilter(template.criteria, filter) },
      }
      try {
        yield* binding.stream({ url, what, operation, argument: { input, credentials } }, recipient, limits)
      } catch (error) {
        throw loginError(error, who)
      }
    },
  }
}

/** What the service said of the login names nothing that must be kept; which setting is wrong, it does not say. */
const loginError = (error: unknown, who: string): unknown =>
  error instanceof SoapFault && error.code === 'KALLA_INLOGGNING'
    ? new InsynError(
        'KALLA_INLOGGNING',
        `${who}: login refused (fault ${error.faultCode}): check the user and password of agresso, ` +
          'that the user may log in to this company (agresso.foretag), and that it is not locked',
      )
    : error

function searchCriteriaFrom(answer: unknown, who: string): SearchCriteria[] {
  const what = `${who} GetSearchCriteria`
  const { ReturnCode, SearchCriteriaPropertiesList } = readSearchCriteria(answer, what).GetSearchCriteriaResult
  if (ReturnCode !== 0) throw new InsynError('KALLA_FAULT', `${what}: ReturnCode ${ReturnCode}`)
  return (SearchCriteriaPropertiesList?.SearchCriteriaProperties ?? []).filter((criterion) => criterion !== null)
}

/** The whole list is sent back as it came; only the criteria that are filtered on are changed. */
const withFilter = (criteria: readonly SearchCriteria[], filters: readonly Filter[]): SoapValue[] =>
  criteria.map((criterion) => {
    const filter = filters.find(({ column }) => column === criterion.ColumnName)
    return withoutEmpty(
      filter === undefined
        ? criterion
        : { ...criterion, RestrictionType: filter.operator, FromValue: filter.value, ToValue: '' },
    )
  })

/** What is nil in the answer of the server is left out of the request. */
function withoutEmpty(members: { readonly [name: string]: SoapValue | null | undefined }): {
  [name: string]: SoapValue
} {
  const out: { [name: string]: SoapValue } = {}
  for (const [name, value] of Object.entries(members)) if (value !== null && value !== undefined) out[name] = value
  return out
}
