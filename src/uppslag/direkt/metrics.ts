import { Counter, Gauge, type Registry } from 'prom-client'
import type { SourceName } from '../../informationsmangd.ts'

interface Scope {
  readonly source: SourceName
  readonly stadsdel: string
}

/** Per source × stadsdel, never per outcome for the person: a count must not tell that somebody was there. */
export interface LiveMetrics {
  read(scope: Scope, outcome: 'answered' | 'no-answer'): void
  mirrored(scope: Scope, outcome: 'done' | 'failed'): void
  breaker(scope: Scope, open: boolean): void
}

export function createLiveMetrics(register: Registry): LiveMetrics {
  const registers = [register]
  const labelNames = ['source', 'stadsdel', 'outcome'] as const
  const reads = new Counter({ name: 'insyn_live_reads_total', help: 'Live reads', labelNames, registers })
  const writes = new Counter({
    name: 'insyn_live_reads_mirrored_total',
    help: 'Live reads taken into the mirror',
    labelNames,
    registers,
  })
  const open = new Gauge({
    name: 'insyn_circuit_breaker_open',
    help: '1 while a source is not asked since it failed repeatedly; Agresso has one for all companies',
    labelNames: ['source', 'stadsdel'],
    registers,
  })
  return {
    read: (scope, outcome) => reads.inc({ source: scope.source, stadsdel: scope.stadsdel, outcome }),
    mirrored: (scope, outcome) => writes.inc({ source: scope.source, stadsdel: scope.stadsdel, outcome }),
    breaker: ({ source, stadsdel }, isOpen) => open.set({ source, stadsdel }, isOpen ? 1 : 0),
  }
}
