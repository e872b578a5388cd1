import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import type { BackupDetails } from '../../atkomstlogg/access.ts'
import { operatorRecord, type RecordThen } from '../../atkomstlogg/record-then.ts'
import { InsynError } from '../../errors.ts'
import { copyCluster, copySafely } from '../../platform/database/copy-cluster.ts'
import { dumpDatabase } from '../../platform/database/dump.ts'
import { embeddedAddress, embeddedData } from '../../platform/database/embedded.ts'
import type { ServerAddress } from '../../platform/database/url.ts'
import { closeFolder } from '../../platform/private-folder.ts'
import { filesIn, MANIFEST, type Manifest } from './manifest.ts'

export interface Installation {
  readonly stateFolder: string
  /** As the owner of the tables; its `url` may be `inbyggd`. */
  readonly databas: ServerAddress
  /** The setting `loggnamn`. */
  readonly origin: string
}

export interface BackupParts extends Installation {
  readonly pool: pg.Pool
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

export const KEYRING = 'nyckelring.json'
export const PASSWORD = 'postgresql-password'
export const CLUSTER = 'postgresql'
export const DUMP = 'database.dump'
/** Folders of the state that only grow: checkpoints, receipts, and what is published in a folder. */
export const GROWING = ['logg', 'kvitton', 'publicerat']
const TRIES = 3

/**
 * Copies the database as of one moment, then the keyring and the checkpoints, while the hub serves. In this order the keys cover
 * every row, and the checkpoints every record. The master key is not copied: what opens the keyring is kept apart from it.
 */
export async function takeBackup(
  parts: BackupParts,
  { folder, by }: { folder: string; by: string },
): Promise<Manifest> {
  const { stateFolder, recordThen, clock } = parts
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new InsynError('BEGARAN_OGILTIG', `${folder} is not empty: name a folder that does not exist yet`)
  closeFolder(folder)
  const id = randomUUID()
  const { logg, access } = operatorRecord({ handelse: 'sakerhetskopia', orsak: 'tagen', by }, clock())
  const details: BackupDetails = { kopia: id }
  const copy = async (): Promise<Manifest> => {
    const taken = clock().toISOString()
    const ring = join(stateFolder, KEYRING)
    for (let tries = 1; ; tries++) {
      const before = await readFile(ring)
      const facts = await copyDatabase(parts, folder)
      await copySafely(ring, join(folder, KEYRING))
      // A key that came or went meanwhile may be one that the copied rows need, or must no longer have.
      if (before.equals(await readFile(join(folder, KEYRING)))) {
        for (const name of GROWING) await copyGrowing(join(stateFolder, name), join(folder, name))
        const manifest: Manifest = {
          format: 1,
          id,
          taken,
          origin: parts.origin,
          ...facts,
          files: await filesIn(folder),
        }
        await writeLast(folder, manifest)
        return manifest
      }
      if (tries === TRIES)
        throw new InsynError('KORNING_PAGAR', 'the keys changed during each of three tries: take the backup later')
      for (const name of [CLUSTER, DUMP]) await rm(join(folder, name), { recursive: true, force: true })
    }
  }
  return recordThen({ logg, access: { ...access, detaljer: { ...details } } }, copy).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
}

async function copyDatabase(
  { pool, stateFolder, databas }: BackupParts,
  folder: string,
): Promise<Pick<Manifest, 'database' | 'heads'>> {
  const { rows: heads } = await pool.query<{ logg: string; size: number }>('select logg, size from log_head')
  const { rows: migrations } = await pool.query<{ name: string; digest: string }>(
    'select name, digest from migration order by name',
  )
  const { rows: versions } = await pool.query<{ major: number }>(
    `select current_setting('server_version_num')::int / 10000 as major`,
  )
  const major = versions[0]?.major ?? 0
  const form = databas.url === 'inbyggd' ? 'cluster' : 'dump'
  if (form === 'cluster') {
    const address = embeddedAddress(stateFolder)
    await copyCluster(address, (await embeddedData(stateFolder)).folder, join(folder, CLUSTER))
    await copySafely(address.passwordFile, join(folder, PASSWORD))
  } else await dumpDatabase(databas, major, join(folder, DUMP))
  return {
    database: { form, major, migrations },
    heads: Object.fromEntries(heads.map(({ logg, size }) => [logg, size])),
  }
}

/** Lines are added to these files while they are copied: the last one may be half, which whoever reads them passes by. */
async function copyGrowing(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return
  await mkdir(to, { mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true }))
    if (entry.isFile() && !entry.name.endsWith('.ny')) await copySafely(join(from, entry.name), join(to, entry.name))
}

async function writeLast(folder: string, manifest: Manifest): Promise<void> {
  const partial = join(folder, `${MANIFEST}.ny`)
  await writeFile(partial, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  await copySafely(partial, join(folder, MANIFEST))
  await rm(partial)
}

/** What the state folder has is newer and stays; what it lacks comes from the backup. */
export async function fillGrowing(backup: string, stateFolder: string): Promise<void> {
  for (const name of GROWING.filter((one) => existsSync(join(backup, one)))) {
    closeFolder(join(stateFolder, name))
    await cp(join(backup, name), join(stateFolder, name), { recursive: true, force: false, errorOnExist: false })
  }
}
