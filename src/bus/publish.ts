import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Kuvert } from './envelope.ts'
import type { Meddelande } from './message.ts'
import type { Spegel } from '../mirror/mirror.ts'
import type { Utgivare } from './publisher.ts'
import type { Parkerad, Utkorgspost } from './outbox.ts'

export interface PublishDeps {
  readonly spegel: Pick<Spegel, 'oppna'>
  readonly kuvert: Kuvert
  readonly utgivare: Utgivare
  /** The kinds that an avtal in force covers. */
  readonly tillatna: (stadsdel: string) => ReadonlySet<Informationsmangd>
}

export interface Utfall {
  readonly skickade: readonly Utkorgspost[]
  readonly parkerade: readonly Parkerad[]
  /** Why the rest was not sent: no broker answered. */
  readonly hinder: InsynError | undefined
}

/** A broker counts what comes in one piece as one; its usual limit is 1 MiB, headers and all. */
const PIECE_BYTES = 800_000

interface Sandning {
  readonly amne: string
  readonly partition: number
  readonly post: Utkorgspost
  readonly meddelande: Meddelande
}

interface Svar {
  readonly skickade: Utkorgspost[]
  readonly parkerade: Parkerad[]
  hinder: InsynError | undefined
}

/** Messages that are ready to be sent, partition by partition in order, with what has come of the others already. */
export interface Laddning {
  readonly partitions: readonly (readonly Sandning[])[]
  readonly svar: Svar
}

/** Makes the messages of the present state of each. Sends nothing. */
export async function load(deps: PublishDeps, poster: readonly Utkorgspost[]): Promise<Laddning> {
  const svar: Svar = { skickade: [], parkerade: [], hinder: undefined }
  const partitions = new Map<string, Sandning[]>()
  for (const sandning of await Promise.all(poster.map((post) => prepare(deps, post, svar)))) {
    if (sandning === undefined) continue
    const namn = `${sandning.amne}/${sandning.partition}`
    const group = partitions.get(namn)
    if (group === undefined) partitions.set(namn, [sandning])
    else group.push(sandning)
  }
  return { partitions: [...partitions.values()], svar }
}

/**
 * Sends what was made ready. Partitions go side by side, each in order: what comes after something that could not be sent is
 * not sent either.
 */
export async function publish(utgivare: Utgivare, { partitions, svar }: Laddning): Promise<Utfall> {
  await Promise.all(
    partitions.map(async (sandningar) => {
      for (const piece of inPieces(sandningar)) if (!(await send(utgivare, piece, svar))) return
    }),
  )
  return svar
}

async function prepare(deps: PublishDeps, post: Utkorgspost, svar: Svar): Promise<Sandning | undefined> {
  const amne = deps.kuvert.amne(post.mangd)
  try {
    const partition = await deps.utgivare.partition(amne, post.uppgiftRef)
    return { amne, partition, post, meddelande: messageOf(deps, post) }
  } catch (error) {
    setAside(svar, post, error)
    return undefined
  }
}

/** Never more than what an avtal covers now, of what the mirror has now. */
function messageOf({ spegel, kuvert, tillatna }: PublishDeps, post: Utkorgspost): Meddelande {
  const { nu, uppgiftRef, personRef, stadsdel, kalla, mangd, version } = post
  if (nu === undefined || !tillatna(stadsdel).has(mangd)) return kuvert.borta(post)
  const { last, forseglad } = nu
  const poster = spegel.oppna({ uppgiftRef, stadsdel, kalla, mangd, version, last, forseglad })
  if (poster.length === 0) return kuvert.borta(post)
  return kuvert.andrad(post, {
    uppgiftRef,
    personRef,
    version,
    stadsdel,
    kalla,
    informationsmangd: mangd,
    last: last.toISOString(),
    poster,
  })
}

/** False: this partition must wait. What a broker refuses is cut in halves until the one it is about stands alone. */
async function send(utgivare: Utgivare, piece: readonly Sandning[], svar: Svar): Promise<boolean> {
  const [first] = piece
  if (first === undefined) return true
  const { amne, partition } = first
  try {
    await utgivare.skicka(
      amne,
      partition,
      piece.map(({ meddelande }) => meddelande),
    )
    svar.skickade.push(...piece.map(({ post }) => post))
    return true
  } catch (error) {
    if (piece.length === 1) return setAside(svar, first.post, error)
    if (!refused(error)) return setAside(svar, undefined, error)
    const half = Math.ceil(piece.length / 2)
    return (await send(utgivare, piece.slice(0, half), svar)) && (await send(utgivare, piece.slice(half), svar))
  }
}

const refused = (error: unknown): boolean => error instanceof InsynError && error.code === 'KAFKA_NEKAR'

/** Parks what is refused for good; anything else is why nothing more can be sent now. */
function setAside(svar: Svar, post: Utkorgspost | undefined, error: unknown): boolean {
  if (post !== undefined && refused(error)) {
    svar.parkerade.push({ post, orsak: (error as InsynError).message })
    return true
  }
  // A key that has gone a moment ago gives a tombstone at the next try.
  svar.hinder ??=
    error instanceof InsynError ? error : new InsynError('KAFKA_OTILLGANGLIG', 'publishing', { cause: error })
  return false
}

function* inPieces(sandningar: readonly Sandning[]): Generator<readonly Sandning[]> {
  let piece: Sandning[] = []
  let bytes = 0
  for (const en of sandningar) {
    const size = sizeOf(en.meddelande)
    if (piece.length > 0 && bytes + size > PIECE_BYTES) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(en)
    bytes += size
  }
  if (piece.length > 0) yield piece
}

/** Headers are some 400 bytes. */
const sizeOf = ({ varde }: Meddelande): number => 500 + (varde?.length ?? 0)
