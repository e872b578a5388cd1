import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { checkText } from '../../atkomstlogg/record-then.ts'
import { InsynError } from '../../errors.ts'
import { createPool } from '../../platform/database/database.ts'
import { loadDump } from '../../platform/database/dump.ts'
import { embeddedData, placeCluster } from '../../platform/database/embedded.ts'
import { type MasterKeys, openWith, readKeyring, withReplaced, writeKeyring } from '../../platform/keys/keyring.ts'
import { writeSecret } from '../../platform/keys/secret-file.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { CLUSTER, DUMP, fillGrowing, type Installation, KEYRING, PASSWORD } from './take-backup.ts'

export interface RestoreParts extends Installation {
  /** Opens the keyrings; throws NYCKEL_SAKNAS when there is none. */
  readonly masterKeys: () => Promise<MasterKeys>
  /** The migrations of this version, by name, with their digests. */
  readonly migrations: ReadonlyMap<string, string>
  /** The major version of the embedded server's programs. */
  readonly embeddedMajor: () => number
  readonly clock: () => Date
}

export interface RestoreRequest {
  readonly folder: string
  readonly by: string
  readonly reason: string
}

/** Stands while a restore is under way: a database that is there in part must not be used. */
const UNFINISHED = 'aterstallning-pagar'

export function requireNoUnfinishedRestore(stateFolder: string): void {
  if (existsSync(join(stateFolder, UNFINISHED)))
    throw new InsynError(
      'DATABAS_FEL',
      'a restore of this installation did not finish: empty the database, and run insyn aterstall again',
    )
}

/**
 * Puts a backup back into an installation that has no database. What the state folder still has is newer and stays: a keyring
 * without keys that have been destroyed since, and checkpoints by which the loss is found. Refuses, and has then changed
 * nothing, what does not fit. `finish` is what must be done before the database may be used.
 */
export async function restoreBackup(
  parts: RestoreParts,
  { folder, by, reason }: RestoreRequest,
  finish: (manifest: Manifest) => Promise<void>,
): Promise<Manifest> {
  const { stateFolder, databas, clock } = parts
  checkText('--av', by, 100, clock())
  checkText('--skal', reason, 500, clock())
  const manifest = await readManifest(folder)
  const problem = problemOf(parts, manifest)
  if (problem !== undefined) throw new InsynError('BEGARAN_OGILTIG', `${folder} cannot be restored: ${problem}`)
  await checkMasterKey(parts, folder)
  await requireNoDatabase(parts, manifest)

  const mark = join(stateFolder, UNFINISHED)
  await writeSecret(mark, `${JSON.stringify({ backup: manifest.id, by, reason })}\n`)
  if (!existsSync(join(stateFolder, KEYRING)))
    await writeSecret(join(stateFolder, KEYRING), await readFile(join(folder, KEYRING), 'utf8'))
  else await takeBackReplaced(parts, folder)
  await fillGrowing(folder, stateFolder)
  if (manifest.database.form === 'cluster')
    await placeCluster(stateFolder, join(folder, CLUSTER), await readFile(join(folder, PASSWORD), 'utf8'))
  else await loadDump(databas, manifest.database.major, join(folder, DUMP))
  await finish(manifest)
  await rm(mark)
  return manifest
}

function problemOf(
  { databas, origin, migrations, embeddedMajor }: RestoreParts,
  manifest: Manifest,
): string | undefined {
  const { form, major, migrations: applied } = manifest.database
  if (manifest.origin !== origin) return `it is of the installation ${manifest.origin}, and this one is ${origin}`
  if ((form === 'cluster') !== (databas.url === 'inbyggd'))
    return `its database is ${form === 'cluster' ? 'an embedded one: set databas to inbyggd' : 'of a server: set databas to the address of one'}`
  if (form === 'cluster' && major !== embeddedMajor())
    return `its database is of PostgreSQL ${major}, and this version of Insyn has ${embeddedMajor()}: restore with the version that took it`
  const newer = applied.find(({ name }) => !migrations.has(name))
  if (newer !== undefined) return `its database was migrated by a newer version of Insyn (${newer.name}): install that`
  const other = applied.find(({ name, digest }) => migrations.get(name) !== digest)
  return other && `the migration ${other.name} is not the one its database was built with`
}

/** Both must open with the master key, and be of the same installation. */
async function checkMasterKey({ stateFolder, masterKeys }: RestoreParts, folder: string): Promise<void> {
  const masters = await masterKeys()
  const copied = await readKeyring(join(folder, KEYRING), ...masters)
  const own = join(stateFolder, KEYRING)
  if (existsSync(own) && !(await readKeyring(own, ...masters)).reference.equals(copied.reference))
    throw new InsynError(
      'NYCKEL_SAKNAS',
      `${own} is the keyring of another installation than the backup: set it aside first`,
    )
}

/** The restored database was sealed with the data keys of its time. */
async function takeBackReplaced({ stateFolder, masterKeys }: RestoreParts, folder: string): Promise<void> {
  const masters = await masterKeys()
  const own = join(stateFolder, KEYRING)
  const { keyring, master } = await openWith(own, masters)
  const copied = await readKeyring(join(folder, KEYRING), ...masters)
  await writeKeyring(own, master, withReplaced(keyring, copied))
}

async function requireNoDatabase({ stateFolder, databas }: RestoreParts, { database }: Manifest): Promise<void> {
  if (databas.url === 'inbyggd') {
    const { folder, exists, pid } = await embeddedData(stateFolder)
    if (!exists) return
    throw new InsynError(
      'KONFLIKT',
      isAlive(pid)
        ? `the embedded database in ${folder} is running: stop the hub first`
        : `there is a database in ${folder}: move it away first (keep it until the restored one is checked)`,
    )
  }
  const pool = createPool(databas, { max: 1, applicationName: `insyn-${process.pid}` })
  try {
    await requireEmpty(pool, database.major)
  } finally {
    await pool.end()
  }
}

async function requireEmpty(pool: pg.Pool, major: number): Promise<void> {
  const { rows } = await pool.query<{ hubs: number; relations: number; major: number }>(
    `select (select count(*) from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid() and application_name like 'insyn-%') as hubs,
            (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
                and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')) as relations,
            current_setting('server_version_num')::int / 10000 as major`,
  )
  const [found] = rows
  if (found === undefined || found.hubs > 0)
    throw new InsynError('KONFLIKT', 'a hub uses the database: stop every hub first')
  if (found.relations > 0)
    throw new InsynError('KONFLIKT', 'the database is not empty: restore into a new one, and set databas to that')
  if (found.major < major)
    throw new InsynError(
      'BEGARAN_OGILTIG',
      `the backup is of PostgreSQL ${major}, and the server is ${found.major}: use a server as new`,
    )
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
