import { foretagskoder } from './companies.ts'
import type { Objekt } from './encoding.ts'
import { FAKTURAKOLUMNER, KUNDKOLUMNER, type Kolumn } from './columns.ts'
import { mallarAv, sokvillkorAv, type Mall } from './templates.ts'
import type { Avvisning } from './selection.ts'

/** The service's own options; a caller starts from these. */
export const STANDARDVAL = {
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

export const avvisning = ({ kod, status }: Avvisning): Objekt => ({ ReturnCode: kod, Status: status })
const LYCKAD = { ReturnCode: 0, Status: '' }

/** Only templates of exactly this name, and all of them when no name is given. A list may hold empty entries. */
export function mallista(stadsdel: string, namn: string | undefined): Objekt {
  const traffar = mallarAv(stadsdel).filter((mall) => namn === undefined || namn === '' || mall.namn === namn)
  const huvuden = traffar.map(({ id, namn: Name }) => ({
    TemplateId: id,
    CompanyCode: foretagskoder[stadsdel],
    Frame: 'BI',
    FunctionId: 'CRQ01',
    Module: 'CR',
    Name,
    UserId: 'SYSTEM',
  }))
  return { TemplateHeaderList: { TemplateHeader: huvuden.length > 1 ? [...huvuden, null] : huvuden } }
}

/** `maxRader` 0: unlimited. */
export const egenskaper = (mall: Mall, maxRader: number): Objekt => ({
  AggregateId: '',
  ExtraTables: '',
  ExtraWhere: '',
  Frame: 'BI',
  Name: mall.namn,
  Table1: mall.tabell,
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
  MaxRows: maxRader,
  TemplateId: mall.id,
})

export const sokvillkor = (mall: Mall, stadsdel: string, hideUnused: boolean): Objekt => ({
  ...LYCKAD,
  SearchCriteriaPropertiesList: {
    SearchCriteriaProperties:
      mall.slag === undefined
        ? []
        : sokvillkorAv(mall.slag, foretagskoder[stadsdel]!, hideUnused).map((villkor) => ({ ...villkor })),
  },
})

export function kolumnformat({ slag }: Mall): Objekt {
  const kolumner: readonly Pick<Kolumn<never>, 'namn' | 'slag' | 'summera'>[] =
    slag === undefined ? [] : slag === 'kunder' ? KUNDKOLUMNER : FAKTURAKOLUMNER
  return {
    FormatPropertiesList: {
      FormatProperties: kolumner.map(({ namn, slag: kolumnslag, summera }, i) => ({
        AmountDisplayFormat: '',
        AttributeId: '',
        ColumnHeaderText: namn,
        ColumnName: namn,
        SectionType: 'D',
        Show: kolumnslag !== 'dold',
        DataLength: 25,
        DataType: summera === undefined ? 10 : 7,
        DisplayOrder: i + 1,
        SortOrder: namn === 'apar_id' ? 1 : 0,
        ConditionTo: 0,
      })),
    },
  }
}

export const uttryck: Objekt = { ...LYCKAD, ExpressionPropertiesList: { ExpressionProperties: [] } }
export const statistik: Objekt = { ...LYCKAD, StatisticalFormulaPropertiesList: { StatisticalFormulaProperties: [] } }

export const metadata = (mall: Mall, stadsdel: string, maxRader: number): Objekt => ({
  SearchCriteria: sokvillkor(mall, stadsdel, true),
  TemplateProperties: egenskaper(mall, maxRader),
  FormatInfo: kolumnformat(mall),
  Expression: uttryck,
  StatisticalFormula: statistik,
})
