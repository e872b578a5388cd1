import { chmod, cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeyring, openMasterKey } from '../../../src/platform/keys/keyring.ts'

/** Something that is wrong with what a start finds: done, and undone afterwards. */
export interface Trouble {
  readonly env?: Readonly<Record<string, string>>
  readonly change?: () => Promise<unknown>
  readonly undo?: () => Promise<unknown>
  /** What the one line says after `insyn: `. */
  readonly line: RegExp
}

/** Troubles of an installation that has been started before: its settings file and its state are known when needed. */
export function troubles(where: () => { readonly settings: string; readonly state: string }) {
  const settings = () => where().settings
  const keyring = () => join(where().state, 'nyckelring.json')
  const masterKey = () => join(where().state, 'huvudnyckel')
  const aside = (file: string) => `${file}.undan`
  const putBack = async (...files: string[]) => {
    for (const file of files) await rename(aside(file), file)
  }
  const changeSettings = async (change: (text: string) => string) => {
    await cp(settings(), aside(settings()))
    await writeFile(settings(), change(await readFile(settings(), 'utf8')))
  }
  const takeFromAnother = async (...files: string[]) => {
    const another = await anotherInstallation(keyring())
    for (const file of files) {
      await rename(file, aside(file))
      await cp(join(another, file === keyring() ? 'nyckelring.json' : 'huvudnyckel'), file)
    }
    await rm(another, { recursive: true })
  }

  return {
    'a state folder that cannot be written': {
      env: { INSYN_TILLSTAND: '/dev/null/x' },
      line: /the state folder \/dev\/null\/x cannot be written: set INSYN_TILLSTAND/,
    },
    'a setting that is not one': { env: { INSYN_PORT: 'abc' }, line: /port: must be integer/ },
    'a demo of no size': {
      env: { INSYN_DEMO_PERSONER: 'många' },
      line: /INSYN_DEMO_PERSONER is not a whole number/,
    },
    'a settings file that is no YAML': {
      change: () => changeSettings(() => 'http: { adress: 127.0.0.1'),
      undo: () => putBack(settings()),
      line: /demo\.yaml.* cannot be read as YAML/,
    },
    'a settings file without what must be there': {
      change: () => changeSettings((text) => text.replace(/^databas:/m, 'databasen:')),
      undo: () => putBack(settings()),
      line: /demo\.yaml.*databas/,
    },
    'a keyring that is gone': {
      change: () => rename(keyring(), aside(keyring())),
      undo: () => putBack(keyring()),
      line: /the keyring \S+ is missing but the database holds data sealed with it: put the file back/,
    },
    'a keyring that others may read': {
      change: () => chmod(keyring(), 0o644),
      undo: () => chmod(keyring(), 0o600),
      line: /nyckelring\.json may be read by others: run chmod 600 on it/,
    },
    'the keyring of another installation': {
      change: () => takeFromAnother(keyring()),
      undo: () => putBack(keyring()),
      line: /the keyring \S+ does not open with this master key/,
    },
    'the keyring and the master key of another installation': {
      change: () => takeFromAnother(masterKey(), keyring()),
      undo: () => putBack(masterKey(), keyring()),
      line: /is not the one this database was written with: put the right keyring back/,
    },
  } satisfies Record<string, Trouble>
}

/** A folder with the keys that an installation with the same stadsdelar made for itself. */
async function anotherInstallation(ownKeyring: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'insyn-annan-'))
  const own = JSON.parse(await readFile(ownKeyring, 'utf8')) as Record<'logg', object>
  await openKeyring(join(folder, 'nyckelring.json'), await openMasterKey(join(folder, 'huvudnyckel'), true), {
    logg: Object.keys(own.logg),
    known: new Set(),
  })
  return folder
}
