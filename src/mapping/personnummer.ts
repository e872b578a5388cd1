import { dagarIManad } from './calendar.ts'

const FORM = /^(\d\d)?(\d\d)(\d\d)(\d\d)([-+]?)(\d{4})$/
const AR_MIN = 1700
/** A samordningsnummer has 60 added to its day. */
const SAMORDNING = 60
const stockholm = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' })

/**
 * A personnummer or samordningsnummer in any accepted form as its 12 digits, else undefined: with or without century,
 * with `-`, `+` or no separator, no blanks. In the 12-digit form the separator says nothing and may be either. Ten
 * digits mean the newest century whose date is not after `idag` (the day in Stockholm), `+` a hundred years before that.
 *
 * Only a personnummer must have a calendar date; a samordningsnummer may have month 00 or a day that its month lacks.
 * Interim numbers and organisation numbers are no persons here.
 */
export function tolkaPersonnummer(text: string, idag: Date): string | undefined {
  const delar = FORM.exec(text)
  if (delar === null) return undefined
  const [, sekel, ar, manad, dag, tecken, nummer] = delar as unknown as [string, string | undefined, ...string[]]
  const tio = `${ar}${manad}${dag}${nummer}`
  if (nummer?.startsWith('000') !== false || !luhn(tio)) return undefined
  const helaAret =
    sekel === undefined ? arUtanSekel(`${ar}${manad}${dag}`, tecken === '+', idag) : Number(`${sekel}${ar}`)
  if (helaAret < AR_MIN || helaAret > idag.getUTCFullYear() + 1) return undefined
  if (!giltigFodelsedag(helaAret, Number(manad), Number(dag))) return undefined
  return `${String(helaAret)}${tio.slice(2)}`
}

/** Whether ten digits in a row, whatever separates them, are those of a personnummer or samordningsnummer. */
export function rymmerPersonnummer(text: string, idag: Date): boolean {
  for (const [foljd] of text.matchAll(/\d(?:[-+ ._]*\d){9,}/g)) {
    const siffror = foljd.replaceAll(/\D/g, '')
    for (let i = 0; i + 10 <= siffror.length; i++)
      if (tolkaPersonnummer(siffror.slice(i, i + 10), idag) !== undefined) return true
  }
  return false
}

/** The check digit of personnummer, samordningsnummer and OCR: modulus 10, weights 2,1,2,… from the right. */
export function luhn(siffror: string): boolean {
  let summa = 0
  for (let i = siffror.length - 1, dubbla = false; i >= 0; i--, dubbla = !dubbla) {
    const siffra = siffror.charCodeAt(i) - 48
    summa += dubbla ? (siffra > 4 ? siffra * 2 - 9 : siffra * 2) : siffra
  }
  return summa % 10 === 0
}

function arUtanSekel(aammdd: string, overHundra: boolean, idag: Date): number {
  const nu = stockholm.format(idag).replaceAll('-', '')
  const dag = Number(aammdd.slice(4))
  const datum = aammdd.slice(0, 4) + String(dag > SAMORDNING ? dag - SAMORDNING : dag).padStart(2, '0')
  const sekel = Number(nu.slice(0, 2)) - (datum > nu.slice(2) ? 1 : 0) - (overHundra ? 1 : 0)
  return sekel * 100 + Number(aammdd.slice(0, 2))
}

function giltigFodelsedag(ar: number, manad: number, dag: number): boolean {
  if (dag >= SAMORDNING) return manad <= 12 && dag <= SAMORDNING + 31
  return dag >= 1 && dag <= dagarIManad(ar, manad)
}
