import { lokalTid, somLokalTid, tidigast } from './clock.ts'
import type { Fakturarad, Kundrad } from './columns.ts'
import { kundensPersonnummer } from './columns.ts'
import { sokvillkorAv, type Mallslag, type Sokvillkor } from './templates.ts'

/** What a row must be like. `kundnummer`, `personnummer`, `andradSedan`: the criteria that an index can answer. */
export interface Urval {
  readonly kundnummer?: readonly string[]
  readonly personnummer?: readonly string[]
  /** Nothing that changed earlier fulfils the criteria. */
  readonly andradSedan?: Date
  readonly kund: (rad: Kundrad) => boolean
  readonly faktura: (rad: Fakturarad) => boolean
  /** No criterion but those that the template itself sets. */
  readonly allt: boolean
}

/** ReturnCode and Status of a call that was understood and not carried out. */
export interface Avvisning {
  readonly kod: number
  readonly status: string
}
const EJ_EKAD: Avvisning = { kod: 2, status: 'Sökvillkoren stämmer inte med mallens: skicka tillbaka hela listan' }
const OKANT_VILLKOR: Avvisning = { kod: 3, status: 'Villkorstypen stöds inte för kolumnen' }

const EKADE = [
  'ColumnName',
  'Description',
  'DataType',
  'DataLength',
  'DataCase',
  'IsParameter',
  'IsVisible',
  'IsPrompt',
  'IsMandatory',
  'CanBeOverridden',
  'RelDateCrit',
] as const satisfies readonly (keyof Sokvillkor)[]
const VARDEN = ['RestrictionType', 'FromValue', 'ToValue'] as const satisfies readonly (keyof Sokvillkor)[]

/** Empty text and an absent element are the same to the service. */
const lika = (a: Sokvillkor, b: Sokvillkor, medlemmar: readonly (keyof Sokvillkor)[]): boolean =>
  medlemmar.every((medlem) => (a[medlem] ?? '') === (b[medlem] ?? ''))

export function tolkaUrval(
  slag: Mallslag,
  foretagskod: string,
  lista: readonly (Sokvillkor | null)[] | undefined,
): Urval | Avvisning {
  const skickade = lista?.filter((villkor) => villkor !== null) ?? []
  const egna = [true, false]
    .map((hideUnused) => sokvillkorAv(slag, foretagskod, hideUnused))
    .find(({ length }) => length === skickade.length)
  if (egna === undefined) return EJ_EKAD
  for (const [i, eget] of egna.entries()) {
    const skickat = skickade[i]!
    if (!lika(eget, skickat, EKADE) || (!eget.CanBeOverridden && !lika(eget, skickat, VARDEN))) return EJ_EKAD
  }

  const satta = skickade.filter(({ FromValue, CanBeOverridden }) => CanBeOverridden && (FromValue ?? '') !== '')
  const prov = satta.map((villkor) => tolkaVillkor(villkor))
  if (prov.includes(undefined)) return OKANT_VILLKOR
  const vardenAv = (kolumn: string): readonly string[] | undefined => {
    const villkor = satta.find(({ ColumnName }) => ColumnName === kolumn)
    return villkor === undefined ? undefined : UPPRAKNING[villkor.RestrictionType ?? '']?.(villkor.FromValue ?? '')
  }
  const [kundnummer, personnummer, tid] = [vardenAv('apar_id'), vardenAv('comp_reg_no'), satta.find(arTid)]
  const uppfyller = (varde: (kolumn: string) => string | undefined): boolean =>
    satta.every(({ ColumnName }, i) => prov[i]!(varde(ColumnName ?? '') ?? ''))
  return {
    ...(kundnummer && { kundnummer }),
    ...(personnummer && { personnummer }),
    ...(tid !== undefined && { andradSedan: tidigast(somLokalTid(tid.FromValue ?? '') ?? '') }),
    allt: satta.length === 0,
    kund: (rad) => uppfyller((kolumn) => KUNDVARDEN[kolumn]?.(rad)),
    faktura: (rad) => uppfyller((kolumn) => FAKTURAVARDEN[kolumn]?.(rad)),
  }
}

const KUNDVARDEN: Readonly<Record<string, (rad: Kundrad) => string | undefined>> = {
  apar_id: ({ kund }) => kund.kundnummer,
  comp_reg_no: ({ kund }) => kundensPersonnummer(kund),
  last_update: ({ kund }) => kund.senastAndrad,
}
const FAKTURAVARDEN: Readonly<Record<string, (rad: Fakturarad) => string | undefined>> = {
  apar_id: ({ rad }) => rad.kundnummer,
  ext_inv_ref: ({ rad }) => rad.fakturanummer,
  kid: ({ rad }) => rad.ocrNummer,
  last_update: ({ rad }) => rad.senastAndrad,
  voucher_type: () => 'KF',
}

/** A list is written as 'a','b'. */
const uppraknade = (text: string): string[] => Array.from(text.matchAll(/'([^']*)'/g), ([, varde]) => varde ?? '')

/** Restrictions that name the values wanted. */
const UPPRAKNING: Readonly<Record<string, (text: string) => readonly string[]>> = {
  '=': (text) => [text],
  '()': uppraknade,
}

const arTid = ({ ColumnName }: Sokvillkor): boolean => ColumnName === 'last_update'

function tolkaVillkor(villkor: Sokvillkor): ((varde: string) => boolean) | undefined {
  const { RestrictionType: typ = '', FromValue: fran = '' } = villkor
  if (arTid(villkor)) {
    const tid = somLokalTid(fran)
    return typ === '>=' && tid !== undefined ? (varde) => lokalTid(varde) >= tid : undefined
  }
  if (typ === '!()') {
    const varden = uppraknade(fran)
    return (varde) => !varden.includes(varde)
  }
  const varden = UPPRAKNING[typ]?.(fran)
  return varden === undefined ? undefined : (varde) => varden.includes(varde)
}
