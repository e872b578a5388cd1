import { openCheckpoint } from './checkpoint.ts'
import { logOf, parseCheckpointLine, parseHeader, type ExportHeader } from './export-format.ts'
import { createGrowth, type Growth, type TreePoint } from './growth.ts'
import { leafHash, rootOf } from './merkle.ts'
import { parseVkey, type Verifier } from './note.ts'
import { parseRecord } from './record.ts'

export type ExportVerdict =
  | {
      readonly ok: true
      readonly logg: string
      /** Number of the first record; the log had `storlek` records after the last. */
      readonly fran: number
      readonly size: number
      readonly antal: number
      /** The root of the tree, base64, for comparison with a checkpoint kept elsewhere. */
      readonly root: string
    }
  | { readonly ok: false; readonly fel: string }

/** Leaves are put into the tree this many at a time. */
const PORTION = 1024

/**
 * Reads an export as hostile input, line by line in flat memory, and names the first thing that fails. `vkey` is the
 * key text, obtained outside the export; `others` are checkpoints of the same log that were kept outside the hub, whose
 * records the export must contain.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  vkey: string,
  others: readonly string[] = [],
): Promise<ExportVerdict> {
  const verifier = parseVkey(vkey)
  if (verifier === undefined) return failure('The key cannot be read: its form is name+id+base64.')
  const iterator = lines[Symbol.asyncIterator]()
  const next: NextLine = async () => {
    const result = await iterator.next()
    return result.done === true ? undefined : result.value
  }
  try {
    return await readExport(next, verifier, vkey, others)
  } finally {
    await iterator.return?.()
  }
}

/** Undefined after the last line. */
type NextLine = () => Promise<string | undefined>

async function readExport(
  next: NextLine,
  verifier: Verifier,
  vkey: string,
  others: readonly string[],
): Promise<ExportVerdict> {
  const header = parseHeader((await next()) ?? '')
  if (header === undefined) return failure('Line 1: not the header of an export of an access log.')
  if (header.vkey !== vkey || header.origin !== verifier.name || header.logg !== logOf(verifier))
    return failure('Line 1: the export belongs to another log or key.')
  const points: TreePoint[] = []
  for (const [index, note] of others.entries()) {
    const checkpoint = openCheckpoint(note, verifier)
    if (checkpoint === undefined) return failure(`Checkpoint ${index + 1} is not signed with the key.`)
    if (checkpoint.size < header.before.size || checkpoint.size > header.size)
      return failure(`Checkpoint ${index + 1} is of ${checkpoint.size} records, which the export does not cover.`)
    points.push({ ...checkpoint, source: `checkpoint ${index + 1}` })
  }
  const tree = createGrowth(header.before, points)
  return (await readRecords(next, header, tree)) ?? (await readEnd(next, header, verifier, tree))
}

async function readRecords(
  next: NextLine,
  { logg, before, size }: ExportHeader,
  tree: Growth,
): Promise<ExportVerdict | undefined> {
  let leaves: Buffer[] = []
  for (let number = before.size; number < size; number++) {
    const row = number - before.size + 2
    const line = await next()
    if (line === undefined) return failure(`Line ${row}: the file ends before record ${number}.`)
    const record = parseRecord(line)
    if (record === undefined) return failure(`Line ${row}: not a record in canonical form.`)
    if (record.logg !== logg) return failure(`Line ${row}: the record belongs to another log.`)
    if (record.nummer !== number)
      return failure(`Line ${row}: record ${number} should be here, but it is record ${record.nummer}.`)
    leaves.push(leafHash(line))
    if (leaves.length === PORTION) {
      const broken = tree.push(leaves)
      if (broken !== undefined) return contradicts(broken)
      leaves = []
    }
  }
  const broken = tree.push(leaves)
  return broken === undefined ? undefined : contradicts(broken)
}

async function readEnd(
  next: NextLine,
  { logg, before, size }: ExportHeader,
  verifier: Verifier,
  tree: Growth,
): Promise<ExportVerdict> {
  const row = size - before.size + 2
  const line = await next()
  if (line === undefined) return failure(`Line ${row}: the checkpoint is missing; the file is cut off.`)
  const note = parseCheckpointLine(line)
  if (note === undefined) return failure(`Line ${row}: the checkpoint should be here.`)
  const checkpoint = openCheckpoint(note, verifier)
  if (checkpoint === undefined) return failure(`Line ${row}: the checkpoint is not signed with the key.`)
  if (checkpoint.size !== size)
    return failure(`Line ${row}: the checkpoint is of ${checkpoint.size} records, but the header of ${size}.`)
  const root = rootOf(tree.range())
  if (!root.equals(checkpoint.root)) return contradicts({ ...checkpoint, source: 'the checkpoint' })
  if ((await next()) !== undefined) return failure(`Line ${row + 1}: something follows the checkpoint.`)
  return { ok: true, logg, fran: before.size, size, antal: size - before.size, root: root.toString('base64') }
}

const contradicts = ({ size, source }: TreePoint): ExportVerdict =>
  failure(
    `The records before number ${size} are not those that ${source} signs: one of them is changed, missing or added.`,
  )

const failure = (text: string): ExportVerdict => ({ ok: false, fel: text })
