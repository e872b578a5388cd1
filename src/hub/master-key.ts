import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { operatorRecord, type RecordThen } from '../atkomstlogg/record-then.ts'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { withSessionLock } from '../platform/database/session-lock.ts'
import { KEY_LOCK, type KeyStore } from '../platform/keys/key-store.ts'
import { type MasterKeys, openMasterKey, parseMasterKey } from '../platform/keys/keyring.ts'
import { readSecret, sweepSecret, writeSecret } from '../platform/keys/secret-file.ts'

type Settings = Pick<Config, 'huvudnyckel' | 'tidigareHuvudnyckel'>

export const masterKeyFile = (stateFolder: string): string => join(stateFolder, 'huvudnyckel')
/** Beside it while it is changed. */
const nextFile = (stateFolder: string): string => `${masterKeyFile(stateFolder)}-ny`

/** Those of the settings or of the state folder; undefined when there is none. */
export async function keptMasterKeys(settings: Settings, stateFolder: string): Promise<MasterKeys | undefined> {
  const { huvudnyckel: inForce, tidigareHuvudnyckel: before } = settings
  const former = before === undefined ? [] : [parseMasterKey(before, 'the setting tidigareHuvudnyckel')]
  if (inForce !== undefined) return [parseMasterKey(inForce, 'the setting huvudnyckel'), ...former]
  // First what replaces the other, which is in its own place before it goes from here.
  const keys: Buffer[] = []
  for (const file of [nextFile(stateFolder), masterKeyFile(stateFolder)]) {
    const text = await readSecret(file)
    if (text !== undefined) keys.push(parseMasterKey(text, file))
  }
  const [first, ...rest] = keys
  return first && [first, ...rest, ...former]
}

/** `fresh`: of an installation that begins; one that is to leave nothing (`asFound`) gets a key that is not kept. */
export const openMasterKeys =
  (settings: Settings, stateFolder: string, asFound: boolean) =>
  async (fresh: boolean): Promise<MasterKeys> => {
    const kept = await keptMasterKeys(settings, stateFolder)
    if (kept !== undefined) return kept
    return [fresh && asFound ? randomBytes(32) : await openMasterKey(masterKeyFile(stateFolder), fresh)]
  }

export interface MasterKeyParts {
  readonly config: Settings
  readonly stateFolder: string
  readonly pool: pg.Pool
  readonly keyStore: Pick<KeyStore, 'sealWith'>
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

/**
 * Seals the keyring with another master key while hubs serve: with the one of the setting, or with a new one that takes the
 * place of the file. Interrupted anywhere, the keyring opens with one that is kept, and the command can be repeated.
 */
export async function changeMasterKey(
  { config, stateFolder, pool, keyStore, recordThen, clock }: MasterKeyParts,
  { by, reason }: { by: string; reason: string },
): Promise<void> {
  const ofSetting = config.huvudnyckel
  if (ofSetting !== undefined && config.tidigareHuvudnyckel === undefined)
    throw new InsynError(
      'BEGARAN_OGILTIG',
      'set huvudnyckel to the new key and tidigareHuvudnyckel to the one in force, and restart every hub; then run this again',
    )
  const act = { handelse: 'nyckel', orsak: 'huvudnyckel', by, andamal: reason } as const
  await withSessionLock(pool, KEY_LOCK, () =>
    recordThen(operatorRecord(act, clock()), async () => {
      if (ofSetting !== undefined) return keyStore.sealWith(parseMasterKey(ofSetting, 'the setting huvudnyckel'))
      const [place, next] = [masterKeyFile(stateFolder), nextFile(stateFolder)]
      await sweepSecret(place)
      // What an interrupted change left may be the one that seals the keyring.
      const text = (await readSecret(next)) ?? `${randomBytes(32).toString('base64url')}\n`
      await writeSecret(next, text)
      await keyStore.sealWith(parseMasterKey(text, next))
      await writeSecret(place, text)
      await rm(next)
    }),
  )
}
