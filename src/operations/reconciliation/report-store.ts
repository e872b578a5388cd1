import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'
import { inTransaction } from '../../platform/database/database.ts'
import type { Rapport } from './report.ts'

/**
 * Keeps the newest finding. What could not be read this time keeps its former one, with its age; of topics and cases, which
 * are looked at whole, nothing else stays.
 */
export async function spara(pool: pg.Pool, { jamforelser, hinder }: Rapport, tid: Date): Promise<void> {
  const hela = (['amne', 'arende'] as const).filter((sida) => !hinder.some((ett) => ett.sida === sida))
  await inTransaction(pool, async (tx) => {
    await tx.query(
      `insert into avstamning
       select r.sida, r.kalla, r.stadsdel, r.mangd, $2, (r.deras->>'antal')::bigint, (r.spegelns->>'antal')::bigint,
              r.deras->>'digest', r.spegelns->>'digest', r."paVag", r.avvikelser
         from jsonb_to_recordset($1::jsonb) as r (sida text, kalla text, stadsdel text, mangd text, deras jsonb,
              spegelns jsonb, "paVag" bigint, avvikelser bigint)
       on conflict (sida, kalla, stadsdel, mangd) do update
          set tid = excluded.tid, antal = excluded.antal, spegelns_antal = excluded.spegelns_antal,
              digest = excluded.digest, spegelns_digest = excluded.spegelns_digest,
              pa_vag = excluded.pa_vag, avvikelser = excluded.avvikelser`,
      [JSON.stringify(jamforelser), tid],
    )
    await tx.query('delete from avstamning where sida = any($1) and tid < $2', [hela, tid])
  })
}

/** What differs, and how old that knowledge is. Not how many there are of what: in a small stadsdel one more is somebody. */
export function matAvstamning(register: Registry, pool: pg.Pool): void {
  const avvikelser = new Gauge({
    name: 'insyn_avstamning_avvikelser',
    help: 'Uppgifter that the newest reconciliation found to differ from the mirror',
    labelNames: ['sida', 'kalla', 'stadsdel', 'mangd'],
    registers: [register],
    async collect() {
      const { rows } = await pool.query<{
        sida: string
        kalla: string
        stadsdel: string
        mangd: string
        antal: number
      }>('select sida, kalla, stadsdel, mangd, avvikelser as antal from avstamning')
      avvikelser.reset()
      for (const { antal, ...namn } of rows) avvikelser.set(namn, antal)
    },
  })
  const alder = new Gauge({
    name: 'insyn_avstamning_alder_sekunder',
    help: 'Age of the oldest finding of each side',
    labelNames: ['sida'],
    registers: [register],
    async collect() {
      const { rows } = await pool.query<{ sida: string; alder: number }>(
        `select sida, extract(epoch from now() - min(tid))::float8 as alder from avstamning group by sida`,
      )
      alder.reset()
      for (const rad of rows) alder.set({ sida: rad.sida }, rad.alder)
    },
  })
}
