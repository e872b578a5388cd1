import type pg from 'pg'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Lage, Omrade, Uppdrag } from '../sync/sync-job.ts'
import type { Avtalsvakt } from './avtal-watch.ts'
import { type Lucka, luckor } from './gaps.ts'

/** Well within the minute in which what has ended must be gone. */
const EVERY_MS = 10_000

export interface AvtalstaktDeps {
  readonly pool: pg.Pool
  readonly avtalsvakt: Pick<Avtalsvakt, 'stamAv'>
  /** Takes over what other hubs have done with keys. */
  readonly folj: () => Promise<unknown>
  readonly omraden: () => readonly Omrade[]
  readonly kor: (uppdrag: Uppdrag, watch?: (lage: Lage) => void) => Promise<readonly Lage[]>
  readonly log: Log
}

/** Lets keys and reads follow the avtal while a hub runs. */
export function createAvtalstakt({ pool, avtalsvakt, folj, omraden, kor, log }: AvtalstaktDeps) {
  /** Scopes that somebody has asked for and that are not read yet. */
  const bestallda = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined

  async function synka(uppdrag: Uppdrag, watch?: (lage: Lage) => void): Promise<readonly Lage[]> {
    const namn = uppdrag.omraden.map(namnPa)
    for (const ett of namn) bestallda.add(ett)
    // A command beside the hub lives long enough for a key to go; what has ended is then not read on.
    const following = setInterval(() => void folj().catch(() => undefined), EVERY_MS)
    try {
      // Without it a run finds out when it writes: nothing is written under a key that has gone.
      await folj().catch(() => log.error('nycklar-ej-foljda'))
      return await kor(uppdrag, watch)
    } finally {
      clearInterval(following)
      for (const ett of namn) bestallda.delete(ett)
    }
  }

  /** Scopes of today that have not been read since what their avtal covers grew. */
  async function saknas(): Promise<readonly Lucka[]> {
    const dagens = new Set(omraden().map(namnPa))
    return (await luckor(pool)).filter((lucka) => dagens.has(namnPa(lucka)))
  }

  async function follow(): Promise<void> {
    await avtalsvakt.stamAv()
    const lases = (await saknas()).filter((lucka) => !lucka.vantar && !bestallda.has(namnPa(lucka)))
    // Not waited for: what ends meanwhile must not wait for a source.
    if (lases.length > 0)
      synka({ omraden: lases, slag: 'fullstandig', utlosare: 'avtal' }).catch(() =>
        log.error('avtalslasning-misslyckad'),
      )
  }

  return {
    synka,
    saknas,
    /** What a round could not do, the next one does. */
    start() {
      timer = setInterval(() => {
        round ??= follow()
          .catch((error: unknown) =>
            log.error('avtalsvakt-misslyckad', { felkod: error instanceof InsynError ? error.code : 'OKANT_FEL' }),
          )
          .finally(() => (round = undefined))
      }, EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await round
    },
  }
}

const namnPa = ({ kalla, stadsdel }: Omrade): string => `${kalla}/${stadsdel}`
