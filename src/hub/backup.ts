import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import type { Manifest } from '../operations/backup/manifest.ts'
import { noteRestoration, recordRestorations } from '../operations/backup/restorations.ts'
import { restoreBackup, type RestoreRequest } from '../operations/backup/restore-backup.ts'
import { type BackupParts, takeBackup } from '../operations/backup/take-backup.ts'
import { createPool } from '../platform/database/database.ts'
import { embeddedAddress, startEmbedded } from '../platform/database/embedded.ts'
import { migrate, readMigrations } from '../platform/database/migrate.ts'
import { embeddedMajor } from '../platform/database/server-programs.ts'
import type { MasterKeys } from '../platform/keys/keyring.ts'
import { changeMasterKey, keptMasterKeys, masterKeyFile, type MasterKeyParts } from './master-key.ts'
import { MIGRATIONS, ownerAddress } from './store.ts'

export interface BackupTools {
  /** Copies database, keyring and checkpoints into a new folder. */
  takeBackup(folder: string, by: string): Promise<Manifest>
  /** Puts restores into the hub's own log; LOGG_BRUTEN while a loss of records has not been acknowledged. */
  recordRestorations(): Promise<void>
  /** Seals the keyring with another master key, while hubs serve. */
  changeMasterKey(why: { readonly by: string; readonly reason: string }): Promise<void>
}

export interface BackupComposition extends Pick<BackupParts, 'stateFolder' | 'pool' | 'recordThen' | 'clock'> {
  readonly config: Config
  readonly keyStore: MasterKeyParts['keyStore']
}

export const composeBackup = ({ config, ...parts }: BackupComposition): BackupTools => ({
  takeBackup: (folder, by) =>
    takeBackup({ ...parts, databas: ownerAddress(config.databas), origin: config.loggnamn }, { folder, by }),
  recordRestorations: () => recordRestorations(parts.pool, parts.recordThen, parts.clock),
  changeMasterKey: (why) => changeMasterKey({ ...parts, config }, why),
})

/** Puts a backup back where there is no database yet, and so no hub: the next start makes good what came after it. */
export async function restore(config: Config, stateFolder: string, request: RestoreRequest): Promise<Manifest> {
  const { loggnamn: origin } = config
  const owner = ownerAddress(config.databas)
  const files = await readMigrations(MIGRATIONS)
  const parts = {
    ...{ stateFolder, databas: owner, origin },
    migrations: new Map(files.map(({ name, digest }) => [name, digest])),
    embeddedMajor,
    masterKeys: () => requireMasterKeys(config, stateFolder),
    clock: () => new Date(),
  }
  return restoreBackup(parts, request, async ({ id, taken }) => {
    const embedded = owner.url === 'inbyggd' ? await startEmbedded(stateFolder) : undefined
    const address = embedded === undefined ? owner : embeddedAddress(stateFolder)
    const pool = createPool(address, { max: 2, applicationName: `insyn-${process.pid}` })
    try {
      await migrate(pool, MIGRATIONS)
      await noteRestoration(pool, { backup: id, taken: new Date(taken), by: request.by, reason: request.reason })
    } finally {
      await pool.end()
      await embedded?.stop()
    }
  })
}

async function requireMasterKeys(config: Config, stateFolder: string): Promise<MasterKeys> {
  const kept = await keptMasterKeys(config, stateFolder)
  if (kept !== undefined) return kept
  throw new InsynError(
    'NYCKEL_SAKNAS',
    `the master key ${masterKeyFile(stateFolder)} is missing, and no backup holds it: put it there from where it is kept apart`,
  )
}
