import { createCanary } from '../canary.ts'
import type { Population } from '../population/population.ts'
import type { PreRender } from '../prerender.ts'
import { resultFrame } from './answers.ts'
import { companyCodes } from './companies.ts'
import { type ContentError, disordered, doubled } from './content-errors.ts'
import type { ObjectSchema } from './encoding.ts'
import { customerColumns, fakturaColumns, type InstallationControl, type TemplateKind } from './installation.ts'
import { AS_STRING, AS_XML, result, type Shown } from './results.ts'
import { createRowSource } from './rows.ts'
import { parseSelection, type Selection } from './selection.ts'
import * as templateAnswer from './template-answer.ts'
import { type SearchCriteria, type Template, templatesOf } from './templates.ts'

export type ResultOperation = 'GetTemplateResultAsXML' | 'GetTemplateResultAsDataSet'

interface Inputs {
  readonly TemplateId: number
  readonly TemplateResultOptions?: Shown & { readonly Filter?: string }
  readonly SearchCriteriaPropertiesList?: { readonly SearchCriteriaProperties: readonly (SearchCriteria | null)[] }
}

export interface Operations {
  template(stadsdel: string, id: unknown): Template | undefined
  /** What a small operation answers, `mall` being the template it asks about. */
  small(
    operation: string,
    stadsdel: string,
    request: ObjectSchema,
    template: Template | undefined,
    cut: boolean,
  ): ObjectSchema | undefined
  /** The whole envelope in pieces, or a refusal. */
  large(
    operation: ResultOperation,
    stadsdel: string,
    inputs: unknown,
    error: ContentError | undefined,
  ): Promise<Iterable<string> | AsyncIterable<Buffer> | ObjectSchema>
}

const ALL: Selection = { all: true, customer: () => true, faktura: () => true }

export function createOperations(
  population: Population,
  installation: InstallationControl,
  canaryText?: string,
  disk?: PreRender,
): Operations {
  const source = createRowSource(population)
  // Each peer numbers its markers, so they are told apart by what stands before the number.
  const canary = createCanary(canaryText === undefined ? undefined : `${canaryText}A`)
  const template = (stadsdel: string, id: unknown): Template | undefined =>
    templatesOf(stadsdel, installation.now).find((m) => m.id === id)

  /** Half of what the template holds. */
  const cutAt = (stadsdel: string, kind: TemplateKind): number => {
    const rows = rowsOf(stadsdel, kind, ALL)[Symbol.iterator]()
    let count = 0
    while (rows.next().done !== true) count += 1
    return Math.floor(count / 2)
  }
  const rowsOf = (stadsdel: string, kind: TemplateKind, selection: Selection): Iterable<unknown> =>
    kind === 'kunder'
      ? source.kunder(stadsdel, selection, installation.now)
      : source.fakturor(stadsdel, kind, selection, installation.now)

  function rows(
    operation: ResultOperation,
    stadsdel: string,
    kind: TemplateKind,
    selection: Selection,
    shown: Shown,
    fault: ContentError | undefined,
  ): Iterable<string> {
    const own = installation.now
    const query = {
      installation: own,
      shown,
      form: operation === 'GetTemplateResultAsXML' ? AS_STRING : AS_XML,
      canary,
      ...(fault && { fel: fault }),
      ...(own.maxRows > 0 && { maxRows: own.maxRows }),
      ...(fault === 'maxrader' && { maxRows: cutAt(stadsdel, kind) }),
    }
    const withDuplicates = <R>(r: Iterable<R>): Iterable<R> => (fault === 'dubblett' ? doubled(r) : r)
    if (kind === 'kunder')
      return result({
        ...query,
        rader: withDuplicates(source.kunder(stadsdel, selection, own)),
        columns: customerColumns(own),
      })
    const fakturor = withDuplicates(source.fakturor(stadsdel, kind, selection, own))
    return result({
      ...query,
      rader: fault === 'oordning' ? disordered(fakturor, ({ row }) => row.customerNumber) : fakturor,
      columns: fakturaColumns(kind, own),
    })
  }

  return {
    template,
    small(operation, stadsdel, request, found, cut) {
      if (operation === 'GetTemplateList')
        return templateAnswer.templateList(stadsdel, request.descrList as string | undefined, installation.now)
      if (operation === 'GetTemplateResultOptions') return templateAnswer.DEFAULTS
      if (found === undefined) return undefined
      const maxRows = (): number => (cut && found.slag ? cutAt(stadsdel, found.slag) : installation.now.maxRows)
      switch (operation) {
        case 'GetTemplateProperties':
          return templateAnswer.properties(found, maxRows())
        case 'GetSearchCriteria':
          return templateAnswer.searchCriteria(found, stadsdel, request.hideUnused === true)
        case 'GetFormatInfo':
          return templateAnswer.columnFormat(found, installation.now)
        case 'GetExpression':
          return templateAnswer.expression
        case 'GetStatisticalFormula':
          return templateAnswer.statistics
        case 'GetTemplateMetaData':
          return templateAnswer.metadata(found, stadsdel, maxRows(), installation.now)
        default:
          return undefined
      }
    },
    async large(operation, stadsdel, inputs, error) {
      const { TemplateId, TemplateResultOptions: options, SearchCriteriaPropertiesList: list } = inputs as Inputs
      const kind = template(stadsdel, TemplateId)?.slag
      if (kind === undefined)
        return templateAnswer.refusal({ kod: 1, status: 'Mallen finns inte eller får inte köras' })
      if ((options?.Filter ?? '') !== '') return templateAnswer.refusal({ kod: 4, status: 'Filter stöds inte' })
      const selection = parseSelection(kind, companyCodes[stadsdel]!, list?.SearchCriteriaProperties)
      if ('kod' in selection) return templateAnswer.refusal(selection)

      const shown: Shown = { ...templateAnswer.DEFAULTS, ...options }
      const ram = resultFrame(operation)
      function* document(): Generator<string> {
        yield ram.beginning
        yield* rows(operation, stadsdel, kind!, selection as Selection, shown, error)
        yield ram.end
      }
      const whole = selection.all && error === undefined && shown.FirstRecord <= 0 && shown.LastRecord <= 0
      if (disk === undefined || !whole) return document()
      const name = [operation, stadsdel, kind, JSON.stringify([shown, installation.now])].join(' ')
      return disk.read(name, population.version(stadsdel, 'agresso'), document)
    },
  }
}
