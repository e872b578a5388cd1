import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'
import { countQuarantined } from './quarantined.ts'
import { unlistedFields } from './run-record.ts'
import type { Scope } from './source.ts'

/** What the reads cannot take in. Asked of the database when somebody looks. */
export function measureReads(register: Registry, pool: pg.Pool, scopes: () => readonly Scope[]): void {
  const quarantine = new Gauge({
    name: 'insyn_quarantine_rows',
    help: 'Items, and rows of nobody, that could not be read and wait in quarantine',
    labelNames: ['source', 'mangd', 'reason'],
    registers: [register],
    async collect() {
      const rows = await countQuarantined(pool)
      quarantine.reset()
      for (const { count, ...labels } of rows) quarantine.set(labels, count)
    },
  })
  const drift = new Gauge({
    name: 'insyn_source_fields_unlisted',
    help: 'Stadsdelar whose newest read met a field that no manifest lists',
    labelNames: ['source', 'field'],
    registers: [register],
    async collect() {
      const rows = await unlistedFields(pool, scopes())
      drift.reset()
      for (const { count, ...labels } of rows) drift.set(labels, count)
    },
  })
}
