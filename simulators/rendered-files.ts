import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Forrendering {
  /** What `rendera` gives, from disk: made when asked for the first time and whenever `version` is another. */
  las(nyckel: string, version: number, rendera: () => Iterable<string>): AsyncGenerator<Buffer>
  stop(): Promise<void>
}

/** Keeps big answers in files of a temporary directory, so that a simulator is never the slow side. */
export function skapaForrendering(): Forrendering {
  const filer = new Map<string, { readonly version: number; readonly fil: Promise<string> }>()
  let katalog: Promise<string> | undefined
  let nummer = 0

  async function skriv(rendera: () => Iterable<string>, gammal: Promise<string> | undefined): Promise<string> {
    katalog ??= mkdtemp(join(tmpdir(), 'insyn-simulatorer-'))
    const fil = join(await katalog, `${++nummer}.xml`)
    const handtag = await open(fil, 'w')
    try {
      for (const del of rendera()) await handtag.write(del)
    } finally {
      await handtag.close()
    }
    // Who still reads the old one keeps it open until done.
    if (gammal !== undefined) await rm(await gammal, { force: true })
    return fil
  }

  return {
    async *las(nyckel, version, rendera) {
      let post = filer.get(nyckel)
      if (post?.version !== version) {
        post = { version, fil: skriv(rendera, post?.fil) }
        filer.set(nyckel, post)
      }
      for await (const del of createReadStream(await post.fil, { highWaterMark: 1024 * 1024 })) yield del as Buffer
    },
    async stop() {
      if (katalog !== undefined) await rm(await katalog, { recursive: true, force: true })
    },
  }
}
