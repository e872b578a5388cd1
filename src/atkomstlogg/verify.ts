import { openCheckpoint } from './checkpoint.ts'
import { logOf, readCheckpointLine, readHeader, type ExportHeader } from './export-format.ts'
import { growth, type Growth, type Measurement } from './growth.ts'
import { leafHash, rootOf } from './merkle.ts'
import { parseVkey, type Verifier } from './note.ts'
import { readRecord } from './record.ts'

export type Review =
  | {
      readonly ok: true
      readonly logg: string
      /** Number of the first record; the log had `storlek` records after the last. */
      readonly fran: number
      readonly size: number
      readonly antal: number
      /** The root of the tree, base64: to be held against a checkpoint from elsewhere. */
      readonly root: string
    }
  | { readonly ok: false; readonly fel: string }

/** Leaves are put into the tree this many at a time. */
const PORTION = 1024

/**
 * Reads an export as hostile input, line by line in flat memory, and names the first thing that fails. `vkey` is the
 * key text that the reader has from elsewhere; `andra` are checkpoints of the same log from outside the hub, which the
 * export must contain the records of.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  vkey: string,
  others: readonly string[] = [],
): Promise<Review> {
  const verifier = parseVkey(vkey)
  if (verifier === undefined) return error('Nyckeln går inte att läsa: den ska ha formen namn+id+base64.')
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
): Promise<Review> {
  const header = readHeader((await next()) ?? '')
  if (header === undefined) return error('Rad 1: inte ett huvud för en export av åtkomstloggen.')
  if (header.vkey !== vkey || header.origin !== verifier.name || header.logg !== logOf(verifier))
    return error('Rad 1: exporten hör till en annan logg eller nyckel än den angivna.')
  const points: Measurement[] = []
  for (const [index, note] of others.entries()) {
    const checkpoint = openCheckpoint(note, verifier)
    if (checkpoint === undefined)
      return error(`Kontrollpunkt ${index + 1} är inte undertecknad med den angivna nyckeln.`)
    if (checkpoint.size < header.fore.size || checkpoint.size > header.storlek)
      return error(`Kontrollpunkt ${index + 1} gäller ${checkpoint.size} poster, vilket exporten inte omfattar.`)
    points.push({ ...checkpoint, kalla: `kontrollpunkt ${index + 1}` })
  }
  const tree = growth(header.fore, points)
  return (await readRecords(next, header, tree)) ?? (await readEnd(next, header, verifier, tree))
}

async function readRecords(
  next: NextLine,
  { logg, fore, storlek }: ExportHeader,
  tree: Growth,
): Promise<Review | undefined> {
  let leaves: Buffer[] = []
  for (let number = fore.size; number < storlek; number++) {
    const row = number - fore.size + 2
    const line = await next()
    if (line === undefined) return error(`Rad ${row}: filen tar slut före post ${number}.`)
    const record = readRecord(line)
    if (record === undefined) return error(`Rad ${row}: inte en post i kanonisk form.`)
    if (record.logg !== logg) return error(`Rad ${row}: posten hör till en annan logg.`)
    if (record.nummer !== number)
      return error(`Rad ${row}: här ska post ${number} stå, men det är post ${record.nummer}.`)
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
  { logg, fore, storlek }: ExportHeader,
  verifier: Verifier,
  tree: Growth,
): Promise<Review> {
  const row = storlek - fore.size + 2
  const line = await next()
  if (line === undefined) return error(`Rad ${row}: kontrollpunkten saknas; filen är avbruten.`)
  const note = readCheckpointLine(line)
  if (note === undefined) return error(`Rad ${row}: här ska kontrollpunkten stå.`)
  const checkpoint = openCheckpoint(note, verifier)
  if (checkpoint === undefined)
    return error(`Rad ${row}: kontrollpunkten är inte undertecknad med den angivna nyckeln.`)
  if (checkpoint.size !== storlek)
    return error(`Rad ${row}: kontrollpunkten gäller ${checkpoint.size} poster, men huvudet ${storlek}.`)
  const root = rootOf(tree.range())
  if (!root.equals(checkpoint.root)) return contradicts({ ...checkpoint, kalla: 'kontrollpunkten' })
  if ((await next()) !== undefined) return error(`Rad ${row + 1}: något följer efter kontrollpunkten.`)
  return { ok: true, logg, fran: fore.size, size: storlek, antal: storlek - fore.size, root: root.toString('base64') }
}

const contradicts = ({ size, kalla }: Measurement): Review =>
  error(
    `Posterna före nummer ${size} är inte de som ${kalla} undertecknar: någon av dem är ändrad, borta eller tillagd.`,
  )

const error = (text: string): Review => ({ ok: false, fel: text })
