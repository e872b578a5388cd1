import { createHash } from 'node:crypto'
import { openNote, parseVkeyOf, type Signer, signNote, vkeyText } from '../../atkomstlogg/note.ts'
import { isObject, parseCanonicalJson } from '../../atkomstlogg/record.ts'
import { canonical } from '../../mapping/canonical.ts'
import type { DrawingDetails } from './details.ts'
import { commitmentOf, seedOf } from './draw.ts'
import type { RulesContent } from './rules-file.ts'
import { type Judgement, type Person, type Sample, type StoredItem, VERDICTS } from './sample-store.ts'

const FORMAT = 'insyn-uppfoljning/1'

/**
 * What a board gets when a sample has been reviewed: one line of canonical JSON in a C2SP signed note. Times are ISO 8601 UTC.
 * Items by their places in the sample: which records they are follows from the drawing, for whoever has the export.
 */
export interface Closing {
  readonly format: typeof FORMAT
  /** Also the name of the key. */
  readonly origin: string
  readonly logg: string
  readonly personuppgiftsansvarig: string
  /** Whether it is of the records that tell protection. */
  readonly skyddade: boolean
  readonly dragning: DrawingDetails & { readonly atagande: string; readonly tid: string }
  readonly regler: RulesContent
  readonly poster: readonly {
    readonly post: number
    readonly grunder: readonly string[]
    readonly utfall: Judgement
    /** How many verdicts the item was given; the last counts. */
    readonly bedomningar: number
  }[]
  readonly summering: Readonly<Record<Judgement, number>>
  readonly granskare: readonly (Person & { readonly antal: number })[]
  readonly avslutat: Person & { readonly tid: string }
}

const DOCUMENT = 'uppfoljning'
/** Name of the key under which the closings of one log are signed. */
const closingOrigin = (origin: string, log: string): string => `${origin}/${DOCUMENT}/${log}`

export const closingVkey = (origin: string, log: string, { publicKey }: Signer): string =>
  vkeyText(closingOrigin(origin, log), publicKey)

export interface ClosingParts {
  readonly sample: Sample
  readonly items: readonly StoredItem[]
  readonly drawing: DrawingDetails
  readonly rules: RulesContent
  readonly controller: string
  readonly by: Person
  readonly time: Date
}

/** The whole of a sample of which every item has a verdict. */
export function closingOf({
  sample,
  items,
  drawing,
  rules,
  controller,
  by,
  time,
}: ClosingParts): Omit<Closing, 'format' | 'origin'> {
  const judged = items.map(({ post, grunder, verdicts }) => {
    const last = verdicts.at(-1)
    if (last === undefined) throw new Error('an item of the sample has no verdict')
    return { post, grunder, utfall: last.verdict, bedomningar: verdicts.length }
  })
  const count = (verdict: Judgement) => judged.filter(({ utfall }) => utfall === verdict).length
  return {
    logg: sample.logg,
    personuppgiftsansvarig: controller,
    skyddade: sample.part === 'protected',
    dragning: { ...drawing, atagande: commitmentOf(sample.random), tid: sample.drawnAt.toISOString() },
    regler: rules,
    poster: judged,
    summering: { befogad: count('befogad'), 'behover-utredas': count('behover-utredas'), obefogad: count('obefogad') },
    granskare: reviewersOf(items),
    avslutat: { utfardare: by.utfardare, slutanvandare: by.slutanvandare, tid: time.toISOString() },
  }
}

/** Who gave the verdict that counts, of how many items. */
function reviewersOf(items: readonly StoredItem[]): Closing['granskare'] {
  const counts = new Map<string, Person & { antal: number }>()
  for (const { verdicts } of items) {
    const last = verdicts.at(-1)
    if (last === undefined) continue
    const { utfardare, slutanvandare } = last
    const key = JSON.stringify([utfardare, slutanvandare])
    counts.set(key, { utfardare, slutanvandare, antal: (counts.get(key)?.antal ?? 0) + 1 })
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

export function writeClosing(origin: string, content: Omit<Closing, 'format' | 'origin'>, signer: Signer): string {
  const name = closingOrigin(origin, content.logg)
  return signNote(`${canonical({ ...content, format: FORMAT, origin: name })}\n`, name, signer)
}

/** Of the signed document, as the record of the closing has it. */
export const closingDigest = (note: string): string => createHash('sha256').update(note).digest('base64')

export type ClosingVerdict =
  { readonly ok: true; readonly closing: Closing } | { readonly ok: false; readonly fel: string }

/** Reads a closing as hostile input; needs nothing but the key text, of closings or of the log. */
export function verifyClosing(text: string, vkey: string): ClosingVerdict {
  const verifier = parseVkeyOf(DOCUMENT, vkey)
  if (verifier === undefined) return failure('Nyckeln går inte att läsa: formen är namn+id+base64.')
  const note = openNote(text, verifier)
  if (note === undefined) return failure('Dokumentet är inte undertecknat med nyckeln, eller har ändrats.')
  const closing = closingFrom(note)
  if (closing?.origin !== verifier.name)
    return failure('Det som är undertecknat är inget avslut av en logguppföljning.')
  const faults = contradictions(closing)
  return faults.length === 0 ? { ok: true, closing } : failure(faults.join(' '))
}

/** The content of a closing whose signature is not looked at; undefined for any other text. */
export function readClosing(text: string): Closing | undefined {
  const [line = ''] = text.split('\n')
  return closingFrom(`${line}\n`)
}

function closingFrom(note: string): Closing | undefined {
  const content = parseCanonicalJson(note.slice(0, -1))
  return isObject(content) && content.format === FORMAT ? (content as unknown as Closing) : undefined
}

/** What a signed document must not say: the hub that signed it has then computed wrongly. */
function contradictions({ dragning, poster, summering }: Closing): readonly string[] {
  const random = Buffer.from(dragning.slump, 'base64')
  const seed = seedOf(dragning.urval, Buffer.from(dragning.rot, 'base64'), random).toString('hex')
  const counted = VERDICTS.every(
    (verdict) => summering[verdict] === poster.filter(({ utfall }) => utfall === verdict).length,
  )
  return [
    ...(commitmentOf(random) === dragning.atagande ? [] : ['Slumptalet är inte det som utlystes.']),
    ...(seed === dragning.fro ? [] : ['Fröet följer inte av roten och slumptalet.']),
    ...(counted ? [] : ['Summeringen stämmer inte med posterna.']),
  ]
}

const failure = (text: string): ClosingVerdict => ({ ok: false, fel: text })
