import { randomUUID } from 'node:crypto'
import { trySessionLock, withSessionLock } from '../platform/database/session-lock.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { levandeNycklar, noteCovered, nyckelnamn, type Nyckelrad } from '../platform/keys/data-keys.ts'
import { NYCKEL_LOCK } from '../platform/keys/key-store.ts'
import { svensktDatum } from '../platform/stockholm-time.ts'
import { allaSlut, type NyttSlut, oavslutadeSlut, paborjaSlut } from './endings.ts'
import { skrivKvittofiler } from './receipt-files.ts'
import { arIBruk, taIBruk } from './policy-in-use.ts'
import { slutfor, type SlutforDeps } from './complete-ending.ts'
import { otacktDag, tacktaMangder, tarOver } from './coverage.ts'

export interface AvtalsvaktDeps extends SlutforDeps {
  /** Where receipts are put. */
  readonly kvittokatalog: string
}

/** Keeps keys, and all that they seal, to what an avtal in force covers. */
export interface Avtalsvakt {
  /**
   * For every process that opens the keys: takes up those that there are and makes those that are missing. Throws
   * NYCKEL_SAKNAS when one is lost that an avtal still covers.
   */
  oppna(): Promise<void>
  /** From now on the policy of this hub decides, until another hub starts. */
  taIBruk(): Promise<void>
  /** Whether this hub's policy is the one in use. */
  bestammer(): Promise<boolean>
  /** Ends what has ended, goes on with every ending that is not done, and begins what has begun. */
  stamAv(): Promise<void>
}

export function createAvtalsvakt(deps: AvtalsvaktDeps): Avtalsvakt {
  const { pool, nyckelskap, policy, log } = deps
  let avvaktar = false

  /** Keys that no avtal has covered without a break, with the first day that was not. */
  async function uncovered(idag: string): Promise<(Nyckelrad & { upphorde: string; efterfoljare: string | null })[]> {
    return (await levandeNycklar(pool)).flatMap((rad) => {
      const upphorde = otacktDag(policy, rad, rad.tacktTom, idag)
      if (upphorde === undefined) return []
      return [{ ...rad, upphorde, efterfoljare: tarOver(policy, rad.stadsdel, upphorde) ?? null }]
    })
  }

  /** One ending for each avtal of a stadsdel and the day it ended, with the kinds that ended together. */
  async function beginEndings(idag: string): Promise<void> {
    const slut = new Map<string, NyttSlut & { mangder: Informationsmangd[] }>()
    for (const { stadsdel, avtal, upphorde, efterfoljare, mangd } of await uncovered(idag)) {
      const nyckel = `${stadsdel} ${upphorde} ${avtal}`
      const ett = slut.get(nyckel) ?? { stadsdel, avtal, upphorde, efterfoljare, handelseId: randomUUID(), mangder: [] }
      ett.mangder.push(mangd)
      slut.set(nyckel, ett)
    }
    for (const ett of slut.values()) {
      await paborjaSlut(pool, ett)
      log.info('avtal-upphort', { stadsdel: ett.stadsdel, avtal: ett.avtal, mangder: ett.mangder.join(' ') })
    }
    // Nothing of them is in this process's memory while the rest is done.
    if (slut.size > 0) await nyckelskap.folj()
  }

  /** What an ending has not emptied yet must not fill again, here or where the stadsdel goes on under another name. */
  async function beginNew(idag: string): Promise<void> {
    const tackta = tacktaMangder(policy, idag)
    const levande = new Set((await levandeNycklar(pool)).map(nyckelnamn))
    const otomda = (await oavslutadeSlut(pool)).filter(({ gallrat }) => gallrat === null)
    const intagna = new Set([...otomda, ...(await uncovered(idag))].map(({ efterfoljare }) => efterfoljare))
    const nya = tackta.filter(
      (en) =>
        !levande.has(nyckelnamn(en)) &&
        !intagna.has(en.stadsdel) &&
        !otomda.some(({ stadsdel, mangder }) => stadsdel === en.stadsdel && mangder.includes(en.mangd)),
    )
    await nyckelskap.skapa(nya.map((en) => ({ ...en, dag: idag })))
  }

  return {
    async oppna() {
      const idag = svensktDatum(deps.klocka())
      await withSessionLock(pool, NYCKEL_LOCK, async () => {
        const saknas = await nyckelskap.folj()
        const lost = saknas.find((rad) => otacktDag(policy, rad, rad.tacktTom, idag) === undefined)
        if (lost !== undefined)
          throw new InsynError(
            'NYCKEL_SAKNAS',
            `the keyring has lost the key of ${nyckelnamn(lost)}, which the database holds data under: put the right keyring back`,
          )
        if (await arIBruk(pool, policy.version)) await beginNew(idag)
      })
    },
    taIBruk: () => taIBruk(pool, policy.version),
    bestammer: () => arIBruk(pool, policy.version),
    async stamAv() {
      await nyckelskap.folj()
      const decides = await arIBruk(pool, policy.version)
      if (!decides && !avvaktar) log.warn('annan-policy-i-bruk', { policy: policy.version })
      avvaktar = !decides
      if (!decides) return
      const idag = svensktDatum(deps.klocka())
      await trySessionLock(pool, NYCKEL_LOCK, async () => {
        await beginEndings(idag)
        for (const slut of await oavslutadeSlut(pool))
          await slutfor(deps, slut).catch((error: unknown) =>
            log.error('avtalsslut-avbrutet', {
              stadsdel: slut.stadsdel,
              avtal: slut.avtal,
              felkod: error instanceof InsynError ? error.code : 'OKANT_FEL',
            }),
          )
        // Only now: a key that was uncovered for a while has been ended above.
        await noteCovered(pool, tacktaMangder(policy, idag), idag)
        await beginNew(idag)
      })
      await skrivKvittofiler(deps.kvittokatalog, await allaSlut(pool))
    },
  }
}
