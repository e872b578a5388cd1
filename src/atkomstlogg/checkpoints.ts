import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { withSessionLock } from '../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { type Checkpoint, logOrigin, signCheckpoint } from './checkpoint.ts'
import {
  appendCheckpoint,
  logsWithFiles,
  newestCheckpoint,
  type SavedCheckpoint,
  savedRange,
  saveRange,
} from './checkpoint-file.ts'
import { gapsOf, isSuperseded, lossText } from './gaps.ts'
import { createGrowth, type TreePoint } from './growth.ts'
import { type CompactRange, EMPTY_RANGE, rootOf } from './merkle.ts'
import { openNote, parseVkey, type Signers, type Verifier, vkeyText } from './note.ts'
import { growTo, headPoint, logBroken, readHeads } from './stored-tree.ts'

const EVERY_MS = 60_000
/** Of several hubs on one folder one signs at a time: each of them would sign the same, or in the wrong order. */
const SIGNING_LOCK = 0x1c5f_0024

export interface CheckpointDeps {
  readonly pool: pg.Pool
  /** `<state>/logg`; best on storage that the owner of the database cannot write to. */
  readonly folder: string
  readonly keys: Pick<Keys, 'sign' | 'publicKey' | 'signers' | 'publicKeys'>
  /** Name of this installation, the first part of every log's origin: `insyn.example`. */
  readonly origin: string
}

export interface Checkpoints {
  /**
   * Checks every log against its newest saved checkpoint. Throws LOGG_BRUTEN, and then the hub must not start: the
   * database has lost or changed signed records.
   */
  checkAtStart(): Promise<void>
  /**
   * Throws LOGG_BRUTEN when the database has fewer records than were signed for: a command must not give their numbers to
   * others.
   */
  requireNoLoss(): Promise<void>
  /** Takes a checkpoint every minute in which records were written; a failure goes to `onError` and is retried. */
  start(onError: (error: unknown) => void): void
  /** Signs and saves a checkpoint for each log that has grown; returns the newest of every log, by log. */
  takeNow(): Promise<ReadonlyMap<string, SavedCheckpoint>>
  /** Every record from before then has a signed checkpoint; before the first, when this process began to look. */
  wholeAt(): Date
  /** Stops the timer and takes a last checkpoint. */
  stop(): Promise<void>
}

export function createCheckpoints(deps: CheckpointDeps, { everyMs = EVERY_MS } = {}): Checkpoints {
  const { pool, folder } = deps
  /** The part of each log that this process has read and verified. */
  const verified = new Map<string, CompactRange>()
  const newest = new Map<string, SavedCheckpoint>()
  let whole = new Date()
  let repetition: Repetition | undefined
  let previousTurn: Promise<unknown> = Promise.resolve()

  /** One at a time: two concurrent signers could save their checkpoints in the wrong order. */
  function inTurn<T>(steps: () => Promise<T>): Promise<T> {
    const turn = previousTurn.then(steps, steps)
    previousTurn = turn.catch(() => undefined)
    return turn
  }

  /** What was known of each log, and the logs of which the database has less. */
  async function readAll() {
    // The files are read first: a checkpoint that another process saves between the two reads can then only be newer.
    for (const log of await logsWithFiles(folder)) {
      const saved = await newestCheckpoint(folder, log, ownVerifiers(deps, log))
      // Another hub may have saved a newer one; a file that has been cut says less than this hub has signed.
      if (saved !== undefined && saved.checkpoint.size >= (newest.get(log)?.checkpoint.size ?? 0))
        newest.set(log, saved)
    }
    const heads = await readHeads(pool)
    const losses = [...newest].flatMap(([log, { checkpoint: signed }]) => {
      const from = heads.get(log)?.size ?? 0
      return from < signed.size ? [{ logg: log, from, signed }] : []
    })
    return { heads, losses }
  }

  async function verifyAll(): Promise<void> {
    const { heads, losses } = await readAll()
    if (losses.length > 0) throw new InsynError('LOGG_BRUTEN', lossText(losses))
    for (const log of new Set([...heads.keys(), ...newest.keys()])) await verifyLog(log, heads.get(log) ?? EMPTY_RANGE)
  }

  /** Reads a log from where it was last verified. Signing unread records could sign a forgery. */
  async function verifyLog(log: string, head: CompactRange): Promise<void> {
    const saved = await unlessSuperseded(log, newest.get(log)?.checkpoint)
    const from = verified.get(log) ?? (saved && (await savedRange(folder, log, saved))) ?? EMPTY_RANGE
    const reached = Math.max(from.size, saved?.size ?? 0)
    if (head.size < reached) throw logBroken(log, `has ${head.size} records but had ${reached}`)
    const tree = createGrowth(from, [...savedPoint(saved), headPoint(head)])
    await growTo(pool, log, tree, head.size)
    verified.set(log, tree.range())
  }

  /** A start between the acknowledgement of a loss and the checkpoint after it. */
  async function unlessSuperseded(log: string, saved: Checkpoint | undefined): Promise<Checkpoint | undefined> {
    return saved !== undefined && isSuperseded(saved, await gapsOf(pool, log)) ? undefined : saved
  }

  async function signAll(): Promise<ReadonlyMap<string, SavedCheckpoint>> {
    const begun = new Date()
    await verifyAll()
    for (const [log, range] of verified) {
      if (range.size === (newest.get(log)?.checkpoint.size ?? 0)) continue
      const checkpoint = { origin: logOrigin(deps.origin, log), size: range.size, root: rootOf(range) }
      const note = signCheckpoint(checkpoint, ...signersSince(deps, log, newest.get(log)))
      await appendCheckpoint(folder, log, note)
      newest.set(log, { note, checkpoint })
      await saveRange(folder, log, range)
    }
    whole = begun
    return new Map(newest)
  }

  const takeNow = () => inTurn(() => withSessionLock(pool, SIGNING_LOCK, signAll))
  return {
    checkAtStart: () => inTurn(verifyAll),
    requireNoLoss: () =>
      inTurn(async () => {
        const { losses } = await readAll()
        if (losses.length > 0) throw new InsynError('LOGG_BRUTEN', lossText(losses))
      }),
    start(onError) {
      repetition = everyAfter(everyMs, async () => void (await takeNow()), { failed: onError, pauseFirst: true })
    },
    takeNow,
    wholeAt: () => whole,
    async stop() {
      await repetition?.stop()
      await takeNow()
    },
  }
}

export function savedPoint(saved: Checkpoint | undefined): TreePoint[] {
  return saved === undefined ? [] : [{ ...saved, source: 'the newest saved checkpoint' }]
}

/** Of the hub, or of one of its signing keys. */
interface NamedKey {
  readonly origin: string
  readonly keys: Pick<Keys, 'publicKey'>
}

/** The key text that an auditor receives for one controller's log. */
export function logVkey({ origin, keys }: NamedKey, log: string): string {
  return vkeyText(logOrigin(origin, log), keys.publicKey)
}

export function logVerifier(deps: NamedKey, log: string): Verifier {
  const verifier = parseVkey(logVkey(deps, log))
  if (verifier === undefined) throw logBroken(log, 'its origin or key does not make a verifier')
  return verifier
}

/** Of every key of this hub that may have signed a checkpoint of the log. */
export const ownVerifiers = (
  { origin, keys }: { origin: string; keys: Pick<Keys, 'publicKeys'> },
  log: string,
): readonly Verifier[] => keys.publicKeys.map((publicKey) => logVerifier({ origin, keys: { publicKey } }, log))

/**
 * The key in force, and for the first checkpoint after a change of keys also those that were in force since the newest saved
 * one: whoever has an earlier key text then sees with that key that the log goes on.
 */
function signersSince({ origin, keys }: CheckpointDeps, log: string, saved: SavedCheckpoint | undefined): Signers {
  if (saved === undefined) return keys.signers
  const [inForce, ...earlier] = keys.signers
  const last = keys.signers.findIndex(
    (signer) => openNote(saved.note, logVerifier({ origin, keys: signer }, log)) !== undefined,
  )
  return [inForce, ...earlier.slice(0, Math.max(last, 0))]
}
