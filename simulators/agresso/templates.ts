import { foretagsnummer } from './companies.ts'

export type Mallslag = 'kunder' | 'oppna' | 'historik'

/** By these exact names the hub finds its templates; their numbers differ between companies. */
export const MALLNAMN: Readonly<Record<Mallslag, string>> = {
  kunder: 'Insyn kundregister',
  oppna: 'Insyn öppna fakturor',
  historik: 'Insyn betalda fakturor',
}

export interface Mall {
  readonly id: number
  readonly namn: string
  readonly tabell: string
  /** Undefined: a template of others in the company, which the web service does not run. */
  readonly slag: Mallslag | undefined
}

export function mallarAv(stadsdel: string): Mall[] {
  const bas = 4000 + 100 * foretagsnummer(stadsdel)
  return [
    { id: bas + 3, namn: 'Insyn Kundregister', tabell: 'acuheader', slag: undefined },
    { id: bas + 17, namn: MALLNAMN.kunder, tabell: 'acuheader', slag: 'kunder' },
    { id: bas + 18, namn: MALLNAMN.oppna, tabell: 'acutrans', slag: 'oppna' },
    { id: bas + 25, namn: MALLNAMN.historik, tabell: 'acuhistr', slag: 'historik' },
    { id: bas + 31, namn: 'Åldersanalys kundreskontra', tabell: 'acutrans', slag: undefined },
  ]
}

/** A search criterion as the service describes it, and as the caller sends it back. */
export interface Sokvillkor {
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

const villkor = (ColumnName: string, Description: string, mer: Partial<Sokvillkor> = {}): Sokvillkor => ({
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
  ...mer,
})

const TID = { DataType: 3, DataLength: 8, DataCase: 0 }
const FAST = { IsPrompt: false, CanBeOverridden: false }

/** `hideUnused` leaves out the criteria that the template's author did not use. */
export function sokvillkorAv(slag: Mallslag, foretagskod: string, hideUnused: boolean): Sokvillkor[] {
  const client = villkor('client', 'Företag', { ...FAST, FromValue: foretagskod, IsMandatory: true })
  const kundnummer = villkor('apar_id', 'Kundnr')
  const andrad = villkor('last_update', 'Senast ändrad', TID)
  const anvanda =
    slag === 'kunder'
      ? [
          client,
          kundnummer,
          villkor('comp_reg_no', 'Organisationsnr'),
          andrad,
          villkor('status', 'Status', { ...FAST, RestrictionType: '!()', FromValue: "'C'", DataLength: 1 }),
        ]
      : [client, kundnummer, villkor('ext_inv_ref', 'Fakturanr', { DataLength: 100 }), villkor('kid', 'OCR'), andrad]
  return hideUnused ? anvanda : [...anvanda, villkor('voucher_type', 'Verifikationsslag')]
}
