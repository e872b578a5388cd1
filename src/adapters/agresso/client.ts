import { InsynError } from '../../errors.ts'
import { decodeXmlName } from '../../mapping/dotnet-names.ts'
import type { LoginGuard } from '../../platform/login-guard.ts'
import { type SoapBinding, soapBinding, type StreamLimits } from '../soap/binding.ts'
import { SoapFault } from '../soap/envelope.ts'
import type { Recipient } from '../soap/stream-reply.ts'
import type { Transport } from '../soap/transport.ts'
import type { SoapValue } from '../soap/wsdl.ts'
import type { CompletenessMode } from './completeness.ts'
import { guardedBinding, LOGIN_TEXTS } from './logins.ts'
import {
  readFormatInfo,
  readResultOptions,
  readSearchCriteria,
  readTemplateList,
  readTemplateProperties,
  type ResultOptions,
  type SearchCriteria,
} from './replies.ts'

const AGRESSO_NS = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
/** A code more specific than `Client` (SOAP 1.1, 4.4.1), and that of WS-Security. */
const LOGIN_CODES: ReadonlySet<string> = new Set(['Client.Authentication', 'FailedAuthentication'])

/** A template as the settings name it; a name alone leaves the rest as it is by default. */
export type TemplateSettings =
  | string
  | {
      readonly namn: string
      readonly fullstandighet?: CompletenessMode
      /** Sent as OverrideAggregation: some installations give a total row only then. */
      readonly overrideAggregation?: boolean
    }

/** A template of one company. */
export interface Template {
  readonly id: number
  readonly name: string
  /** 0: no limit. */
  readonly maxRows: number
  /** The columns of its rows; false: hidden, and so left out of every answer. */
  readonly columns: ReadonlyMap<string, boolean>
  readonly criteria: readonly SearchCriteria[]
  readonly options: ResultOptions
  readonly completeness: CompletenessMode
}

export const hasCriterion = ({ criteria }: Pick<Template, 'criteria'>, column: string): boolean =>
  criteria.some(({ ColumnName }) => ColumnName === column)

export interface Filter {
  readonly column: string
  readonly operator: '=' | '>='
  readonly value: string
}

export interface AgressoClient {
  /** Not the one of the id that `stale` says, which the service knows no longer. */
  template(settings: TemplateSettings, signal: AbortSignal, stale?: number): Promise<Template>
  /** Rows of a template, narrowed by criteria that it has. */
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
      const what = more.length > 0 ? `${more.length + 1} templates are` : 'no template that the user may see is'
      throw new InsynError('KONFIG_OGILTIG', `${who}: ${what} called "${name}": correct agresso.mallar`)
    }
    return found.TemplateId
  }

  async function describe(id: number, settings: TemplateSettings, signal: AbortSignal): Promise<Described> {
    const {
      namn: name,
      fullstandighet: completeness = 'auto',
      ...rest
    } = typeof settings === 'string' ? { namn: settings } : settings
    // Alone and first: refused credentials are then tried once, and not in several calls that may lock the user out.
    const properties = await call('GetTemplateProperties', { templateId: id }, signal)
    const [criteria, options, format] = await Promise.all([
      call('GetSearchCriteria', { templateId: id, hideUnused: true }, signal),
      call('GetTemplateResultOptions', {}, signal),
      call('GetFormatInfo', { templateId: id }, signal),
    ])
    const { MaxRows: maxRows, Name } = readTemplateProperties(
      properties,
      `${who} GetTemplateProperties`,
    ).GetTemplatePropertiesResult
    const defaults = readResultOptions(options, `${who} GetTemplateResultOptions`).GetTemplateResultOptionsResult
    const { overrideAggregation: OverrideAggregation = defaults.OverrideAggregation } = rest
    return {
      ownName: Name ?? name,
      template: {
        id,
        name,
        maxRows,
        columns: columnsFrom(format, who),
        criteria: searchCriteriaFrom(criteria, who),
        options: { ...defaults, OverrideAggregation },
        completeness,
      },
    }
  }

  return {
    async template(settings, signal, stale) {
      const name = typeof settings === 'string' ? settings : settings.namn
      const known = templateIds.get(name)
      templateIds.delete(name)
      if (known !== undefined && known !== stale) {
        const described = await describe(known, settings, signal).catch(unlessGone)
        // An id that was given to another template is as gone as one that nothing has.
        if (described?.ownName === name) {
          templateIds.set(name, known)
          return described.template
        }
      }
      const id = await idOf(name, signal)
      const { template } = await describe(id, settings, signal)
      templateIds.set(name, id)
      return template
    },

    async *read(template, filter, recipient, limits) {
      const operation = 'GetTemplateResultAsXML'
      const what = `${who} ${operation} "${template.name}"`
      const input = {
        TemplateId: template.id,
        // Aggregation adds the total row, where the installation has one.
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

interface Described {
  readonly template: Template
  /** What the template itself says that it is called. */
  readonly ownName: string
}

/** What the service answers of an id that it does not know is not agreed: any fault may mean it. */
export const isGone = (error: unknown): boolean => error instanceof InsynError && error.code === 'KALLA_FAULT'

function unlessGone(error: unknown): undefined {
  if (!isGone(error)) throw error
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

/** By the names that rows have them by. A column may stand there once for each section. */
function columnsFrom(answer: unknown, who: string): Map<string, boolean> {
  const { FormatPropertiesList } = readFormatInfo(answer, `${who} GetFormatInfo`).GetFormatInfoResult
  const columns = new Map<string, boolean>()
  for (const entry of FormatPropertiesList?.FormatProperties ?? []) {
    const name = decodeXmlName(entry?.ColumnName ?? '')
    if (name !== '') columns.set(name, columns.get(name) === true || entry?.Show === true)
  }
  return columns
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
