import type { Column } from './columns.ts'
import { companyCodes } from './companies.ts'
import type { ObjectSchema } from './encoding.ts'
import { customerColumns, fakturaColumns, type Installation } from './installation.ts'
import type { Rejection } from './selection.ts'
import { searchCriteriaOf, type Template, templatesOf } from './templates.ts'

/** The service's own options; a caller starts from these. */
export const DEFAULTS = {
  ShowDescriptions: true,
  Aggregated: true,
  OverrideAggregation: false,
  CalculateFormulas: true,
  FormatAlternativeBreakColumns: true,
  RemoveHiddenColumns: false,
  Filter: '',
  FirstRecord: -1,
  LastRecord: -1,
}

export const refusal = ({ kod, status }: Rejection): ObjectSchema => ({ ReturnCode: kod, Status: status })
const SUCCEEDED = { ReturnCode: 0, Status: '' }

/** Only templates of exactly this name, and all of them when no name is given. A list may hold empty entries. */
export function templateList(stadsdel: string, name: string | undefined, installation: Installation): ObjectSchema {
  const hits = templatesOf(stadsdel, installation).filter(
    (template) => name === undefined || name === '' || template.namn === name,
  )
  const headers = hits.map(({ id, namn: Name }) => ({
    TemplateId: id,
    CompanyCode: companyCodes[stadsdel],
    Frame: 'BI',
    FunctionId: 'CRQ01',
    Module: 'CR',
    Name,
    UserId: 'SYSTEM',
  }))
  return { TemplateHeaderList: { TemplateHeader: headers.length > 1 ? [...headers, null] : headers } }
}

/** `maxRader` 0: unlimited. */
export const properties = (template: Template, maxRows: number): ObjectSchema => ({
  AggregateId: '',
  ExtraTables: '',
  ExtraWhere: '',
  Frame: 'BI',
  Name: template.namn,
  Table1: template.table,
  Table2: '',
  Table3: '',
  Version: '7',
  VersionMinor: '9',
  Aggregated: true,
  AutoFind: false,
  IsBrowseTable: false,
  UseTable1: true,
  UseTable2: false,
  UseTable3: false,
  DWPeriod: 0,
  StartLevel: 0,
  MaxRows: maxRows,
  TemplateId: template.id,
})

export const searchCriteria = (template: Template, stadsdel: string, hideUnused: boolean): ObjectSchema => ({
  ...SUCCEEDED,
  SearchCriteriaPropertiesList: {
    SearchCriteriaProperties:
      template.slag === undefined
        ? []
        : searchCriteriaOf(template.slag, companyCodes[stadsdel]!, hideUnused).map((condition) => ({ ...condition })),
  },
})

export function columnFormat({ slag }: Template, installation: Installation): ObjectSchema {
  const columns: readonly Pick<Column<never>, 'namn' | 'slag' | 'sum'>[] =
    slag === undefined ? [] : slag === 'kunder' ? customerColumns(installation) : fakturaColumns(slag, installation)
  return {
    FormatPropertiesList: {
      FormatProperties: columns.map(({ namn, slag: columnKind, sum }, i) => ({
        AmountDisplayFormat: '',
        AttributeId: '',
        ColumnHeaderText: namn,
        ColumnName: namn,
        SectionType: 'D',
        Show: columnKind !== 'dold',
        DataLength: 25,
        DataType: sum === undefined ? 10 : 7,
        DisplayOrder: i + 1,
        SortOrder: namn === 'apar_id' ? 1 : 0,
        ConditionTo: 0,
      })),
    },
  }
}

export const expression: ObjectSchema = { ...SUCCEEDED, ExpressionPropertiesList: { ExpressionProperties: [] } }
export const statistics: ObjectSchema = {
  ...SUCCEEDED,
  StatisticalFormulaPropertiesList: { StatisticalFormulaProperties: [] },
}

export const metadata = (
  template: Template,
  stadsdel: string,
  maxRows: number,
  installation: Installation,
): ObjectSchema => ({
  SearchCriteria: searchCriteria(template, stadsdel, true),
  TemplateProperties: properties(template, maxRows),
  FormatInfo: columnFormat(template, installation),
  Expression: expression,
  StatisticalFormula: statistics,
})
