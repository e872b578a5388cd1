import { InsynError } from '../errors.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { type ExportHeader, type Line, parseHeader, parseLine } from './export-format.ts'
import type { TreePoint } from './growth.ts'
import { asKeyChange } from './key-succession.ts'
import { extend, leafHash, rootOf } from './merkle.ts'
import { gapBy, join, type Pruning, pruningBy, uncovered } from './missing-records.ts'
import { signatureBy, type Verifier } from './note.ts'
import { refute, type Refuted, refutedBy, type Stretch } from './refuted.ts'
import { type Points, type Published, readPoints, requireSigned, requireSignedChanges, trustedKeys } from './trust.ts'

export interface ExportVerdict {
  readonly ok: true
  readonly kind: 'export'
  readonly logg: string
  /** Number of the first record; the log had `size` records after the last. */
  readonly fran: number
  readonly size: number
  /** The root of the tree, base64. */
  readonly root: string
  readonly pruned: readonly Stretch[]
  /** Lost with the database, and acknowledged in the log. */
  readonly lost: readonly Stretch[]
  /** Of the checkpoints from outside: those that agree, those that signed for lost records, those before `fran`. */
  readonly compared: number
  readonly superseded: number
  readonly earlier: number
}

/** Leaves are put into the tree this many at a time. */
const PORTION = 1024

/**
 * Reads an export as hostile input, line by line in flat memory, and names the first position that fails. The keys are
 * those of the log, obtained outside the export; `published` are checkpoints of the same log that were kept outside the
 * hub, whose records the export must contain. verifier/insyn-verifier.mjs does the same without any of this code; a test
 * holds that both give the same verdict.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  keys: readonly Verifier[],
  published: AsyncIterable<Published> | Iterable<Published> = [],
): Promise<ExportVerdict | Refuted> {
  const iterator = lines[Symbol.asyncIterator]()
  let row = 0
  const next = async () => {
    row++
    const result = await iterator.next()
    return result.done === true ? undefined : result.value
  }
  try {
    const header = readHeader(await next())
    const { key, all } = trustedKeys(header, keys)
    const reading = new Reading(header, key, await readPoints(published, header, all))
    for (let text = await next(); text !== undefined; text = await next()) reading.take(text, row)
    return reading.end(row)
  } catch (error) {
    if (error instanceof InsynError && error.code === 'LOGG_BRUTEN')
      return { ok: false, fel: `Line ${row}: ${error.message}.`, line: row }
    return refutedBy(error)
  } finally {
    await iterator.return?.()
  }
}

function readHeader(text: string | undefined): ExportHeader {
  const header = parseHeader(text ?? '')
  if (header === undefined) refute('Line 1: not the header of an export of an access log.', { line: 1 })
  return header
}

class Reading {
  readonly #header: ExportHeader
  readonly #key: Verifier
  readonly #points: Points
  #tree
  #leaves: Buffer[] = []
  /** Of points.within: how many are passed, and the size of the last one that agreed. */
  #passed = 0
  #agreed: number
  /** Points that disagree, but may turn out to be of lost records. */
  #open: (TreePoint & { readonly agreed: number })[] = []
  #superseded = 0
  /** The lines before this one that hold no record: where they begin, and the first lost record among them. */
  #run: { readonly from: number; firstLost?: number } | undefined
  readonly #pruned: (Stretch & { readonly row: number })[] = []
  readonly #lost: Stretch[] = []
  readonly #prunings: Pruning[] = []
  #ended = false

  constructor(header: ExportHeader, key: Verifier, points: Points) {
    this.#header = header
    this.#key = key
    this.#points = points
    this.#tree = header.before
    this.#agreed = 0
    this.#pass('record')
    this.#agreed = header.before.size
  }

  get #number(): number {
    return this.#tree.size + this.#leaves.length
  }

  take(text: string, row: number): void {
    const { logg, size } = this.#header
    const number = this.#number
    const line = parseLine(text)
    this.#closeRun(line, row)
    if (this.#ended) refute(`Line ${row}: something follows the checkpoint.`, { line: row })
    if (number === size) return this.#readEnd(line, row)
    const where = { line: row, from: number, to: number + 1 }
    if (line === undefined || line.kind === 'checkpoint') refute(`Line ${row}: not a record in canonical form.`, where)
    const at = line.kind === 'record' ? line.record : line.kind === 'lost' ? line : { logg, nummer: line.from }
    if (at.logg !== logg) refute(`Line ${row}: the record belongs to another log.`, where)
    if (at.nummer !== number)
      refute(`Line ${row}: record ${number} should be here, but it is record ${at.nummer}.`, where)
    if (line.kind === 'record') {
      const pruning = pruningBy(line.record)
      if (pruning !== undefined) this.#prunings.push(pruning)
      const { handelse, orsak, detaljer } = line.record.atkomst
      if (handelse === 'nyckel' && orsak === 'signatur')
        requireSignedChanges(this.#header.origin, [asKeyChange(detaljer)], `Line ${row}`, row)
    } else {
      this.#run ??= { from: number }
      if (line.kind === 'lost') this.#run.firstLost ??= number
    }
    if (line.kind === 'pruned') {
      const to = number + line.leaves.length
      if (to > size) refute(`Line ${row}: the pruned records go beyond the ${size} of the export.`, where)
      this.#pruned.push({ from: number, to, row })
      for (const leaf of line.leaves) this.#grow(leaf, 'pruned')
    } else this.#grow(leafHash(text), line.kind)
  }

  #grow(leaf: Buffer, kind: Line['kind']): void {
    this.#leaves.push(leaf)
    const next = this.#points.within[this.#passed]?.size
    if (this.#leaves.length < PORTION && this.#number !== next) return
    this.#tree = extend(this.#tree, this.#leaves)
    this.#leaves = []
    this.#pass(kind)
  }

  /** Compares the tree with the points of its present size. */
  #pass(kind: Line['kind']): void {
    const root = rootOf(this.#tree)
    for (
      let point = this.#points.within[this.#passed];
      point?.size === this.#tree.size;
      point = this.#points.within[this.#passed]
    ) {
      this.#passed++
      if (point.root.equals(root)) this.#agreed = point.size
      else if (kind === 'record') this.#contradict(point)
      else this.#open.push({ ...point, agreed: this.#agreed })
    }
  }

  /** The bad record is one from `from` up to `end`. */
  #contradict({ size, source }: TreePoint, from = this.#agreed, end = size): never {
    if (from === size) refute(`${source} signs for other records than these ${size}.`, { from: 0, to: size })
    const what = 'one of them is changed, missing or added'
    refute(`Records ${from} to ${end - 1}: ${what}; they are not those that ${source} signs for.`, { from, to: end })
  }

  /**
   * Records may be lost only directly before the record that acknowledges the gap; checkpoints that signed for them are
   * superseded by it.
   */
  #closeRun(line: Line | undefined, row: number): void {
    const run = this.#run
    if (run === undefined || line?.kind === 'lost' || line?.kind === 'pruned') return
    const number = this.#number
    const gap = line?.kind === 'record' && line.record.nummer === number ? gapBy(line.record) : undefined
    const start = run.from === this.#header.before.size ? 0 : run.from
    const acknowledged = gap !== undefined && gap.from >= start && gap.from <= (run.firstLost ?? gap.from)
    if (run.firstLost !== undefined && !acknowledged)
      refute(
        `Line ${row}: record ${number} does not acknowledge that those from ${run.firstLost} before it are lost.`,
        {
          line: row,
          from: run.firstLost,
          to: number + 1,
        },
      )
    for (const point of this.#open) {
      const within = acknowledged && point.size > gap.from
      if (!within || (point.size === gap.size && !point.root.equals(gap.root)))
        this.#contradict(point, point.agreed, number + 1)
      this.#superseded++
    }
    if (run.firstLost !== undefined && acknowledged) this.#lost.push({ from: gap.from, to: gap.to })
    this.#open = []
    this.#run = undefined
  }

  #readEnd(line: Line | undefined, row: number): void {
    const { origin, size } = this.#header
    if (line?.kind !== 'checkpoint') refute(`Line ${row}: the checkpoint should be here.`, { line: row })
    const claim = parseCheckpoint(line.note)
    if (claim?.checkpoint.origin !== origin) refute(`Line ${row}: not a checkpoint of this log.`, { line: row })
    requireSigned(signatureBy([this.#key], claim.note), `Line ${row}`, row)
    if (claim.checkpoint.size !== size)
      refute(`Line ${row}: the checkpoint is of ${claim.checkpoint.size} records, but the header of ${size}.`, {
        line: row,
      })
    this.#tree = extend(this.#tree, this.#leaves)
    this.#leaves = []
    if (!rootOf(this.#tree).equals(claim.checkpoint.root))
      this.#contradict({ ...claim.checkpoint, source: 'the last checkpoint' })
    this.#ended = true
  }

  /** The verdict at the end of the file, which is where line `row` would begin. */
  end(row: number): ExportVerdict {
    const { logg, before, size } = this.#header
    const number = this.#number
    if (!this.#ended) {
      this.#closeRun(undefined, row)
      if (number < size)
        refute(`Line ${row}: the file ends before record ${number}.`, { line: row, from: number, to: number + 1 })
      refute(`Line ${row}: the checkpoint is missing; the file is cut off.`, { line: row })
    }
    const missing = uncovered(this.#pruned, this.#prunings)
    if (missing !== undefined) {
      const line = this.#pruned.find(({ to }) => to > missing)?.row ?? 0
      refute(`Line ${line}: record ${missing} is said to be pruned, but no record of the log says that it was.`, {
        line,
        from: missing,
        to: missing + 1,
      })
    }
    const { within, beyond, earlier } = this.#points
    const [newer] = beyond
    if (newer !== undefined)
      refute(
        `The export has ${size} records, but ${newer.source} is of ${newer.size}: the export is older than that, or cut off.`,
        { from: this.#agreed, to: newer.size },
      )
    if (within.length === 0 && earlier > 0) refute('No checkpoint is of a size that the export covers.')
    return {
      ok: true,
      kind: 'export',
      logg,
      fran: before.size,
      size,
      root: rootOf(this.#tree).toString('base64'),
      pruned: join(this.#pruned),
      lost: this.#lost,
      compared: within.length - this.#superseded,
      superseded: this.#superseded,
      earlier,
    }
  }
}
