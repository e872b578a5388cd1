import { Counter, Gauge, type Registry } from 'prom-client'
import type { KallaNamn } from '../../informationsmangd.ts'

interface Omrade {
  readonly kalla: KallaNamn
  readonly stadsdel: string
}

/** Per source × stadsdel, never per outcome for the person: a count must not tell that somebody was there. */
export interface DirektMetrics {
  last(omrade: Omrade, utfall: 'svarade' | 'svarade-ej'): void
  speglad(omrade: Omrade, utfall: 'klar' | 'misslyckad'): void
  brytare(omrade: Omrade, oppen: boolean): void
}

export function createDirektMetrics(register: Registry): DirektMetrics {
  const registers = [register]
  const labelNames = ['kalla', 'stadsdel', 'utfall'] as const
  const lasta = new Counter({ name: 'insyn_direkt_lasningar_total', help: 'Live reads', labelNames, registers })
  const speglade = new Counter({
    name: 'insyn_direkt_speglingar_total',
    help: 'Live reads taken into the mirror',
    labelNames,
    registers,
  })
  const oppen = new Gauge({
    name: 'insyn_direkt_brytare_oppen',
    help: '1 while a source is not asked since it failed repeatedly; Agresso has one for all companies',
    labelNames: ['kalla', 'stadsdel'],
    registers,
  })
  return {
    last: (omrade, utfall) => lasta.inc({ kalla: omrade.kalla, stadsdel: omrade.stadsdel, utfall }),
    speglad: (omrade, utfall) => speglade.inc({ kalla: omrade.kalla, stadsdel: omrade.stadsdel, utfall }),
    brytare: ({ kalla, stadsdel }, ar) => oppen.set({ kalla, stadsdel }, ar ? 1 : 0),
  }
}
