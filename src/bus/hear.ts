import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Log } from '../log.ts'
import type { Kuvert } from './envelope.ts'
import type { LastMeddelande } from './message.ts'
import type { Konsument } from './consumer.ts'
import { type Hord, sorteraHorda } from '../cases/route.ts'

export interface HorDeps {
  readonly pool: pg.Pool
  readonly konsument: Konsument
  readonly kuvert: Pick<Kuvert, 'amne' | 'huvud'>
  /** There is something new to deliver. */
  readonly vack: () => void
  readonly log: Log
}

/**
 * Takes what the bus tells of to the cases it concerns. Where the group stands moves on after that is committed, so a message
 * may be heard twice, which has no effect. Values are not opened: what a case gets is the mirror's state of when it is
 * written.
 */
export async function horBussen({ pool, konsument, kuvert, vack, log }: HorDeps): Promise<void> {
  await konsument.start(INFORMATIONSMANGDER.map(kuvert.amne), async (meddelanden) => {
    const horda: Hord[] = []
    for (const meddelande of meddelanden)
      try {
        horda.push(kuvert.huvud(meddelande))
      } catch (error) {
        await avvisa(pool, meddelande, error)
        log.error('meddelande-avvisat', { amne: meddelande.amne, plats: meddelande.offset })
      }
    if (horda.length === 0) return
    await sorteraHorda(pool, horda)
    vack()
  })
}

/** What is not a message of ours stays in the topic; here is kept where, and why it was passed by. */
async function avvisa(pool: pg.Pool, { amne, partition, offset }: LastMeddelande, error: unknown): Promise<void> {
  const orsak = error instanceof InsynError ? error.message : 'OKANT_FEL'
  await pool.query(
    `insert into avvisat_meddelande (amne, partition, plats, orsak) values ($1, $2, $3, $4) on conflict do nothing`,
    [amne, partition, offset, orsak],
  )
}
