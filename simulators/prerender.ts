import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Complete reads on disk, so that the server is never the slow side when the hub is measured. */
export interface Forrendering {
  /** The document of this name, rendered when it is asked for the first time and again when `version` has risen. */
  las(namn: string, version: number, rendera: () => Iterable<string>): Promise<AsyncIterable<Buffer>>
  /** Removes what was rendered. */
  stop(): Promise<void>
}

interface Fil {
  readonly version: number
  readonly vag: Promise<string>
}

const BIT = 256 * 1024

export function skapaForrendering(): Forrendering {
  const filer = new Map<string, Fil>()
  let katalog: Promise<string> | undefined
  let nummer = 0

  async function skriv(delar: Iterable<string>): Promise<string> {
    katalog ??= mkdtemp(join(tmpdir(), 'insyn-simulator-'))
    const vag = join(await katalog, `${(nummer += 1)}.xml`)
    await pipeline(Readable.from(delar), createWriteStream(vag))
    return vag
  }

  return {
    async las(namn, version, rendera) {
      const gammal = filer.get(namn)
      if (gammal?.version !== version) {
        filer.set(namn, { version, vag: skriv(rendera()) })
        // On POSIX a reader that is under way keeps the removed file until it is done.
        void gammal?.vag.then((vag) => rm(vag, { force: true }))
      }
      return createReadStream(await filer.get(namn)!.vag, { highWaterMark: BIT }) as AsyncIterable<Buffer>
    },
    async stop() {
      if (katalog !== undefined) await rm(await katalog, { recursive: true, force: true })
    },
  }
}
