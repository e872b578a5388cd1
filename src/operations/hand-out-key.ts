import type { Disclose } from '../atkomstlogg/disclose.ts'
import { checkText, createAccess } from '../atkomstlogg/record-then.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { BusKey, Keys } from '../platform/keys/keys.ts'

export interface KeyDeps {
  readonly keys: Pick<Keys, 'busKey'>
  /** The kinds that an avtal in force covers. */
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly disclose: Disclose
  readonly clock: () => Date
}

export interface Request {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  /** Who takes it out, and what for: both stand in the record. */
  readonly by: string
  readonly reason: string
}

/**
 * The key with which a consumer opens one kind of one stadsdel: whoever has it can read all of that, so it is an access of
 * its own in that board's log. Throws BEGARAN_OGILTIG, or NYCKEL_SAKNAS when no avtal in force covers the kind.
 */
export async function handOutKey(
  { keys, allowed, disclose, clock }: KeyDeps,
  { stadsdel, mangd, by, reason }: Request,
): Promise<BusKey> {
  checkText('--av', by, 100, clock())
  checkText('--skal', reason, 500, clock())
  const key = allowed(stadsdel).has(mangd) ? keys.busKey(stadsdel, mangd) : undefined
  if (key === undefined)
    throw new InsynError('NYCKEL_SAKNAS', `no avtal in force covers ${mangd} in a stadsdel of that name`)
  const extract = { slutanvandare: by, klient: 'insyn-cli', andamal: reason, arende: null }
  const access = { ...createAccess('buss', extract, clock()), orsak: 'nyckel', visat: [{ mangd, falt: ['*'] }] }
  return disclose({ poster: [{ logg: stadsdel, access }], body: () => key }, (handedOut) => handedOut)
}
