import { skrivKlockslag } from '../source-rows.ts'
import type { Kallrad } from '../uppslag-schema.ts'

/** Tells of each source that was asked whether it answered; the others keep their row. */
export const direktrader = (
  rader: readonly Kallrad[],
  svarade: ReadonlyMap<string, boolean>,
  fristMs: number,
  nu: Date,
): Kallrad[] =>
  rader.map((rad) => {
    const svar = svarade.get(`${rad.kalla}/${rad.stadsdel}`)
    if (svar === undefined) return rad
    return svar
      ? { ...rad, direkt: 'svarade', forklaring: LAST_NU }
      : { ...rad, direkt: 'svarade-ej', forklaring: `Källan svarade inte inom ${sekunder(fristMs)}. ${alder(rad, nu)}` }
  })

/** The same for an answer to which the mirror gives nothing. */
export const direktraderUtanSpegel = (rader: readonly Kallrad[], svarade: ReadonlyMap<string, boolean>): Kallrad[] =>
  rader.map((rad) => {
    const svar = svarade.get(`${rad.kalla}/${rad.stadsdel}`)
    if (svar === undefined) return rad
    return svar
      ? { ...rad, status: 'aktuell', speglad: null, direkt: 'svarade', forklaring: LAST_NU }
      : { ...rad, status: 'ej-svar', speglad: null, direkt: 'svarade-ej', forklaring: INGET_DARIFRAN }
  })

const LAST_NU = 'Källan svarade nu. Uppgifterna är lästa direkt.'
const INGET_DARIFRAN = 'Källan svarade inte. Ingenting därifrån visas.'

function alder({ speglad }: Kallrad, nu: Date): string {
  if (speglad === null) return 'Den har ännu inte kunnat läsas.'
  const last = new Date(speglad)
  return `Uppgifterna är från ${skrivKlockslag(last)}, ${forHurLangeSedan(nu.getTime() - last.getTime())}.`
}

const EN_MINUT = 60_000
const EN_TIMME = 60 * EN_MINUT
const ETT_DYGN = 24 * EN_TIMME

function forHurLangeSedan(ms: number): string {
  if (ms < EN_MINUT) return 'för mindre än en minut sedan'
  if (ms < EN_TIMME) return `för ${antal(ms / EN_MINUT, 'minut', 'minuter')} sedan`
  if (ms < 2 * ETT_DYGN) return `för ${antal(ms / EN_TIMME, 'timme', 'timmar')} sedan`
  return `för ${antal(ms / ETT_DYGN, 'dygn', 'dygn')} sedan`
}

function antal(varde: number, ett: string, flera: string): string {
  const helt = Math.floor(varde)
  return `${String(helt)} ${helt === 1 ? ett : flera}`
}

const sekunder = (ms: number): string =>
  ms === 1000 ? '1 sekund' : `${(ms / 1000).toLocaleString('sv-SE', { maximumFractionDigits: 1 })} sekunder`
