import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { InsynError } from '../errors.ts'
import { linesOf } from './lines.ts'
import { verifyExport, type Review } from './verify.ts'

/**
 * Verifies an exported file with nothing but the key text, and with checkpoints (files with one note each) that were
 * kept outside the hub. Needs neither database nor configuration.
 */
export async function verifyLog({
  file,
  vkey,
  checkpoints = [],
}: {
  file: string
  vkey: string
  checkpoints?: readonly string[]
}): Promise<Review> {
  const others = await Promise.all(checkpoints.map((path) => readFile(path, 'utf8')))
  const chunks = createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>
  try {
    return await verifyExport(linesOf(chunks), vkey, others)
  } catch (error) {
    if (error instanceof InsynError && error.code === 'LOGG_BRUTEN')
      return { ok: false, fel: 'Filen består inte av rader med giltig UTF-8.' }
    throw error
  }
}
