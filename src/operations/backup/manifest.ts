import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { failureCode, InsynError } from '../../errors.ts'

const Count = Type.Integer({ minimum: 0 })

/** What a backup holds. Written last: a folder without it is no backup. */
const Manifest = Type.Object(
  {
    format: Type.Literal(1),
    id: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
    taken: Type.String({ format: 'date-time' }),
    /** The installation that it is of: the setting `loggnamn`. */
    origin: Type.String(),
    database: Type.Object({
      /** `cluster`: the data folder of the embedded server. `dump`: a file of pg_dump. */
      form: Type.Union([Type.Literal('cluster'), Type.Literal('dump')]),
      major: Count,
      migrations: Type.Array(Type.Object({ name: Type.String(), digest: Type.String() })),
    }),
    /** How many records each access log had when the backup began: it has them all, and maybe later ones. */
    heads: Type.Record(Type.String(), Count),
    files: Type.Record(Type.String(), Type.Object({ size: Count, sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) })),
  },
  { additionalProperties: false },
)
export type Manifest = Static<typeof Manifest>

export const MANIFEST = 'manifest.json'

/** Reads what is in the folder against its manifest. Throws BEGARAN_OGILTIG when they do not fit. */
export async function readManifest(folder: string): Promise<Manifest> {
  const refusal = (why: string) => new InsynError('BEGARAN_OGILTIG', `${folder} cannot be restored: ${why}`)
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch((error: unknown) => {
    if (failureCode(error) === 'ENOENT')
      throw refusal(`it has no ${MANIFEST}: it is no backup, or one that was not finished`)
    throw error
  })
  const manifest = parse(text)
  if (!Value.Check(Manifest, manifest)) throw refusal(`its ${MANIFEST} is not one that this version of Insyn reads`)
  const found = await filesIn(folder)
  for (const [path, { size, sha256 }] of Object.entries(manifest.files)) {
    const there = found[path]
    if (there === undefined) throw refusal(`the file ${path} is missing`)
    if (there.size !== size || there.sha256 !== sha256) throw refusal(`the file ${path} is not what the backup had`)
    delete found[path]
  }
  const [more] = Object.keys(found)
  if (more !== undefined) throw refusal(`the file ${more} is not part of the backup`)
  return manifest
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Every file of the folder but the manifest, by its path with `/`. */
export async function filesIn(folder: string): Promise<Record<string, Manifest['files'][string]>> {
  const files: Record<string, Manifest['files'][string]> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1)
    if (!entry.isFile())
      throw new InsynError('BEGARAN_OGILTIG', `${join(folder, path)} is no file: a backup has no links`)
    if (path === MANIFEST) continue
    files[path.split(sep).join('/')] = await digestOf(join(folder, path))
  }
  return files
}

async function digestOf(path: string): Promise<Manifest['files'][string]> {
  const hash = createHash('sha256')
  let size = 0
  await pipeline(createReadStream(path), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
    }
  })
  return { size, sha256: hash.digest('hex') }
}
