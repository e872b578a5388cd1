import type { LogRecord } from '../atkomstlogg/access.ts'
import type { RecordThen } from '../atkomstlogg/record-then.ts'
import { MANGDER_OF_SOURCE, SOURCES } from '../informationsmangd.ts'
import type { Log } from '../log.ts'
import { keyName } from '../platform/keys/data-keys.ts'
import type { KeyStore } from '../platform/keys/key-store.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import type { Policy } from '../policy/policy.ts'
import { coveredMangder } from './coverage.ts'
import {
  destroyedKeys,
  type Ending,
  keptCopies,
  leftInArenden,
  markDestroyed,
  markDone,
  markLogged,
  readEnding,
} from './endings.ts'
import { purge, type PurgeParts } from './purge.ts'
import { writeReceipt } from './receipt.ts'

export interface CompleteDeps extends PurgeParts {
  readonly keyStore: KeyStore
  readonly policy: Policy
  readonly recordThen: RecordThen
  readonly clock: () => Date
  readonly log: Log
  /** Name of this installation, the first part of the name of every key. */
  readonly origin: string
}

/**
 * Takes an ending as far as it goes now: the record in the board's log, the keys, the mirror and quarantine, and, once
 * no case holds anything of it, the last record and the receipt. Every step is marked when it is done and may be done
 * twice, so that a hub that is killed at any of them leaves nothing undone.
 */
export async function complete(deps: CompleteDeps, end: Ending): Promise<void> {
  const { pool, keyStore, log } = deps
  if (end.beginRecord === null) await markLogged(pool, end.id, await writeRecord(deps, end, 'avtal-upphort'))
  if (end.keysDestroyed === null) {
    await keyStore.destroy(end.id)
    await markDestroyed(pool, end.id)
  }
  if (end.purged === null) await purge(deps, end, withoutAvtal(deps, end.stadsdel))
  if ((await leftInArenden(pool, end.id)).left > 0) return
  await issueReceipt(deps, end)
  log.info('avtal-ending-completed', { stadsdel: end.stadsdel, avtal: end.avtal })
}

/** Sources that may give nothing of the stadsdel any more. */
function withoutAvtal({ policy, clock }: CompleteDeps, stadsdel: string) {
  const covered = new Set(coveredMangder(policy, swedishDate(clock())).map(keyName))
  return SOURCES.filter(
    (source) => !MANGDER_OF_SOURCE[source].some((mangd) => covered.has(keyName({ stadsdel, mangd }))),
  )
}

async function issueReceipt(deps: CompleteDeps, { id, stadsdel }: Ending): Promise<void> {
  const { pool, policy, keyStore, origin } = deps
  const end = await readEnding(pool, id)
  if (end.beginRecord === null || end.purged === null) return
  const to = await writeRecord(deps, end, 'avtal-avslutat')
  const keys = await destroyedKeys(pool, id)
  const { now: done } = await leftInArenden(pool, id)
  const { leverans: deliveryCount = 0, ...rader } = end.removed
  const name = policy.stadsdelar.find(({ kod }) => kod === stadsdel)?.namn ?? stadsdel
  const receipt = writeReceipt(
    origin,
    {
      personuppgiftsansvarig: { stadsdel, namn: name },
      avtal: { diarienummer: end.avtal, upphorde: end.ended },
      informationsmangder: end.mangder,
      nycklar: keys.map(({ mangd, generation, proof, destroyed }) => ({
        informationsmangd: mangd,
        generation,
        prov: proof.toString('base64url'),
        forstord: destroyed.toISOString(),
      })),
      borttaget: { rader, arendeuppgifter: deliveryCount },
      kvarIArendehistorik: await keptCopies(pool, stadsdel, end.mangder),
      tider: {
        paborjat: end.begun.toISOString(),
        gallrat: end.purged.toISOString(),
        klart: done.toISOString(),
      },
      loggposter: { logg: stadsdel, fran: end.beginRecord, till: to },
    },
    keyStore.keys,
  )
  await markDone(pool, id, { done, endRecord: to, receipt })
}

/** Gives the record's number in the board's log. */
function writeRecord(
  { recordThen, clock, policy }: CompleteDeps,
  end: Ending,
  reason: 'avtal-upphort' | 'avtal-avslutat',
): Promise<number> {
  const record: LogRecord = {
    logg: end.stadsdel,
    access: {
      handelse: 'avtalsslut',
      handelseId: end.handelseId,
      tid: clock().toISOString(),
      personRef: null,
      personnummerForseglat: null,
      andamal: null,
      arende: null,
      roll: null,
      slutanvandare: null,
      identitet: null,
      utfardare: null,
      klient: 'insyn',
      relation: null,
      identifiering: null,
      // The kinds that it is about; nothing of them was shown.
      visat: end.mangder.map((mangd) => ({ mangd, falt: [] })),
      utfall: 'tomt',
      orsak: reason,
      flaggor: [],
      tillstand: null,
      avtal: end.avtal,
      policyversion: policy.version,
    },
  }
  return recordThen(record, ({ nummer }) => nummer)
}
