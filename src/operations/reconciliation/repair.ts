import type pg from 'pg'
import { replay } from '../../bus/replay.ts'
import type { Scope } from '../../sync/sync-job.ts'
import type { Deviation } from './report.ts'

export interface ReparationDeps {
  readonly pool: pg.Pool
  /** Reads a scope completely into the mirror, under its volume guard. */
  readonly sync: (scopes: readonly Scope[]) => Promise<unknown>
}

/**
 * Sets right what differs, each by the way that its data always takes: the mirror by a complete read, topics and cases by
 * the outbox and the worker. Nothing is written past the guard, the policy or the access log.
 */
export async function repair({ pool, sync }: ReparationDeps, deviations: readonly Deviation[]): Promise<void> {
  const source = deviations.filter(({ side }) => side === 'kalla')
  if (source.length > 0) {
    await glomDigester(pool, refs(source))
    await sync(scopes(source))
  }
  const beyond = deviations.filter(({ side }) => side !== 'kalla')
  // New versions: whatever a topic or a case holds, this is newer.
  const outdated = beyond.filter(({ slag }) => slag !== 'overflodig')
  if (outdated.length > 0) await replay(pool, { uppgiftRefs: refs(outdated) })
  await tombstone(
    pool,
    beyond.filter(({ side, slag }) => side === 'amne' && slag === 'overflodig'),
  )
  await takeBack(
    pool,
    beyond.filter(({ side, slag }) => side === 'arende' && slag === 'overflodig'),
  )
}

const refs = (deviations: readonly Deviation[]): string[] => [
  ...new Set(deviations.map(({ uppgiftRef }) => uppgiftRef)),
]

const scopes = (deviations: readonly Deviation[]): Scope[] => [
  ...new Map(deviations.map(({ kalla, stadsdel }) => [`${kalla}/${stadsdel}`, { kalla, stadsdel }] as const)).values(),
]

/** A read compares digests only, and would leave a row alone whose seal holds something else than its digest says. */
const glomDigester = (pool: pg.Pool, uppgiftRefs: readonly string[]) =>
  pool.query(`update uppgift set digest = decode(repeat('00', 16), 'hex') where uppgift_ref = any($1)`, [uppgiftRefs])

/** No case is about nobody, so that such a change reaches the topic alone. */
const NONE = ''

const tombstone = (pool: pg.Pool, deviations: readonly Deviation[]) =>
  pool.query(
    `insert into outbox (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, gone)
     select ref, $2, stadsdel, kalla, mangd, nextval('uppgift_version'), true
       from unnest($1::text[], $3::text[], $4::text[], $5::text[]) as r (ref, stadsdel, kalla, mangd)
      where not exists (select from uppgift u where u.uppgift_ref = ref)`,
    [
      deviations.map(({ uppgiftRef }) => uppgiftRef),
      NONE,
      deviations.map(({ stadsdel }) => stadsdel),
      deviations.map(({ kalla }) => kalla),
      deviations.map(({ mangd }) => mangd),
    ],
  )

/** As tried once: the worker then takes it away, with a version above the one that the case says it holds. */
const takeBack = (pool: pg.Pool, deviations: readonly Deviation[]) =>
  pool.query(
    `insert into delivery (arende_id, uppgift_ref, stadsdel, mangd, wanted, attempts, status)
     select arende, ref, stadsdel, mangd, greatest(version, nextval('uppgift_version')), 1, 'vantar'
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
         as r (arende, ref, stadsdel, mangd, version)
      where exists (select from arende a where a.arende_id = arende and a.status = 'oppet')
     on conflict (arende_id, uppgift_ref) do update
        set wanted = greatest(delivery.wanted, excluded.wanted), status = 'vantar', due_at = now(), attempts = 1, orsak = null`,
    [
      deviations.map(({ arende }) => arende?.arendeId),
      deviations.map(({ uppgiftRef }) => uppgiftRef),
      deviations.map(({ stadsdel }) => stadsdel),
      deviations.map(({ mangd }) => mangd),
      deviations.map(({ arende }) => arende?.version ?? 0),
    ],
  )
