import type pg from 'pg'
import { Counter, Gauge } from 'prom-client'
import type { Measuring } from '../platform/sampling.ts'
import { heldRuns } from './held-runs.ts'
import { countQuarantined } from './quarantined.ts'
import type { Scope } from './source.ts'

/** Each source × stadsdel, and what its runs come to. Asked of the database when somebody looks. */
export function measureReads({ register, sampled }: Measuring, pool: pg.Pool, scopes: () => readonly Scope[]): void {
  const registers = [register]
  const labelNames = ['source', 'stadsdel'] as const
  const collect = sampled(async () => {
    const rows = await newestRuns(pool, scopes())
    for (const gauge of [read, age, failed, quarantined]) gauge.reset()
    for (const { source, stadsdel, succeeded, now, code, quarantine } of rows) {
      const scope = { source, stadsdel }
      read.set(scope, succeeded ?? 0)
      if (succeeded !== null) age.set(scope, now - succeeded)
      if (code !== null) failed.set({ ...scope, code }, 1)
      if (quarantine !== null) quarantined.set(scope, quarantine)
    }
  })
  const read = new Gauge({
    name: 'insyn_sync_last_success_timestamp_seconds',
    help: 'When the newest complete read that succeeded began; 0 when there is none',
    labelNames,
    registers,
    collect,
  })
  const age = new Gauge({
    name: 'insyn_sync_age_seconds',
    help: 'How old the newest complete read that succeeded is',
    labelNames,
    registers,
    collect,
  })
  const failed = new Gauge({
    name: 'insyn_sync_failed',
    help: '1 when the newest run of the scope that has ended failed, by code',
    labelNames: ['source', 'stadsdel', 'code'],
    registers,
    collect,
  })
  const quarantined = new Gauge({
    name: 'insyn_sync_quarantined_rows',
    help: 'Items that the newest complete read put in quarantine',
    labelNames,
    registers,
    collect,
  })
  const failures = new Counter({
    name: 'insyn_sync_failures_total',
    help: 'Runs that have failed, by code',
    labelNames: ['source', 'stadsdel', 'code'],
    registers,
    collect: sampled(async () => {
      const { rows } = await pool.query<Scope & { code: string; count: number }>(
        `select source, stadsdel, error_code as code, count(*) as count from sync_run
          where status = 'misslyckad' and error_code is not null group by source, stadsdel, error_code`,
      )
      failures.reset()
      for (const { count, ...labels } of rows) failures.inc(labels, count)
    }),
  })
  const held = new Gauge({
    name: 'insyn_sync_awaiting_approval',
    help: '1 while a deletion that the newest complete read found is held until a person has judged it',
    labelNames,
    registers,
    collect: sampled(async () => {
      const waiting = (await heldRuns(pool)).filter(({ approved, rejected }) => approved === null && rejected === null)
      held.reset()
      for (const scope of scopes()) held.set({ ...scope }, 0)
      for (const { source, stadsdel } of waiting) held.set({ source, stadsdel }, 1)
    }),
  })
  const quarantine = new Gauge({
    name: 'insyn_quarantine_rows',
    help: 'Items, and rows of nobody, that could not be read and wait in quarantine',
    labelNames: ['source', 'mangd', 'reason'],
    registers,
    collect: sampled(async () => {
      const rows = await countQuarantined(pool)
      quarantine.reset()
      for (const { count, ...labels } of rows) quarantine.set(labels, count)
    }),
  })
  const drift = new Gauge({
    name: 'insyn_source_fields_unlisted',
    help: '1 for each field that no manifest lists and that the newest complete read met',
    labelNames: ['source', 'stadsdel', 'field'],
    registers,
    collect: sampled(async () => {
      const rows = await unlistedFields(pool, scopes())
      drift.reset()
      for (const labels of rows) drift.set({ ...labels }, 1)
    }),
  })
}

interface NewestRuns extends Scope {
  /** Seconds since 1970, by the database's clock. */
  readonly now: number
  readonly succeeded: number | null
  /** Of the newest run that has ended. */
  readonly code: string | null
  readonly quarantine: number | null
}

const SCOPES = 'unnest($1::text[], $2::text[]) as s (source, stadsdel)'
const scopeValues = (scopes: readonly Scope[]) => [
  scopes.map(({ source }) => source),
  scopes.map(({ stadsdel }) => stadsdel),
]

/** What a look at one scope goes through: its runs from the newest back. */
const newest = (columns: string, where: string) =>
  `(select ${columns} from sync_run r where r.source = s.source and r.stadsdel = s.stadsdel and ${where} order by r.id desc limit 1)`

async function newestRuns(pool: pg.Pool, scopes: readonly Scope[]): Promise<readonly NewestRuns[]> {
  const { rows } = await pool.query<NewestRuns>(
    `select s.source, s.stadsdel, extract(epoch from now())::float8 as now,
            extract(epoch from ${newest('r.start', `r.kind = 'fullstandig' and r.status = 'lyckad'`)})::float8 as succeeded,
            ${newest('r.quarantine', `r.kind = 'fullstandig' and r.status in ('lyckad', 'vantar')`)} as quarantine,
            ${newest(`case when r.status = 'misslyckad' then coalesce(r.error_code, 'OKANT_FEL') end`, `r.status not in ('pagar', 'avbruten')`)} as code
       from ${SCOPES}`,
    scopeValues(scopes),
  )
  return rows
}

async function unlistedFields(pool: pg.Pool, scopes: readonly Scope[]) {
  const { rows } = await pool.query<Scope & { field: string }>(
    `select s.source, s.stadsdel, f.field
       from ${SCOPES}
       cross join lateral ${newest('r.unknown_fields', `r.kind = 'fullstandig' and r.status in ('lyckad', 'vantar')`)} r
       cross join lateral jsonb_object_keys(r.unknown_fields) as f (field)`,
    scopeValues(scopes),
  )
  return rows
}
