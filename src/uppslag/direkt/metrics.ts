import { Counter, Gauge, type Registry } from 'prom-client'
import type { SourceName } from '../../informationsmangd.ts'

interface Scope {
  readonly kalla: SourceName
  readonly stadsdel: string
}

/** Per source × stadsdel, never per outcome for the person: a count must not tell that somebody was there. */
export interface LiveMetrics {
  last(scope: Scope, verdict: 'svarade' | 'svarade-ej'): void
  speglad(scope: Scope, verdict: 'klar' | 'misslyckad'): void
  brytare(scope: Scope, open: boolean): void
}

export function createLiveMetrics(register: Registry): LiveMetrics {
  const registers = [register]
  const labelNames = ['kalla', 'stadsdel', 'utfall'] as const
  const read = new Counter({ name: 'insyn_direkt_lasningar_total', help: 'Live reads', labelNames, registers })
  const mirrored = new Counter({
    name: 'insyn_direkt_speglingar_total',
    help: 'Live reads taken into the mirror',
    labelNames,
    registers,
  })
  const open = new Gauge({
    name: 'insyn_direkt_brytare_oppen',
    help: '1 while a source is not asked since it failed repeatedly; Agresso has one for all companies',
    labelNames: ['kalla', 'stadsdel'],
    registers,
  })
  return {
    last: (scope, utfall) => read.inc({ kalla: scope.kalla, stadsdel: scope.stadsdel, utfall }),
    speglad: (scope, utfall) => mirrored.inc({ kalla: scope.kalla, stadsdel: scope.stadsdel, utfall }),
    brytare: ({ kalla, stadsdel }, year) => open.set({ kalla, stadsdel }, year ? 1 : 0),
  }
}
