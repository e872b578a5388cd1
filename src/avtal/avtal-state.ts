import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { liveKeys } from '../platform/keys/data-keys.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { avtalInForce } from '../policy/decide.ts'
import type { Avtal, Policy } from '../policy/policy.ts'
import { allEndings, type Ending, leftInArenden } from './endings.ts'
import { receiptVkey, verifyReceipt } from './receipt.ts'

export interface AvtalState {
  readonly avtal: readonly (Pick<Avtal, 'stadsdel' | 'diarienummer' | 'giltigFran' | 'giltigTill'> & {
    readonly galler: boolean
    readonly mangder: readonly Informationsmangd[]
    /** Of its kinds, those that there is a key for. */
    readonly keys: readonly Informationsmangd[]
  })[]
  readonly end: readonly (Ending & {
    /** Uppgifter that cases may still hold; undefined until everything else is gone. */
    readonly leftInArenden?: number
  })[]
}

export async function avtalState(pool: pg.Pool, policy: Policy, today: string): Promise<AvtalState> {
  const live = await liveKeys(pool)
  const avtal = policy.avtal.map((one) => ({
    ...one,
    galler: avtalInForce(policy, one.stadsdel, today) === one,
    keys: live
      .filter(({ stadsdel, avtal: dnr }) => stadsdel === one.stadsdel && dnr === one.diarienummer)
      .map(({ mangd }) => mangd),
  }))
  const end: AvtalState['end'][number][] = []
  for (const one of await allEndings(pool))
    end.push(
      one.purged !== null && one.done === null
        ? { ...one, leftInArenden: (await leftInArenden(pool, one.id)).left }
        : one,
    )
  return { avtal, end }
}

export interface ReceiptText {
  readonly text: string
  readonly vkey: string
}

/** The receipt of an ending; undefined while it is not done. */
export async function receiptOf(
  pool: pg.Pool,
  origin: string,
  endingId: number,
  keys: Pick<Keys, 'signers'>,
): Promise<ReceiptText | undefined> {
  const ending = (await allEndings(pool)).find(({ id }) => id === endingId)
  return ending === undefined || ending.receipt === null
    ? undefined
    : withKey(origin, ending.stadsdel, ending.receipt, keys)
}

/** The receipt of the newest ending that is done. */
export async function newestReceipt(
  pool: pg.Pool,
  origin: string,
  stadsdel: string,
  keys: Pick<Keys, 'signers'>,
): Promise<ReceiptText | undefined> {
  const done = (await allEndings(pool)).filter((one) => one.stadsdel === stadsdel && one.receipt !== null)
  const text = done.at(-1)?.receipt
  return text === undefined || text === null ? undefined : withKey(origin, stadsdel, text, keys)
}

/** The key in force may have come after the receipt. */
function withKey(origin: string, stadsdel: string, text: string, { signers }: Pick<Keys, 'signers'>): ReceiptText {
  const vkeys = signers.map((signer) => receiptVkey(origin, stadsdel, signer))
  return { text, vkey: vkeys.find((vkey) => verifyReceipt(text, vkey).ok) ?? vkeys[0] ?? '' }
}
