import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { InsynError } from '../../errors.ts'
import { keepSecret } from '../keys/secret-file.ts'

/** The user that the embedded PostgreSQL runs as when root starts it, and its group of the same number. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/**
 * PostgreSQL refuses to run as root. A shared user (`nobody`, `postgres`) would let every other service of that user
 * read the data and signal the server, so each state folder has a user id of its own, without an account: nobody can
 * log in as it and no service runs as it. systemd's and Debian's tables give neither range to anybody; the second also
 * exists in a container that has only the first 65 536 ids.
 */
const RANGES = [
  [65_536, 99_999],
  [60_706, 61_183],
] as const
const TRIES = 50
const GETENT = { PATH: '/usr/bin:/bin' }

export const isReserved = (id: number): boolean => RANGES.some(([first, last]) => id >= first && id <= last)

/**
 * Undefined unless this process is root. `file`, beside the data, keeps which id was chosen; one that has been given an
 * account since is not used.
 */
export async function serverUser(file: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  if (process.platform !== 'linux')
    throw unusable('root starts it on Linux only: run the hub as an ordinary user, or set databas to a URL')
  const id = Number(await keepSecret(file, () => String(chooseId())))
  if (!isReserved(id)) throw unusable(`${file} names no id that the hub chose: put back what stood there`)
  if (hasAccount(id))
    throw unusable(
      `the user id ${id} of its data now belongs to an account: give the account another id, ` +
        'or set INSYN_TILLSTAND to a new folder',
    )
  return { uid: id, gid: id }
}

const unusable = (why: string) => new InsynError('DATABAS_FEL', `the embedded PostgreSQL cannot be used: ${why}`)

/** Two state folders hardly ever draw the same id, and a running server's id is not drawn again. */
function chooseId(): number {
  const running = idsWithProcesses()
  const subordinate = ['/etc/subuid', '/etc/subgid'].flatMap(subordinateRanges)
  for (const [first, last] of RANGES.filter(([low, high]) => isMapped('uid', low, high) && isMapped('gid', low, high)))
    for (let tried = 0; tried < TRIES; tried++) {
      const id = randomInt(first, last + 1)
      if (running.has(id) || subordinate.some(([low, count]) => id >= low && id < low + count)) continue
      if (!hasAccount(id)) return id
    }
  throw unusable('there is no unused user id for it: run the hub as an ordinary user, or set databas to a URL')
}

/** An account other than root that has no process now. */
export function idleAccount(): number {
  const running = idsWithProcesses()
  const { stdout } = spawnSync('getent', ['passwd'], { encoding: 'utf8', env: GETENT })
  const ids = (stdout ?? '').split('\n').map((line) => Number(line.split(':')[2]))
  const idle = ids.find((id) => id > 0 && !running.has(id) && isMapped('uid', id, id))
  if (idle === undefined) throw unusable('every account of the machine has processes: run the hub as an ordinary user')
  return idle
}

const idsWithProcesses = () =>
  new Set(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => lstatSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid),
  )

/** Asks every source of accounts that the machine has, a directory service included. */
function hasAccount(id: number): boolean {
  return ['passwd', 'group'].some((database) => {
    const { status } = spawnSync('getent', [database, String(id)], { stdio: 'ignore', env: GETENT })
    if (status !== 0 && status !== 2)
      throw unusable('getent cannot say which user ids have an account: run the hub as an ordinary user')
    return status === 0
  })
}

/** Ids that the machine has lent to the containers of ordinary users: `[first, count]`. */
function subordinateRanges(file: string): [number, number][] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':').slice(1).map(Number) as [number, number])
      .filter(({ length }) => length === 2)
  } catch {
    return []
  }
}

/** Whether ids exist in this process's user namespace. */
function isMapped(kind: 'uid' | 'gid', first: number, last: number): boolean {
  return readFileSync(`/proc/self/${kind}_map`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([low = Infinity, , count = 0]) => low <= first && last < low + count)
}
