import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { kontrollsiffra } from './check-digit.ts'
import { slump, SYFTE } from './random.ts'

export interface Nummerserie {
  readonly av: (index: number) => string
  readonly index: (personnummer: string) => number | undefined
}

const DYGN = 86_400_000
/**
 * Numbers beyond Skatteverket's are given birth dates 1700–1799: personnummer began in 1947 and nobody then alive was
 * born that early, so these can be nobody's, though form, date and check digit are right.
 */
const FORSTA = Date.UTC(1700, 0, 1) / DYGN
const DAGAR = Date.UTC(1800, 0, 1) / DYGN - FORSTA
const FODELSENUMMER = 999
/** One samordningsnummer in so many. */
const SAMORDNING_VAR = 98

/** The numbers of the city by index: all published test numbers in a seeded order, then generated ones. */
export function skapaNummerserie(seed: number, antal: number): Nummerserie {
  const publicerade = blandade(seed).slice(0, antal)
  if (antal - publicerade.length > DAGAR * FODELSENUMMER) throw new RangeError('antal is more than there are numbers')
  const indexAv = new Map(publicerade.map((nummer, i) => [nummer, i]))
  return {
    av: (index) => publicerade[index] ?? genererat(index - publicerade.length),
    index(personnummer) {
      const kant = indexAv.get(personnummer)
      if (kant !== undefined) return kant
      const index = ordningAv(personnummer)
      if (index === undefined || index + publicerade.length >= antal) return undefined
      return index + publicerade.length
    },
  }
}

function genererat(n: number): string {
  const datum = new Date((FORSTA + (n % DAGAR)) * DYGN).toISOString().slice(0, 10).replaceAll('-', '')
  const utanKontroll = datum + String(Math.floor(n / DAGAR) + 1).padStart(3, '0')
  return utanKontroll + kontrollsiffra(utanKontroll.slice(2))
}

function ordningAv(personnummer: string): number | undefined {
  const delar = /^(17\d\d)(\d\d)(\d\d)(\d{3})\d$/.exec(personnummer)
  if (delar === null) return undefined
  const dag = Date.UTC(Number(delar[1]), Number(delar[2]) - 1, Number(delar[3])) / DYGN - FORSTA
  const n = (Number(delar[4]) - 1) * DAGAR + dag
  return n >= 0 && genererat(n) === personnummer ? n : undefined
}

function blandade(seed: number): string[] {
  const personnummer = blanda(las('test-personnummer.txt'), seed)
  const samordningsnummer = blanda(las('test-samordningsnummer.txt'), seed + 1)
  const alla: string[] = []
  while (personnummer.length > 0 || samordningsnummer.length > 0) {
    const turen = alla.length % SAMORDNING_VAR === SAMORDNING_VAR - 1
    const nasta = (turen ? samordningsnummer.pop() : undefined) ?? personnummer.pop() ?? samordningsnummer.pop()
    if (nasta !== undefined) alla.push(nasta)
  }
  return alla
}

const las = (fil: string): string[] =>
  readFileSync(join(import.meta.dirname, 'data', fil), 'ascii')
    .split('\n')
    .filter((rad) => rad !== '')

function blanda(lista: string[], seed: number): string[] {
  const s = slump(seed, 0, SYFTE.nummer)
  for (let i = lista.length - 1; i > 0; i--) {
    const j = s.tal(i + 1)
    const a = lista[i] as string
    lista[i] = lista[j] as string
    lista[j] = a
  }
  return lista
}
