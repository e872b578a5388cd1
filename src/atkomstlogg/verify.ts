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
  if (verifier === undefined) return failure('Nyckeln går inte att läsa: den ska ha formen namn+id+base64.')
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
  if (header === undefined) return failure('Rad 1: inte ett huvud för en export av åtkomstloggen.')
  if (header.vkey !== vkey || header.origin !== verifier.name || header.logg !== logOf(verifier))
    return failure('Rad 1: exporten hör till en annan logg eller nyckel än den angivna.')
  const points: TreePoint[] = []
  for (const [index, note] of others.entries()) {
    const checkpoint = openCheckpoint(note, verifier)
    if (checkpoint === undefined)
      return failure(`Kontrollpunkt ${index + 1} är inte undertecknad med den angivna nyckeln.`)
    if (checkpoint.size < header.before.size || checkpoint.size > header.size)
      return failure(`Kontrollpunkt ${index + 1} gäller ${checkpoint.size} poster, vilket exporten inte omfattar.`)
    points.push({ ...checkpoint, source: `kontrollpunkt ${index + 1}` })
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
    if (line === undefined) return failure(`Rad ${row}: filen tar slut före post ${number}.`)
    const record = parseRecord(line)
    if (record === undefined) return failure(`Rad ${row}: inte en post i kanonisk form.`)
    if (record.logg !== logg) return failure(`Rad ${row}: posten hör till en annan logg.`)
    if (record.nummer !== number)
      return failure(`Rad ${row}: här ska post ${number} stå, men det är post ${record.nummer}.`)
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
  if (line === undefined) return failure(`Rad ${row}: kontrollpunkten saknas; filen är avbruten.`)
  const note = parseCheckpointLine(line)
  if (note === undefined) return failure(`Rad ${row}: här ska kontrollpunkten stå.`)
  const checkpoint = openCheckpoint(note, verifier)
  if (checkpoint === undefined)
    return failure(`Rad ${row}: kontrollpunkten är inte undertecknad med den angivna nyckeln.`)
  if (checkpoint.size !== size)
    return failure(`Rad ${row}: kontrollpunkten gäller ${checkpoint.size} poster, men huvudet ${size}.`)
  const root = rootOf(tree.range())
  if (!root.equals(checkpoint.root)) return contradicts({ ...checkpoint, source: 'kontrollpunkten' })
  if ((await next()) !== undefined) return failure(`Rad ${row + 1}: något följer efter kontrollpunkten.`)
  return { ok: true, logg, fran: before.size, size, antal: size - before.size, root: root.toString('base64') }
}

const contradicts = ({ size, source }: TreePoint): ExportVerdict =>
  failure(
    `Posterna före nummer ${size} är inte de som ${source} undertecknar: någon av dem är ändrad, borta eller tillagd.`,
  )

const failure = (text: string): ExportVerdict => ({ ok: false, fel: text })
