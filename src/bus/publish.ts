import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { isEmpty } from '../mapping/content.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { Envelope } from './envelope.ts'
import type { Message } from './message.ts'
import type { OutboxEntry, Parked } from './outbox.ts'
import type { BusPublisher } from './publisher.ts'

export interface PublishDeps {
  readonly mirror: Pick<Mirror, 'open'>
  readonly envelope: Envelope
  readonly publisher: BusPublisher
  /** The kinds that an avtal in force covers. */
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
}

export interface PublishOutcome {
  readonly sent: readonly OutboxEntry[]
  readonly parked: readonly Parked[]
  /** Why the rest was not sent: no broker answered. */
  readonly obstacle: InsynError | undefined
}

/** A broker counts what comes in one piece as one; its usual limit is 1 MiB, headers and all. */
const PIECE_BYTES = 800_000

interface Send {
  readonly topic: string
  readonly partition: number
  readonly item: OutboxEntry
  readonly message: Message
}

interface Answer {
  readonly sent: OutboxEntry[]
  readonly parked: Parked[]
  obstacle: InsynError | undefined
}

/** Messages that are ready to be sent, partition by partition in order, with what has come of the others already. */
export interface Load {
  readonly partitions: readonly (readonly Send[])[]
  readonly answer: Answer
}

/** Makes the messages of the present state of each. Sends nothing. */
export async function load(deps: PublishDeps, items: readonly OutboxEntry[]): Promise<Load> {
  const answer: Answer = { sent: [], parked: [], obstacle: undefined }
  const partitions = new Map<string, Send[]>()
  for (const send of await Promise.all(items.map((item) => prepare(deps, item, answer)))) {
    if (send === undefined) continue
    const name = `${send.topic}/${send.partition}`
    const group = partitions.get(name)
    if (group === undefined) partitions.set(name, [send])
    else group.push(send)
  }
  return { partitions: [...partitions.values()], answer }
}

/**
 * Sends what was made ready. Partitions go side by side, each in order: what comes after something that could not be sent is
 * not sent either.
 */
export async function publish(publisher: BusPublisher, { partitions, answer }: Load): Promise<PublishOutcome> {
  await Promise.all(
    partitions.map(async (sends) => {
      for (const piece of inPieces(sends)) if (!(await send(publisher, piece, answer))) return
    }),
  )
  return answer
}

async function prepare(deps: PublishDeps, item: OutboxEntry, answer: Answer): Promise<Send | undefined> {
  const topic = deps.envelope.topic(item.mangd)
  try {
    const partition = await deps.publisher.partition(topic, item.uppgiftRef)
    return { topic, partition, item, message: messageOf(deps, item) }
  } catch (error) {
    setAside(answer, item, error)
    return undefined
  }
}

/** Never more than what an avtal covers now, of what the mirror has now. */
function messageOf({ mirror, envelope, allowed }: PublishDeps, item: OutboxEntry): Message {
  const { now, uppgiftRef, personRef, stadsdel, source, mangd, version } = item
  if (now === undefined || !allowed(stadsdel).has(mangd)) return envelope.gone(item)
  const { readAt, sealed } = now
  const content = mirror.open({ uppgiftRef, stadsdel, source, mangd, version, readAt, sealed })
  if (isEmpty(content)) return envelope.gone(item)
  return envelope.changed(item, {
    uppgiftRef,
    personRef,
    version,
    stadsdel,
    kalla: source,
    informationsmangd: mangd,
    last: readAt.toISOString(),
    poster: content.items,
    ...(content.unread > 0 && { olasta: content.unread }),
  })
}

/** False: this partition must wait. What a broker refuses is cut in halves until the one it is about stands alone. */
async function send(publisher: BusPublisher, piece: readonly Send[], answer: Answer): Promise<boolean> {
  const [first] = piece
  if (first === undefined) return true
  const { topic, partition } = first
  try {
    await publisher.send(
      topic,
      partition,
      piece.map(({ message }) => message),
    )
    answer.sent.push(...piece.map(({ item }) => item))
    return true
  } catch (error) {
    if (piece.length === 1) return setAside(answer, first.item, error)
    if (!refused(error)) return setAside(answer, undefined, error)
    const half = Math.ceil(piece.length / 2)
    return (await send(publisher, piece.slice(0, half), answer)) && (await send(publisher, piece.slice(half), answer))
  }
}

const refused = (error: unknown): boolean => error instanceof InsynError && error.code === 'KAFKA_NEKAR'

/** Parks what is refused for good; anything else is why nothing more can be sent now. */
function setAside(answer: Answer, item: OutboxEntry | undefined, error: unknown): boolean {
  if (item !== undefined && refused(error)) {
    answer.parked.push({ item, reason: (error as InsynError).message })
    return true
  }
  // A key that has gone a moment ago gives a tombstone at the next try.
  answer.obstacle ??=
    error instanceof InsynError ? error : new InsynError('KAFKA_OTILLGANGLIG', 'publishing', { cause: error })
  return false
}

function* inPieces(sends: readonly Send[]): Generator<readonly Send[]> {
  let piece: Send[] = []
  let bytes = 0
  for (const one of sends) {
    const size = sizeOf(one.message)
    if (piece.length > 0 && bytes + size > PIECE_BYTES) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(one)
    bytes += size
  }
  if (piece.length > 0) yield piece
}

/** Headers are some 400 bytes. */
const sizeOf = ({ value }: Message): number => 500 + (value?.length ?? 0)
