import type pg from 'pg'
import { spelaOm } from '../../bus/replay.ts'
import type { Omrade } from '../../sync/sync-job.ts'
import type { Avvikelse } from './report.ts'

export interface ReparationDeps {
  readonly pool: pg.Pool
  /** Reads a scope completely into the mirror, under its volume guard. */
  readonly synka: (omraden: readonly Omrade[]) => Promise<unknown>
}

/**
 * Sets right what differs, each by the way that its data always takes: the mirror by a complete read, topics and cases by
 * the outbox and the worker. Nothing is written past the guard, the policy or the access log.
 */
export async function reparera({ pool, synka }: ReparationDeps, avvikelser: readonly Avvikelse[]): Promise<void> {
  const kalla = avvikelser.filter(({ sida }) => sida === 'kalla')
  if (kalla.length > 0) {
    await glomDigester(pool, refs(kalla))
    await synka(omradena(kalla))
  }
  const bortom = avvikelser.filter(({ sida }) => sida !== 'kalla')
  // New versions: whatever a topic or a case holds, this is newer.
  const inaktuella = bortom.filter(({ slag }) => slag !== 'overflodig')
  if (inaktuella.length > 0) await spelaOm(pool, { uppgiftRefs: refs(inaktuella) })
  await gravsten(
    pool,
    bortom.filter(({ sida, slag }) => sida === 'amne' && slag === 'overflodig'),
  )
  await taTillbaka(
    pool,
    bortom.filter(({ sida, slag }) => sida === 'arende' && slag === 'overflodig'),
  )
}

const refs = (avvikelser: readonly Avvikelse[]): string[] => [
  ...new Set(avvikelser.map(({ uppgiftRef }) => uppgiftRef)),
]

const omradena = (avvikelser: readonly Avvikelse[]): Omrade[] => [
  ...new Map(avvikelser.map(({ kalla, stadsdel }) => [`${kalla}/${stadsdel}`, { kalla, stadsdel }] as const)).values(),
]

/** A read compares digests only, and would leave a row alone whose seal holds something else than its digest says. */
const glomDigester = (pool: pg.Pool, uppgiftRefs: readonly string[]) =>
  pool.query(`update uppgift set digest = decode(repeat('00', 16), 'hex') where uppgift_ref = any($1)`, [uppgiftRefs])

/** No case is about nobody, so that such a change reaches the topic alone. */
const INGEN = ''

const gravsten = (pool: pg.Pool, avvikelser: readonly Avvikelse[]) =>
  pool.query(
    `insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
     select ref, $2, stadsdel, kalla, mangd, nextval('uppgift_version'), true
       from unnest($1::text[], $3::text[], $4::text[], $5::text[]) as r (ref, stadsdel, kalla, mangd)
      where not exists (select from uppgift u where u.uppgift_ref = ref)`,
    [
      avvikelser.map(({ uppgiftRef }) => uppgiftRef),
      INGEN,
      avvikelser.map(({ stadsdel }) => stadsdel),
      avvikelser.map(({ kalla }) => kalla),
      avvikelser.map(({ mangd }) => mangd),
    ],
  )

/** As tried once: the worker then takes it away, with a version above the one that the case says it holds. */
const taTillbaka = (pool: pg.Pool, avvikelser: readonly Avvikelse[]) =>
  pool.query(
    `insert into leverans (arende_id, uppgift_ref, stadsdel, mangd, onskad, forsok, status)
     select arende, ref, stadsdel, mangd, greatest(version, nextval('uppgift_version')), 1, 'vantar'
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
         as r (arende, ref, stadsdel, mangd, version)
      where exists (select from arende a where a.arende_id = arende and a.status = 'oppet')
     on conflict (arende_id, uppgift_ref) do update
        set onskad = greatest(leverans.onskad, excluded.onskad), status = 'vantar', nasta = now(), forsok = 1, orsak = null`,
    [
      avvikelser.map(({ arende }) => arende?.arendeId),
      avvikelser.map(({ uppgiftRef }) => uppgiftRef),
      avvikelser.map(({ stadsdel }) => stadsdel),
      avvikelser.map(({ mangd }) => mangd),
      avvikelser.map(({ arende }) => arende?.version ?? 0),
    ],
  )
