import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Complete reads on disk, so that the server is never the slow side when the hub is measured. */
export interface PreRender {
  /** The document of this name, rendered when it is asked for the first time and again when `version` has risen. */
  read(name: string, version: number, render: () => Iterable<string>): Promise<AsyncIterable<Buffer>>
  /** Removes what was rendered. */
  stop(): Promise<void>
}

interface File {
  readonly version: number
  readonly path: Promise<string>
}

const BIT = 256 * 1024

export function createPreRender(): PreRender {
  const files = new Map<string, File>()
  let folder: Promise<string> | undefined
  let number = 0

  async function write(parts: Iterable<string>): Promise<string> {
    folder ??= mkdtemp(join(tmpdir(), 'insyn-simulator-'))
    const path = join(await folder, `${(number += 1)}.xml`)
    await pipeline(Readable.from(parts), createWriteStream(path))
    return path
  }

  return {
    async read(name, version, render) {
      const old = files.get(name)
      if (old?.version !== version) {
        files.set(name, { version, path: write(render()) })
        // On POSIX a reader that is under way keeps the removed file until it is done.
        void old?.path.then((path) => rm(path, { force: true }))
      }
      return createReadStream(await files.get(name)!.path, { highWaterMark: BIT }) as AsyncIterable<Buffer>
    },
    async stop() {
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true })
    },
  }
}
