import type { LogRecord } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { checkText, createAccess } from '../atkomstlogg/record-then.ts'
import { InsynError } from '../errors.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { BusKey, Keys } from '../platform/keys/keys.ts'

export interface KeyDeps {
  readonly keys: Pick<Keys, 'busKey'>
  /** The stadsdelar that a consumer may ask for. */
  readonly stadsdelar: () => readonly string[]
  /** The kinds that an avtal in force covers. */
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly disclose: Disclose
  readonly clock: () => Date
}

interface KeyActor {
  /** Who takes the keys out, and what for: both stand in each record. */
  readonly by: string
  readonly reason: string
}

export interface Request extends KeyActor {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
}

/** An absent list stands for all there are. */
export interface SetRequest extends KeyActor {
  readonly stadsdelar?: readonly string[]
  readonly mangder?: readonly Informationsmangd[]
}

export interface KeySet {
  readonly keys: readonly BusKey[]
  /** What was asked for and has no key: no avtal in force covers it. Only stadsdelar that lack some kind. */
  readonly leftOut: readonly { readonly stadsdel: string; readonly mangder: readonly Informationsmangd[] }[]
}

/**
 * The key with which a consumer opens one kind of one stadsdel: whoever has it can read all of that, so it is an access of
 * its own in that board's log. Throws BEGARAN_OGILTIG, or NYCKEL_SAKNAS when no avtal in force covers the kind.
 */
export async function handOutKey(deps: KeyDeps, { stadsdel, mangd, ...actor }: Request): Promise<BusKey> {
  checkActor(actor, deps.clock())
  const { records, keys } = prepare(deps, { stadsdelar: [stadsdel], mangder: [mangd], ...actor })
  const [key] = keys
  if (!isFilled(records) || key === undefined)
    throw new InsynError('NYCKEL_SAKNAS', `no avtal in force covers ${mangd} in a stadsdel of that name`)
  return deps.disclose({ poster: records, body: () => key }, (handedOut) => handedOut)
}

/**
 * All such keys at once. Each has a record of its own in its board's log, and the records are durable together before the
 * first key leaves: a process that is killed in between has recorded keys that nobody got, never the other way round.
 */
export async function handOutKeys(deps: KeyDeps, { stadsdelar, mangder, ...actor }: SetRequest): Promise<KeySet> {
  checkActor(actor, deps.clock())
  const known = deps.stadsdelar()
  if (stadsdelar?.some((one) => !known.includes(one)) === true)
    throw new InsynError('BEGARAN_OGILTIG', `--stadsdel must be one of ${known.join(', ')}`)
  const selection = { stadsdelar: [...new Set(stadsdelar ?? known)], mangder: mangder ?? INFORMATIONSMANGDER }
  const { records, keys } = prepare(deps, { ...selection, ...actor })
  if (!isFilled(records))
    throw new InsynError('NYCKEL_SAKNAS', 'no avtal in force covers anything of what is asked for')
  const named = new Set(keys.map(({ kid }) => kid.slice(0, kid.lastIndexOf('/'))))
  const leftOut = selection.stadsdelar
    .map((stadsdel) => ({ stadsdel, mangder: selection.mangder.filter((mangd) => !named.has(`${stadsdel}/${mangd}`)) }))
    .filter((one) => one.mangder.length > 0)
  return deps.disclose({ poster: records, body: () => ({ keys, leftOut }) }, (handedOut) => handedOut)
}

/** The keys that there are of these, in order, each with its record. */
function prepare(
  { keys, allowed, clock }: KeyDeps,
  { stadsdelar = [], mangder = [], by, reason }: SetRequest,
): { readonly records: readonly LogRecord[]; readonly keys: readonly BusKey[] } {
  const actor = { slutanvandare: by, klient: 'insyn-cli', andamal: reason, arende: null }
  const access = { ...createAccess('buss', actor, clock()), orsak: 'nyckel' }
  const found = stadsdelar.flatMap((stadsdel) => {
    const covered = allowed(stadsdel)
    return INFORMATIONSMANGDER.filter((mangd) => mangder.includes(mangd) && covered.has(mangd)).flatMap((mangd) => {
      const key = keys.busKey(stadsdel, mangd)
      return key === undefined ? [] : [{ stadsdel, mangd, key }]
    })
  })
  return {
    records: found.map(({ stadsdel, mangd }) => ({
      logg: stadsdel,
      access: { ...access, visat: [{ mangd, falt: ['*'] }] },
    })),
    keys: found.map(({ key }) => key),
  }
}

const isFilled = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0

function checkActor({ by, reason }: KeyActor, now: Date): void {
  checkText('--av', by, 100, now)
  checkText('--skal', reason, 500, now)
}
