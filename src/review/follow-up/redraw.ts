import type { Access, Details } from '../../atkomstlogg/access.ts'
import { parseHeader } from '../../atkomstlogg/export-format.ts'
import type { FollowedRecord } from '../../atkomstlogg/follow/log-reader.ts'
import { type CompactRange, extend, leafHash, rootOf, splitHashes } from '../../atkomstlogg/merkle.ts'
import { decodeBase64 } from '../../atkomstlogg/note.ts'
import { InsynError } from '../../errors.ts'
import { commitmentOf, drawItems, flaggedBy, flaggedTexts, type Item, seedOf, sizesOf } from './draw.ts'
import { createEvaluation, type EvaluationContext, type Part } from './evaluate.ts'
import type { Rules } from './rules-file.ts'

/** What the two records of a drawing say. */
export interface RecordedDrawing {
  readonly urval: string
  readonly manad: string
  readonly part: Part
  readonly rot: string
  readonly slump: string
  readonly underlag: number
  readonly regler: string
  readonly flaggade: readonly string[]
  /** Number of the record that told of it before the head was known; undefined when there is none. */
  readonly announced: number | undefined
  readonly atagande: string | undefined
  readonly nummer: number
}

/** The lines of an export, anew at each call. */
export type ReadLines = () => AsyncIterable<string>

/** Every drawing that the export tells of, in the order of the log. */
export async function drawingsIn(lines: ReadLines): Promise<readonly RecordedDrawing[]> {
  const announced = new Map<string, { readonly nummer: number; readonly atagande: string }>()
  const drawings: RecordedDrawing[] = []
  for await (const { entry } of entriesOf(lines())) {
    const { handelse, orsak, detaljer } = entry?.access ?? {}
    if (entry === undefined || handelse !== 'granskning' || detaljer === undefined) continue
    const sampleId = textOf(detaljer, 'urval')
    if (orsak === 'urval-utlyst')
      announced.set(sampleId, { nummer: entry.nummer, atagande: textOf(detaljer, 'atagande') })
    if (orsak !== 'urval-draget') continue
    const { flaggade } = detaljer
    drawings.push({
      urval: sampleId,
      manad: textOf(detaljer, 'manad'),
      part: detaljer.skyddade === true ? 'protected' : 'open',
      rot: textOf(detaljer, 'rot'),
      slump: textOf(detaljer, 'slump'),
      underlag: Number(detaljer.underlag),
      regler: textOf(detaljer, 'regler'),
      flaggade: Array.isArray(flaggade) ? flaggade : [],
      announced: announced.get(sampleId)?.nummer,
      atagande: announced.get(sampleId)?.atagande,
      nummer: entry.nummer,
    })
  }
  return drawings
}

export interface Redrawn {
  /** Size of the log whose root the drawing names. */
  readonly size: number
  readonly population: number
  readonly items: readonly Item[]
  /** Rules whose flags cannot be followed from an export. */
  readonly notRedrawable: readonly string[]
  /** What is not as the records say; empty: the same sample follows from the export. */
  readonly faults: readonly string[]
}

/** Draws again, from the export and the rules alone. Throws BEGARAN_OGILTIG when it cannot be tried. */
export async function redraw(
  lines: ReadLines,
  drawing: RecordedDrawing,
  rules: Rules,
  showsProtection: EvaluationContext['showsProtection'],
): Promise<Redrawn> {
  const { part, manad } = drawing
  if (rules.version !== drawing.regler)
    throw wrong(
      `urvalet drogs med regler av version ${drawing.regler}, men reglerna som angavs är version ${rules.version}`,
    )
  const evaluation = createEvaluation(rules, manad, part, { showsProtection })
  const size = await readUpTo(lines, drawing, (record) => evaluation.take(record))
  const { population, flags } = evaluation.result()
  const random = Buffer.from(drawing.slump, 'base64')
  const seed = seedOf(drawing.urval, Buffer.from(drawing.rot, 'base64'), random)
  const sizes = sizesOf(rules, part)
  return {
    size,
    population: population.length,
    items: drawItems(seed, { population, flags }, sizes),
    notRedrawable: [...sizes.notRedrawable],
    faults: faultsOf(drawing, size, population.length, random, flaggedTexts(flaggedBy(flags)), sizes.notRedrawable),
  }
}

function faultsOf(
  drawing: RecordedDrawing,
  size: number,
  population: number,
  random: Buffer,
  flagged: readonly string[],
  notRedrawable: ReadonlySet<string>,
): readonly string[] {
  const { announced, atagande, underlag } = drawing
  const known = ({ length }: readonly string[]) => length > 0
  const ofOthers = (texts: readonly string[]) => texts.filter((text) => !notRedrawable.has(text.split(':')[0] ?? ''))
  const missing = ofOthers(drawing.flaggade).filter((text) => !flagged.includes(text))
  const added = ofOthers(flagged).filter((text) => !drawing.flaggade.includes(text))
  return [
    ...(announced === undefined ? ['loggen utlyste inte urvalet innan det drogs'] : []),
    ...(announced !== undefined && announced >= size ? ['urvalet utlystes efter det huvud som det följer av'] : []),
    ...(atagande !== undefined && atagande !== commitmentOf(random) ? ['slumptalet är inte det som utlystes'] : []),
    ...(underlag === population
      ? []
      : [`underlaget är ${String(population)} uppslag i exporten, men ${String(underlag)} enligt loggposten`]),
    ...(known(missing) || known(added) ? ['reglerna flaggar annat i exporten än loggposten säger'] : []),
  ]
}

/** Passes on the records before the head whose root the drawing names, and returns its size. */
async function readUpTo(
  lines: ReadLines,
  { rot, nummer: drawn, announced = 0 }: RecordedDrawing,
  take: (record: FollowedRecord) => void,
): Promise<number> {
  let range: CompactRange | undefined
  for await (const { before, entry, leaves } of entriesOf(lines())) {
    if (range === undefined && before.size > 0)
      throw wrong(`exporten ska börja vid post 0, men börjar vid ${String(before.size)}`)
    if (entry !== undefined) take(entry)
    range = extend(range ?? before, leaves)
    if (range.size > announced && rootOf(range).toString('base64') === rot) return range.size
    if (range.size > drawn) break
  }
  throw wrong('exporten har inget huvud med den rot som urvalet drogs från: verifiera den med insyn logg verifiera')
}

interface Line {
  readonly before: CompactRange
  /** Undefined where the log has a leaf and no access: pruned or lost. */
  readonly entry: FollowedRecord | undefined
  readonly leaves: readonly Buffer[]
}

/** What an export holds; that it is whole and unaltered, `logg verifiera` tells. */
async function* entriesOf(lines: AsyncIterable<string>): AsyncGenerator<Line> {
  let before: CompactRange | undefined
  let log = ''
  for await (const line of lines) {
    if (before === undefined) {
      const header = parseHeader(line)
      if (header === undefined) throw wrong('filen är ingen export av en åtkomstlogg')
      ;({ before, logg: log } = header)
    } else if (line.startsWith('{"gallrade":')) {
      const pruned = JSON.parse(line) as Record<string, Record<string, string> | undefined>
      const hashes = decodeBase64(pruned.gallrade?.hashar ?? '') ?? Buffer.alloc(0)
      yield { before, entry: undefined, leaves: splitHashes(hashes) }
    } else if (!line.startsWith('{"checkpoint":')) {
      yield { before, entry: entryOf(log, line), leaves: [leafHash(line)] }
    }
  }
}

function entryOf(log: string, line: string): FollowedRecord | undefined {
  try {
    const { atkomst: access, nummer } = JSON.parse(line) as { atkomst?: Access; nummer?: number }
    return access === undefined || nummer === undefined
      ? undefined
      : { logg: log, nummer, access: { ...access, flaggor: access.flaggor ?? [] } }
  } catch {
    throw wrong('en rad i exporten är ingen loggpost')
  }
}

const textOf = (details: Details, name: string): string => {
  const value = details[name]
  return typeof value === 'string' ? value : ''
}

const wrong = (text: string): InsynError => new InsynError('BEGARAN_OGILTIG', text)
