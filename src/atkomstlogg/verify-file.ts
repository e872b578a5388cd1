import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { InsynError } from '../errors.ts'
import { linesOf } from './lines.ts'
import { verifyExport, type ExportVerdict } from './verify.ts'
import { PROOF_BEGINNING, verifyProof, type ProofVerdict } from './proof.ts'

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
}): Promise<ExportVerdict> {
  const others = await Promise.all(checkpoints.map((path) => readFile(path, 'utf8')))
  const chunks = createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>
  try {
    return await verifyExport(linesOf(chunks), vkey, others)
  } catch (error) {
    if (error instanceof InsynError && error.code === 'LOGG_BRUTEN')
      return { ok: false, fel: 'The file does not consist of lines of valid UTF-8.' }
    throw error
  }
}

/** Verifies a file with the proof of one record, with nothing but the key text; undefined when the file is no proof. */
export async function verifyProofFile(file: string, vkey: string): Promise<ProofVerdict | undefined> {
  const handle = await open(file)
  try {
    const beginning = await handle.read(Buffer.alloc(PROOF_BEGINNING.length), { position: 0 })
    if (beginning.buffer.toString('latin1') !== PROOF_BEGINNING) return undefined
    return verifyProof(await handle.readFile('utf8'), vkey)
  } finally {
    await handle.close()
  }
}
