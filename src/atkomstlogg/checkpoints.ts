import type pg from 'pg'
import { loggOrigin, signCheckpoint, type Checkpoint } from './checkpoint.ts'
import {
  appendCheckpoint,
  loggarWithFiles,
  newestCheckpoint,
  savedRange,
  saveRange,
  type SavedCheckpoint,
} from './checkpoint-file.ts'
import { growth, type Matpunkt } from './growth.ts'
import { EMPTY_RANGE, rootOf, type CompactRange } from './merkle.ts'
import { parseVkey, vkeyText, type Signer, type Verifier } from './note.ts'
import { growTo, headPoint, loggBruten, readHeads } from './stored-tree.ts'

const EVERY_MS = 60_000

export interface CheckpointDeps {
  readonly pool: pg.Pool
  /** `<state>/logg`; best on storage that the owner of the database cannot write to. */
  readonly katalog: string
  readonly nycklar: Signer
  /** Name of this installation, the first part of every log's origin: `insyn.example`. */
  readonly origin: string
}

export interface Checkpoints {
  /**
   * Holds every log against its newest saved checkpoint. Throws LOGG_BRUTEN, and then the hub must not start: the
   * database has lost or changed records that had been signed for.
   */
  granskaVidStart(): Promise<void>
  /** Takes a checkpoint every minute in which there were records; a failure goes to `vidFel` and is tried again. */
  start(vidFel: (error: unknown) => void): void
  /** Signs and saves a checkpoint for each log that has grown; gives the newest of every log, by its name. */
  taNu(): Promise<ReadonlyMap<string, SavedCheckpoint>>
  /** Ends the minutes and takes the last. */
  stop(): Promise<void>
}

export function createCheckpoints(deps: CheckpointDeps, { everyMs = EVERY_MS } = {}): Checkpoints {
  const { pool, katalog, nycklar } = deps
  /** How far each log has been read and found right by this process. */
  const read = new Map<string, CompactRange>()
  const newest = new Map<string, SavedCheckpoint>()
  let timer: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** One at a time: two that sign at once could save their checkpoints in the wrong order. */
  function inTurn<T>(steps: () => Promise<T>): Promise<T> {
    const turn = last.then(steps, steps)
    last = turn.catch(() => undefined)
    return turn
  }

  async function readAll(): Promise<void> {
    // The files first: what another process saves between the two readings is then only newer than what is looked for.
    for (const logg of await loggarWithFiles(katalog)) {
      const saved = newest.get(logg) ?? (await newestCheckpoint(katalog, logg, loggVerifier(deps, logg)))
      if (saved !== undefined) newest.set(logg, saved)
    }
    const heads = await readHeads(pool)
    for (const logg of new Set([...heads.keys(), ...newest.keys()])) await readOn(logg, heads.get(logg) ?? EMPTY_RANGE)
  }

  /** Reads a log from where it was last found right. Signing what has not been read would make a forgery ours. */
  async function readOn(logg: string, head: CompactRange): Promise<void> {
    const saved = newest.get(logg)?.checkpoint
    const from = read.get(logg) ?? (saved && (await savedRange(katalog, logg, saved))) ?? EMPTY_RANGE
    const reached = Math.max(from.size, saved?.size ?? 0)
    if (head.size < reached) throw loggBruten(logg, `has ${head.size} records but had ${reached}`)
    const tree = growth(from, [...savedPoint(saved), headPoint(head)])
    await growTo(pool, logg, tree, head.size)
    read.set(logg, tree.range())
  }

  async function signAll(): Promise<ReadonlyMap<string, SavedCheckpoint>> {
    await readAll()
    for (const [logg, range] of read) {
      if (range.size === (newest.get(logg)?.checkpoint.size ?? 0)) continue
      const checkpoint = { origin: loggOrigin(deps.origin, logg), size: range.size, root: rootOf(range) }
      const note = signCheckpoint(checkpoint, nycklar)
      await appendCheckpoint(katalog, logg, note)
      newest.set(logg, { note, checkpoint })
      await saveRange(katalog, logg, range)
    }
    return new Map(newest)
  }

  const taNu = () => inTurn(signAll)
  return {
    granskaVidStart: () => inTurn(readAll),
    start(vidFel) {
      timer = setInterval(() => void taNu().catch(vidFel), everyMs)
      timer.unref()
    },
    taNu,
    async stop() {
      clearInterval(timer)
      await taNu()
    },
  }
}

export function savedPoint(saved: Checkpoint | undefined): Matpunkt[] {
  return saved === undefined ? [] : [{ ...saved, kalla: 'the newest saved checkpoint' }]
}

/** The key text an auditor gets for one controller's log. */
export function loggVkey({ origin, nycklar }: Pick<CheckpointDeps, 'origin' | 'nycklar'>, logg: string): string {
  return vkeyText(loggOrigin(origin, logg), nycklar.publikNyckel)
}

export function loggVerifier(deps: Pick<CheckpointDeps, 'origin' | 'nycklar'>, logg: string): Verifier {
  const verifier = parseVkey(loggVkey(deps, logg))
  if (verifier === undefined) throw loggBruten(logg, 'its origin or key does not make a verifier')
  return verifier
}
