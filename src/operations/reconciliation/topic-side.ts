import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Envelope } from '../../bus/envelope.ts'
import type { ReadMessage } from '../../bus/message.ts'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { contentText } from '../../mapping/content.ts'
import type { Mirror } from '../../mirror/mirror.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { RefTable } from '../../sync/ref-table.ts'
import { readMirror } from './mirror-side.ts'
import type { Deviation, SubScope } from './report.ts'
import { createSums, type SidePicture } from './sums.ts'

/** The bus, as the comparison with the mirror needs it. */
export interface TopicReader {
  /** Everything from a topic's beginning to where it ended when the call was made, each partition in order; no group. */
  readWhole(topic: string, take: (messages: readonly ReadMessage[]) => Promise<void> | void): Promise<void>
}

export interface TopicSideDeps {
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly mirror: Pick<Mirror, 'open'>
  /** What the stadsdel's avtal covers now. */
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly topicReader: TopicReader
  readonly envelope: Pick<Envelope, 'topic' | 'head' | 'open'>
}

/** A tombstone: the key may stand in the topic, and nothing must. */
const GONE = Buffer.alloc(16)
/** Stands for a value that cannot be what the mirror has. */
const UNREADABLE = Buffer.alloc(16, 0xff)

/** Holds the mirror against what compaction leaves of one kind's topic. What the outbox has yet to publish is on its way. */
export async function compareTopic(deps: TopicSideDeps, mangd: Informationsmangd): Promise<SidePicture> {
  const digest = deps.keys.digester()
  const { perPart, highest } = await readTopic(deps, digest, mangd)
  const sums = createSums('amne')
  const found: Deviation[] = []
  const empty = new RefTable()

  for await (const row of readMirror({ ...deps, digest }, { mangder: [mangd] })) {
    // What no avtal covers is not published, whatever the mirror still has.
    if (!deps.allowed(row.stadsdel).has(mangd)) continue
    const { source, stadsdel, uppgiftRef } = row
    const part = { source, stadsdel, mangd }
    const ours = stateDigest(row.version, row.content ?? UNREADABLE)
    const their = perPart.get(`${source}/${stadsdel}`)?.table ?? empty
    const theirs = their.digest(uppgiftRef)
    if (theirs !== undefined) their.see(uppgiftRef)
    sums.mirror(part, uppgiftRef, ours)
    if (theirs === undefined || theirs.equals(GONE)) found.push({ side: 'amne', kind: 'saknas', uppgiftRef, ...part })
    else if (!theirs.equals(ours)) found.push({ side: 'amne', kind: 'olika', uppgiftRef, ...part })
  }
  for (const { part, table: their } of perPart.values()) {
    for (const [ref, digest] of their.entries()) if (!digest.equals(GONE)) sums.their(part, ref, digest)
    for (const uppgiftRef of their.unseen())
      if (their.digest(uppgiftRef)?.equals(GONE) === false)
        found.push({ side: 'amne', kind: 'overflodig', uppgiftRef, ...part })
  }
  const waiting = await inOutbox(deps.pool, found)
  return {
    sums,
    deviations: found.filter(({ uppgiftRef }) => !waiting.has(uppgiftRef)),
    onTheWay: found.filter(({ uppgiftRef }) => waiting.has(uppgiftRef)),
    obstacle: [],
    highest,
  }
}

interface Part {
  readonly part: SubScope
  readonly table: RefTable
}

async function readTopic(
  { topicReader, envelope }: TopicSideDeps,
  digest: Keys['digest'],
  mangd: Informationsmangd,
): Promise<{ perPart: ReadonlyMap<string, Part>; highest: number }> {
  let highest = 0
  const perPart = new Map<string, Part>()
  const take = async (message: ReadMessage): Promise<void> => {
    const oneHead = head(envelope, message)
    // What is no message of ours was put aside when it was heard, and tells nothing of any uppgift.
    if (oneHead === undefined) return
    const { source, stadsdel, uppgiftRef, version, gone } = oneHead
    highest = Math.max(highest, version)
    const name = `${source}/${stadsdel}`
    const known = perPart.get(name) ?? { part: { source, stadsdel, mangd }, table: new RefTable() }
    perPart.set(name, known)
    // The newest message of a key is all that stands, also where it says to be of somewhere else than the one before.
    for (const { table } of perPart.values()) if (table.digest(uppgiftRef) !== undefined) table.put(uppgiftRef, GONE)
    known.table.put(uppgiftRef, gone ? GONE : stateDigest(version, await content(digest, envelope, message)))
  }
  await topicReader.readWhole(envelope.topic(mangd), async (messages) => {
    for (const message of messages) await take(message)
  })
  return { perPart, highest }
}

function head(envelope: Pick<Envelope, 'head'>, message: ReadMessage) {
  try {
    return envelope.head(message)
  } catch (error) {
    if (error instanceof InsynError) return undefined
    throw error
  }
}

async function content(
  digest: Keys['digest'],
  envelope: Pick<Envelope, 'open'>,
  message: ReadMessage,
): Promise<Buffer> {
  try {
    const state = await envelope.open(message)
    if (state === undefined) return UNREADABLE
    return digest(
      state.stadsdel,
      state.informationsmangd,
      contentText({ items: state.poster, unread: state.olasta ?? 0 }),
    )
  } catch (error) {
    if (error instanceof InsynError) return UNREADABLE
    throw error
  }
}

const stateDigest = (version: number, content: Buffer): Buffer =>
  createHash('sha256').update(`${version}/`).update(content).digest().subarray(0, 16)

async function inOutbox(pool: pg.Pool, found: readonly Deviation[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ uppgift_ref: string }>(
    'select distinct uppgift_ref from outbox where uppgift_ref = any($1)',
    [found.map(({ uppgiftRef }) => uppgiftRef)],
  )
  return new Set(rows.map(({ uppgift_ref }) => uppgift_ref))
}
