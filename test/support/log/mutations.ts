import type { Random } from '../../../simulators/population/random.ts'
import { logOrigin, signCheckpoint } from '../../../src/atkomstlogg/checkpoint.ts'
import { checkpointLine } from '../../../src/atkomstlogg/export-format.ts'
import { signChange } from '../../../src/atkomstlogg/key-succession.ts'
import { rootOf } from '../../../src/atkomstlogg/merkle.ts'
import { vkeyText } from '../../../src/atkomstlogg/note.ts'
import { createDraft, lostText, newSalt, recordText } from '../../../src/atkomstlogg/record.ts'
import { canonical } from '../../../src/mapping/canonical.ts'
import { aLogRecord, newSigner } from '../access-records.ts'
import { linesOf, type MadeLog } from './made-log.ts'

/** A changed export. `bad`: the first record that is not as it was, when that does not follow from the first changed line. */
export interface Mutant {
  readonly text: string | Buffer
  readonly bad?: number
  /** The first changed line may be in its place, so that the line after it is the first that cannot be right. */
  readonly fits?: boolean
}

type Mutation = (log: MadeLog, random: Random) => Mutant | undefined

const written = (lines: readonly string[]): string => lines.join('\n') + '\n'
const rowOfRecord = (log: MadeLog, random: Random): number => 1 + random.number(log.exported().length - 2)
const recordNumber = (log: MadeLog, random: Random, fits: (n: number) => boolean = () => true): number | undefined => {
  const numbers = log.kinds.flatMap((kind, n) => (kind === 'record' && fits(n) ? [n] : []))
  return numbers.length === 0 ? undefined : random.options(numbers)
}
/** The last size that a checkpoint was published of. */
const lastPublished = ({ story }: MadeLog): number => Math.max(...story.published)
const forged = (log: MadeLog, number: number): string =>
  recordText(createDraft(aLogRecord(log.story.log, { slutanvandare: 'ingen', orsak: 'tomt' })), number, newSalt())

/** One changed value somewhere in a record, which is in canonical form again. */
function otherField(text: string, random: Random): string {
  const record = JSON.parse(text) as { atkomst: Record<string, unknown>; salt: string }
  const names = Object.keys(record.atkomst)
  const name = random.options(names)
  const value = record.atkomst[name]
  const other =
    typeof value === 'string'
      ? `${value.slice(1)}x`
      : typeof value === 'number'
        ? value + 1
        : value === null
          ? 'x'
          : null
  record.atkomst[name] = other
  return canonical(record)
}

/** By somebody who has the file, and no key. */
const OF_THE_FILE: Readonly<Record<string, Mutation>> = {
  byte(log, random) {
    const bytes = Buffer.from(written(log.exported()))
    const at = random.number(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ random.between(1, 255)
    return { text: bytes }
  },
  field(log, random) {
    const lines = log.exported()
    const rows = lines.flatMap((line, row) => (line.startsWith('{"atkomst":') ? [row] : []))
    const row = random.options(rows)
    return { text: written(lines.with(row, otherField(lines[row] ?? '', random))) }
  },
  delete(log, random) {
    return { text: written(log.exported().toSpliced(random.number(log.exported().length), 1)) }
  },
  insert(log, random) {
    const lines = log.exported()
    const row = rowOfRecord(log, random)
    const other = random.options([lines[row] ?? '', random.options(lines), forged(log, row - 1), '', '{}'])
    return { text: written(lines.toSpliced(random.number(lines.length + 1), 0, other)), fits: true }
  },
  swap(log, random) {
    const lines = log.exported()
    const [a, b] = [random.number(lines.length), random.number(lines.length)]
    return a === b ? undefined : { text: written(lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '')) }
  },
  'cut at the end'(log, random) {
    const text = Buffer.from(written(log.exported()))
    return { text: text.subarray(0, random.number(text.length - 1)) }
  },
  'older state replayed'(log, random) {
    const size = random.number(lastPublished(log))
    const { gap, pruning, rotation } = log.story
    // Of a size that the hub ever signed, and before anything was pruned.
    if (pruning !== undefined || (gap !== undefined && size > gap.from && size <= gap.to)) return undefined
    // An older key may have signed it, and then the header tells.
    return { text: written(log.exported(0, size)), ...(rotation === undefined ? { bad: size } : {}) }
  },
  'header rewritten'(log, random) {
    const lines = log.exported()
    const header = JSON.parse(lines[0] ?? '') as Record<string, unknown>
    const name = random.options(Object.keys(header))
    const value = header[name]
    const size = log.story.size
    if (typeof value === 'number')
      header[name] = random.options([value + 1, value - 1, random.number(size), 0.5, -1].filter((n) => n !== value))
    else if (random.chance(0.3) && name !== 'nyckelbyten') Reflect.deleteProperty(header, name)
    else if (typeof value === 'string')
      header[name] = random.options([`${value}x`, value.slice(1) || 'x', ''].filter((text) => text !== value))
    else
      header[name] = [
        signChange('insyn.example', newSigner(), newSigner().publicKey),
        { fran: '', till: '', underskrift: '' },
      ].slice(random.number(2))
    return { text: written(lines.with(0, canonical(header))) }
  },
  'last checkpoint rewritten'(log, random) {
    const lines = log.exported()
    const { log: name, size } = log.story
    const origin = logOrigin('insyn.example', name)
    const root = rootOf(log.rangeAt(size))
    const [text = '', signature = ''] = log.noteAt(size).split('\n\n')
    const note = random.options([
      () => signCheckpoint({ origin, size, root }, newSigner()),
      () => log.noteAt(random.number(size)),
      () => `${text}\n\n${signature.replace(/.{6}(=*)\n$/, 'AAAAAA$1\n')}`,
      () => `${text.replace(/\n\d+/, `\n${size + 1}`)}\n\n${signature}`,
      () => `${text}\nmer\n\n${signature}`,
      () => text,
    ])()
    return { text: written(lines.with(-1, checkpointLine(note))) }
  },
  'pruning faked'(log, random) {
    const { pruning } = log.story
    // Not the record that says what was pruned: without it nothing may be missing.
    const number = recordNumber(
      log,
      random,
      (n) => pruning === undefined || (n >= pruning.to && n !== log.story.size - 2),
    )
    if (number === undefined) return undefined
    const kinds = log.kinds.with(number, 'pruned')
    const lines = log.exported()
    const changed = [lines[0] ?? '', ...linesOf(log.texts, kinds, 0, log.story.size), lines.at(-1) ?? '']
    return { text: written(changed), bad: number }
  },
  'hold faked'(log, random) {
    const { pruning } = log.story
    const kept = pruning?.kept.filter((n) => log.kinds[n] === 'record') ?? []
    if (kept.length === 0) return undefined
    const number = random.options(kept)
    const kinds = log.kinds.with(number, 'pruned')
    const lines = log.exported()
    return {
      text: written([lines[0] ?? '', ...linesOf(log.texts, kinds, 0, log.story.size), lines.at(-1) ?? '']),
      bad: number,
    }
  },
  'loss faked'(log, random) {
    const number = recordNumber(log, random)
    if (number === undefined) return undefined
    const texts = log.texts.with(number, lostText(log.story.log, number))
    const lines = log.exported()
    return {
      text: written([lines[0] ?? '', ...linesOf(texts, log.kinds, 0, log.story.size), lines.at(-1) ?? '']),
      bad: number,
    }
  },
  'key taken over'(log) {
    const lines = log.exported()
    const own = newSigner()
    const { log: name, size } = log.story
    const origin = logOrigin('insyn.example', name)
    const header = JSON.parse(lines[0] ?? '') as Record<string, unknown>
    header.vkey = vkeyText(origin, own.publicKey)
    const former = Buffer.from(log.vkeys[0].split('+').slice(2).join('+'), 'base64').subarray(1)
    header.nyckelbyten = [signChange('insyn.example', { publicKey: former, sign: own.sign }, own.publicKey)]
    const note = signCheckpoint({ origin, size, root: rootOf(log.rangeAt(size)) }, own)
    return { text: written([canonical(header), ...lines.slice(1, -1), checkpointLine(note)]) }
  },
}

/** By somebody who can sign as the hub: only what was published before can tell. */
const OF_THE_HUB: Readonly<Record<string, Mutation>> = {
  'forged record with a right hash'(log, random) {
    const number = recordNumber(log, random, (n) => n < lastPublished(log))
    if (number === undefined) return undefined
    return { text: written(log.resigned(log.texts.with(number, forged(log, number)), log.kinds)), bad: number }
  },
  'record taken out, the rest renumbered'(log, random) {
    const number = recordNumber(log, random, (n) => n < lastPublished(log) - 1)
    const { gap, pruning } = log.story
    if (number === undefined || gap !== undefined || pruning !== undefined) return undefined
    const texts = log.texts
      .toSpliced(number, 1)
      .map((text, n) => text.replace(/"nummer":\d+,"salt"/, `"nummer":${n},"salt"`))
    return { text: written(log.resigned(texts)), bad: number }
  },
  'gap faked'(log, random) {
    const { gap, pruning } = log.story
    const end = lastPublished(log) - 1
    if (gap !== undefined || pruning !== undefined || end < 3) return undefined
    const from = random.between(1, end - 2)
    const to = random.between(from + 1, end - 1)
    const rootText = rootOf(log.rangeAt(to)).toString('base64')
    const details = { fran: from, till: to, storlek: to, rot: rootText }
    const acknowledgement = recordText(
      createDraft(aLogRecord(log.story.log, { handelse: 'glapp', detaljer: details })),
      to,
      newSalt(),
    )
    const lost = Array.from({ length: to - from }, (_, i) => lostText(log.story.log, from + i))
    const texts = [...log.texts.slice(0, from), ...lost, acknowledgement, ...log.texts.slice(to + 1)]
    return {
      text: written(
        log.resigned(
          texts,
          texts.map(() => 'record'),
        ),
      ),
      bad: to,
    }
  },
  'record said to be kept pruned after all'(log) {
    const { pruning, size } = log.story
    if (pruning === undefined || pruning.kept.length === 0 || size - 2 >= lastPublished(log)) return undefined
    const details = { fran: 0, till: pruning.to, antal: pruning.to, kvar: [] }
    const other = recordText(
      createDraft(aLogRecord(log.story.log, { handelse: 'gallring', detaljer: details })),
      size - 2,
      newSalt(),
    )
    return { text: written(log.resigned(log.texts.with(size - 2, other), log.kinds)), bad: size - 2 }
  },
}

export const MUTATIONS = { ...OF_THE_FILE, ...OF_THE_HUB }
