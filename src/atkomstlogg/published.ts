import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCheckpoint } from './checkpoint.ts'
import { isObject } from './record.ts'
import { refute } from './refuted.ts'
import type { Published } from './verify.ts'

/**
 * The checkpoints of one log in what is kept outside the hub: the file that the hub writes (JSON lines
 * `{"checkpoint":"<note>"}`, which may have more members), a file with a single note, or a folder of such files. Those of
 * other logs are passed over, and so is a line that was cut off when it was written; a place that has none of this log is
 * refused.
 */
export async function* readPublished(paths: readonly string[], origin: string): AsyncGenerator<Published> {
  for (const path of paths) {
    const isFolder = (await stat(path)).isDirectory()
    const files = isFolder ? (await readdir(path, { recursive: true })).sort().map((name) => join(path, name)) : [path]
    let found = 0
    let other: string | undefined
    for (const file of files)
      for await (const one of checkpointsIn(file)) {
        if (one.checkpoint.origin === origin) {
          found++
          yield one
        } else other ??= one.checkpoint.origin
      }
    if (found > 0) continue
    const kind = isFolder ? 'folder' : 'file'
    refute(
      other === undefined
        ? `${path}: there is no checkpoint in this ${kind}.`
        : `${path}: there is no checkpoint of ${origin} in this ${kind}, but of ${other}.`,
    )
  }
}

async function* checkpointsIn(file: string): AsyncGenerator<Published> {
  if ((await stat(file)).isDirectory()) return
  const text = await readFile(file, 'utf8')
  if (!text.startsWith('{')) {
    const claim = parseCheckpoint(text)
    if (claim !== undefined) yield { ...claim, source: file }
    return
  }
  for (const [index, line] of text.split('\n').entries()) {
    const note = noteIn(line)
    const claim = note === undefined ? undefined : parseCheckpoint(note)
    if (claim !== undefined) yield { ...claim, source: `${file} line ${index + 1}` }
    else if (note !== undefined) refute(`${file} line ${index + 1}: not a checkpoint.`)
  }
}

function noteIn(line: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) && typeof value.checkpoint === 'string' ? value.checkpoint : undefined
  } catch {
    return undefined
  }
}
