import type { Disclose } from '../atkomstlogg/disclose.ts'
import { uttagAtkomst } from '../atkomstlogg/export.ts'
import { granskaText } from '../atkomstlogg/free-text.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Bussnyckel, Nycklar } from '../platform/keys/keys.ts'

export interface NyckelDeps {
  readonly nycklar: Pick<Nycklar, 'bussnyckel'>
  /** The kinds that an avtal in force covers. */
  readonly tillatna: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly disclose: Disclose
  readonly klocka: () => Date
}

export interface Begaran {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  /** Who takes it out, and what for: both stand in the record. */
  readonly av: string
  readonly skal: string
}

/**
 * The key with which a consumer opens one kind of one stadsdel: whoever has it can read all of that, so it is an access of
 * its own in that board's log. Throws BEGARAN_OGILTIG, or NYCKEL_SAKNAS when no avtal in force covers the kind.
 */
export async function lamnaUtNyckel(
  { nycklar, tillatna, disclose, klocka }: NyckelDeps,
  { stadsdel, mangd, av, skal }: Begaran,
): Promise<Bussnyckel> {
  granskaText('--av', av, 100, klocka())
  granskaText('--skal', skal, 500, klocka())
  const nyckel = tillatna(stadsdel).has(mangd) ? nycklar.bussnyckel(stadsdel, mangd) : undefined
  if (nyckel === undefined)
    throw new InsynError('NYCKEL_SAKNAS', `no avtal in force covers ${mangd} in a stadsdel of that name`)
  const uttag = { slutanvandare: av, klient: 'insyn-cli', andamal: skal, arende: null }
  const atkomst = { ...uttagAtkomst('buss', uttag, klocka()), orsak: 'nyckel', visat: [{ mangd, falt: ['*'] }] }
  return disclose({ poster: [{ logg: stadsdel, atkomst }], body: () => nyckel }, (utlamnad) => utlamnad)
}
