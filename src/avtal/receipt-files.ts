import { randomUUID } from 'node:crypto'
import { access, mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ending } from './endings.ts'

export const receiptFile = ({ stadsdel, id }: Pick<Ending, 'stadsdel' | 'id'>): string => `${stadsdel}-${id}.txt`

/** Puts every receipt that has no file yet into the folder; the database has them all. */
export async function writeReceiptFiles(folder: string, end: readonly Ending[]): Promise<void> {
  for (const one of end) {
    if (one.receipt === null) continue
    const file = join(folder, receiptFile(one))
    if (await exists(file)) continue
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Hubs in containers have the same number.
    const partial = `${file}.${randomUUID()}`
    const handle = await open(partial, 'w', 0o600)
    await handle.writeFile(one.receipt)
    await handle.sync()
    await handle.close()
    await rename(partial, file)
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
