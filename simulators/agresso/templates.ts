import { companyNumber } from './companies.ts'
import type { Installation, TemplateKind } from './installation.ts'

/** Where lines stand in a template of their own. */
export const LINES_NAME = 'Insyn fakturarader'
/** By these exact names the hub finds its templates; their numbers differ between companies. */
export const TEMPLATE_NAME: Readonly<Record<Exclude<TemplateKind, 'rader'>, string>> = {
  kunder: 'Insyn kundregister',
  oppna: 'Insyn öppna fakturor',
  historik: 'Insyn betalda fakturor',
}

export interface Template {
  readonly id: number
  readonly namn: string
  readonly table: string
  /** Undefined: a template of others in the company, which the web service does not run. */
  readonly slag: TemplateKind | undefined
}

/** From one generation to the next an id of ours becomes that of a template of others. */
const GENERATION = 14

export function templatesOf(stadsdel: string, { generation, names, ownLines }: Installation): Template[] {
  const base = 4000 + 100 * companyNumber(stadsdel) + GENERATION * generation
  const name = { ...TEMPLATE_NAME, rader: LINES_NAME, ...names }
  return [
    { id: base + 3, namn: 'Insyn Kundregister', table: 'acuheader', slag: undefined },
    { id: base + 17, namn: name.kunder, table: 'acuheader', slag: 'kunder' },
    { id: base + 18, namn: name.oppna, table: 'acutrans', slag: 'oppna' },
    { id: base + 25, namn: name.historik, table: 'acuhistr', slag: 'historik' },
    { id: base + 31, namn: 'Åldersanalys kundreskontra', table: 'acutrans', slag: undefined },
    ...(ownLines ? [{ id: base + 40, namn: name.rader, table: 'acutrans', slag: 'rader' as const }] : []),
  ]
}

/** A search criterion as the service describes it, and as the caller sends it back. */
export interface SearchCriteria {
  readonly ColumnName?: string
  readonly Description?: string
  readonly RestrictionType?: string
  readonly FromValue?: string
  readonly ToValue?: string
  readonly DataType: number
  readonly DataLength: number
  readonly DataCase: number
  readonly IsParameter: boolean
  readonly IsVisible: boolean
  readonly IsPrompt: boolean
  readonly IsMandatory: boolean
  readonly CanBeOverridden: boolean
  readonly RelDateCrit?: string
}

const condition = (ColumnName: string, Description: string, more: Partial<SearchCriteria> = {}): SearchCriteria => ({
  ColumnName,
  Description,
  RestrictionType: '=',
  FromValue: '',
  ToValue: '',
  DataType: 10,
  DataLength: 25,
  DataCase: 2,
  IsParameter: false,
  IsVisible: true,
  IsPrompt: true,
  IsMandatory: false,
  CanBeOverridden: true,
  RelDateCrit: '',
  ...more,
})

const TIME = { DataType: 3, DataLength: 8, DataCase: 0 }
const FAST = { IsPrompt: false, CanBeOverridden: false }

/** `hideUnused` leaves out the criteria that the template's author did not use. */
export function searchCriteriaOf(kind: TemplateKind, companyCode: string, hideUnused: boolean): SearchCriteria[] {
  const client = condition('client', 'Företag', { ...FAST, FromValue: companyCode, IsMandatory: true })
  const customerNumber = condition('apar_id', 'Kundnr')
  const changed = condition('last_update', 'Senast ändrad', TIME)
  const used =
    kind === 'kunder'
      ? [
          client,
          customerNumber,
          condition('comp_reg_no', 'Organisationsnr'),
          changed,
          condition('status', 'Status', { ...FAST, RestrictionType: '!()', FromValue: "'C'", DataLength: 1 }),
        ]
      : [
          client,
          customerNumber,
          condition('ext_inv_ref', 'Fakturanr', { DataLength: 100 }),
          condition('kid', 'OCR'),
          changed,
        ]
  return hideUnused ? used : [...used, condition('voucher_type', 'Verifikationsslag')]
}
