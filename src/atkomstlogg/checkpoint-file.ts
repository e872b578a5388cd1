import { type FileHandle, mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { failureCode } from '../errors.ts'
import type { Checkpoint } from './checkpoint.ts'
import { checkpointLine } from './export-format.ts'
import { openWith } from './key-succession.ts'
import { type CompactRange, decodeRange, encodePeaks, rootOf } from './merkle.ts'
import type { Verifier } from './note.ts'
import { isObject } from './record.ts'
import { logBroken } from './stored-tree.ts'

/**
 * The checkpoints of one log outside the database: one JSON line `{"checkpoint":"<note>"}` each, append-only, and on
 * disk before a checkpoint is returned. A line cut off by a power failure does not parse as JSON and is skipped.
 */
const SUFFIX = '.checkpoints'
/** Enough bytes to contain the last lines. */
const TAIL_BYTES = 64 * 1024
const NEWLINE = 0x0a

export interface SavedCheckpoint {
  readonly note: string
  readonly checkpoint: Checkpoint
}

export async function logsWithFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]))
  return names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length))
}

/** The newest checkpoint. Throws LOGG_BRUTEN when it is not signed by any of these keys. */
export async function newestCheckpoint(
  folder: string,
  log: string,
  verifiers: readonly Verifier[],
): Promise<SavedCheckpoint | undefined> {
  const file = await open(checkpointFile(folder, log), 'r').catch(ifMissing(undefined))
  if (file === undefined) return undefined
  const lines = await lastLines(file).finally(() => file.close())
  const note = lines.map(noteOf).findLast((text) => text !== undefined)
  if (note === undefined) return undefined
  const checkpoint = openWith(note, verifiers)
  if (checkpoint === undefined) throw logBroken(log, 'the newest saved checkpoint does not verify with our key')
  return { note, checkpoint }
}

export async function appendCheckpoint(folder: string, log: string, note: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await appendCheckpoints(folder, log, [note], 0o600)
}

export const appendCheckpoints = (folder: string, log: string, notes: readonly string[], mode: number): Promise<void> =>
  appendLines(
    checkpointFile(folder, log),
    notes.map((note) => checkpointLine(note)),
    mode,
  )

export const appendLine = (folder: string, name: string, line: object): Promise<void> =>
  appendLines(join(folder, name), [JSON.stringify(line)], 0o600)

/** Only ever adds to the file, whatever storage it lies on. */
async function appendLines(path: string, lines: readonly string[], mode: number): Promise<void> {
  const file = await open(path, 'a+', mode)
  try {
    const { size } = await file.stat()
    const lastByte = Buffer.alloc(1, NEWLINE)
    if (size > 0) await file.read(lastByte, 0, 1, size - 1)
    const closeTorn = lastByte[0] === NEWLINE ? '' : '\n'
    await file.appendFile(closeTorn + lines.map((line) => `${line}\n`).join(''))
    await file.sync()
    if (size === 0) await syncFolder(dirname(path))
  } finally {
    await file.close()
  }
}

/** So many of the last bytes are searched for where a place left off; it then goes on with the newest, which covers the rest. */
const SEARCHED_BYTES = 16 * 1024 * 1024
const AT_ONCE = 500

/** The checkpoints that were saved after this one, the oldest first, some of them when there are many; without it the newest alone. */
export async function notesAfter(folder: string, log: string, known: string | undefined): Promise<readonly string[]> {
  const file = await open(checkpointFile(folder, log), 'r').catch(ifMissing(undefined))
  if (file === undefined) return []
  try {
    const { size } = await file.stat()
    for (let length = TAIL_BYTES; ; length *= 4) {
      const notes = (await lastLines(file, length)).map(noteOf).filter((note) => note !== undefined)
      const place = known === undefined ? -1 : notes.lastIndexOf(known)
      if (place !== -1) return notes.slice(place + 1, place + 1 + AT_ONCE)
      if (known === undefined || length >= Math.min(size, SEARCHED_BYTES)) return notes.slice(-1)
    }
  } finally {
    await file.close()
  }
}

/**
 * The tree at the newest checkpoint, so that a start need not read every leaf. Neither secret nor trusted: peaks that
 * do not give the signed root are ignored.
 */
export async function saveRange(folder: string, log: string, range: CompactRange): Promise<void> {
  const path = rangePath(folder, log)
  await writeFile(`${path}.ny`, JSON.stringify({ peaks: encodePeaks(range).toString('base64') }), { mode: 0o600 })
  await rename(`${path}.ny`, path)
}

export async function savedRange(
  folder: string,
  log: string,
  { size, root }: Checkpoint,
): Promise<CompactRange | undefined> {
  const saved = parse(await readFile(rangePath(folder, log), 'utf8').catch(ifMissing('')))
  if (!isObject(saved) || typeof saved.peaks !== 'string') return undefined
  const range = decodeRange(size, Buffer.from(saved.peaks, 'base64'))
  return range !== undefined && rootOf(range).equals(root) ? range : undefined
}

async function lastLines(file: FileHandle, atMost = TAIL_BYTES): Promise<string[]> {
  const { size } = await file.stat()
  const length = Math.min(size, atMost)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
  return buffer.subarray(0, bytesRead).toString('utf8').split('\n')
}

function noteOf(line: string): string | undefined {
  const value = parse(line)
  return isObject(value) && typeof value.checkpoint === 'string' ? value.checkpoint : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// A file that is new survives a power failure only when its folder has been written too.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

export const checkpointFile = (folder: string, log: string): string => join(folder, `${log}${SUFFIX}`)
const rangePath = (folder: string, log: string): string => join(folder, `${log}.intervall`)

const ifMissing =
  <T>(value: T) =>
  (error: unknown): T => {
    if (failureCode(error) === 'ENOENT') return value
    throw error
  }
