import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCheckpoint } from './checkpoint.ts'
import { isObject } from './record.ts'
import { refute } from './refuted.ts'
import type { Published } from './trust.ts'

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
  let found = false
  for (const [index, line] of text.split('\n').entries()) {
    const value = parsed(line)
    if (value === undefined) continue
    const claim =
      isObject(value) && typeof value.checkpoint === 'string' ? parseCheckpoint(value.checkpoint) : undefined
    if (claim !== undefined) yield { ...claim, source: `${file} line ${index + 1}` }
    // In a folder there may be other files of JSON.
    else if (found) refute(`${file} line ${index + 1}: not a checkpoint.`)
    found ||= claim !== undefined
  }
}

/** Undefined for a line that was cut off when it was written. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
