import { access, mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Avtalsslut } from './endings.ts'

export const kvittofil = ({ stadsdel, id }: Pick<Avtalsslut, 'stadsdel' | 'id'>): string => `${stadsdel}-${id}.txt`

/** Puts every receipt that has no file yet into the folder; the database has them all. */
export async function skrivKvittofiler(folder: string, slut: readonly Avtalsslut[]): Promise<void> {
  for (const ett of slut) {
    if (ett.kvitto === null) continue
    const file = join(folder, kvittofil(ett))
    if (await exists(file)) continue
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const partial = `${file}.${process.pid}`
    const handle = await open(partial, 'w', 0o600)
    await handle.writeFile(ett.kvitto)
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
