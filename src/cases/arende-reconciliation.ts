import { InsynError } from '../errors.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Log } from '../log.ts'
import { tolkaPersonnummer } from '../mapping/personnummer.ts'
import type { Arendelager } from './arende-store.ts'
import type { Arendesystem } from './case-system.ts'

export interface AvstamningDeps {
  readonly arendesystem: Arendesystem
  readonly arenden: Arendelager
  readonly nycklar: Nycklar
  readonly klocka: () => Date
  readonly log: Log
}

/**
 * Holds our open cases against the case system's own list, so that a report of an opening or a closing that never
 * reached us is made good. A list that does not come through whole closes nothing.
 */
export function createArendeavstamning({ arendesystem, arenden, nycklar, klocka, log }: AvstamningDeps) {
  async function compare(): Promise<void> {
    const held = await arenden.oppnaArenden()
    const theirs = new Set<string>()
    let oppnade = 0
    let otydbara = 0
    for await (const { arendeId, om } of arendesystem.oppnaArenden(AbortSignal.timeout(30_000))) {
      theirs.add(arendeId)
      if (om === undefined) continue
      const { personnummer, andamal } = om
      const number = tolkaPersonnummer(personnummer, klocka())
      if (number === undefined) {
        otydbara++
        continue
      }
      const personRef = nycklar.personRef(number)
      const ours = held.get(arendeId)
      if (ours?.personRef === personRef && ours.andamal === andamal) continue
      await arenden.oppna({ arendeId, personRef, andamal, kategori: {} })
      oppnade++
    }
    const gone = [...held.keys()].filter((arendeId) => !theirs.has(arendeId))
    for (const arendeId of gone) await arenden.stang(arendeId)
    if (oppnade + gone.length + otydbara > 0) log.info('arenden-avstamda', { oppnade, stangda: gone.length, otydbara })
  }

  return {
    /** Never throws: without an answer our own list stands until the next time. */
    async stamAv(): Promise<void> {
      await compare().catch((error: unknown) =>
        log.warn('arenden-ej-avstamda', { felkod: error instanceof InsynError ? error.code : 'OKANT_FEL' }),
      )
    },
  }
}
