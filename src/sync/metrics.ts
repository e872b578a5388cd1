import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'
import { countQuarantined } from './quarantined.ts'
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

/** By source: in how many of these scopes the newest complete read met a field that no manifest lists. */
async function unlistedFields(pool: pg.Pool, scopes: readonly Scope[]) {
  const { rows } = await pool.query<{ source: string; field: string; count: number }>(
    `select s.source, f.field, count(*) as count
       from unnest($1::text[], $2::text[]) as s (source, stadsdel)
       cross join lateral (select unknown_fields from sync_run r where r.source = s.source and r.stadsdel = s.stadsdel
                              and r.kind = 'fullstandig' and r.status in ('lyckad', 'vantar') order by r.id desc limit 1) r
       cross join lateral jsonb_object_keys(r.unknown_fields) as f (field)
      group by s.source, f.field`,
    [scopes.map(({ source }) => source), scopes.map(({ stadsdel }) => stadsdel)],
  )
  return rows
}
