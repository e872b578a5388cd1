import type { IncomingMessage } from 'node:http'
import type { Handelse } from '../atkomstlogg/access.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Klient, Policy } from '../policy/policy.ts'
import { kanVaraPersonnummer, type Anropare } from '../access/caller.ts'
import { forMangaAnrop, klientlageOkant, nekadKlient, ogiltigBegaran } from '../access/refusals.ts'
import { laggGrund, type Atkomstgrund } from '../access/grounds.ts'
import type { Nekad } from '../access/outcome.ts'
import type { Takt } from './rate-limit.ts'

/** Whether a client is suspended; `okant` when that has not been known for some seconds. */
export type Avstangd = (klient: string) => boolean | 'okant'

export interface TilltradeDeps {
  readonly policy: Policy
  readonly nycklar: Nycklar
  readonly klocka: () => Date
  readonly avstangd: Avstangd
  readonly takt: Takt
}

/** Holds whom the token names against the client's contract: who then asks, or a refusal to record. */
export type SlappIn = (handelse: Handelse, token: Anropare, uppgivna: readonly string[]) => Promise<Anropare | Nekad>

/** The header in which a client whose contract lets it names the person at work. */
export const SLUTANVANDARE = 'X-Slutanvandare'
/** Printable ASCII without blanks at the ends: a header has no agreed way of carrying anything else. */
export const SLUTANVANDARFORM = '^[!-~](?:[ -~]{0,98}[!-~])?$'
const FORM = new RegExp(SLUTANVANDARFORM)

/** Known, not suspended, within the client's rate, its end user named as the contract says, within that one's rate. */
export function createTilltrade(deps: TilltradeDeps): SlappIn {
  const { policy, nycklar, klocka, avstangd, takt } = deps

  return async (handelse, token, uppgivna) => {
    const grund = (anropare: Anropare): Atkomstgrund => laggGrund(deps, handelse, anropare, {}).grund
    const kontrakt = Object.hasOwn(policy.klienter, token.klient) ? policy.klienter[token.klient] : undefined
    if (kontrakt === undefined) return nekadKlient(nycklar, grund({ ...token, roller: [] }), 'klient-okand')
    const system = medKontraktetsRoller(token, kontrakt)

    const lage = avstangd(system.klient)
    if (lage === 'okant') return klientlageOkant(nycklar, grund(system))
    if (lage) return nekadKlient(nycklar, grund(system), 'klient-avstangd')
    const vanta = await takt.klient(system.klient)
    if (vanta !== undefined) return forMangaAnrop(nycklar, grund(system), vanta)

    const anropare = namngiven(system, kontrakt, uppgivna, klocka)
    if (typeof anropare === 'string')
      return ogiltigBegaran(nycklar, grund(system), [{ pekare: `/${SLUTANVANDARE}`, regel: anropare }])
    const vantaSjalv = await takt.slutanvandare(anropare.klient, anropare.slutanvandare)
    return vantaSjalv === undefined ? anropare : forMangaAnrop(nycklar, grund(anropare), vantaSjalv)
  }
}

/** Every value under a name: Node keeps or joins repeated ones, and which of two counts must be nobody's guess. */
export function allaVarden({ rawHeaders }: IncomingMessage, namn: string): string[] {
  const varden: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const rubrik = rawHeaders[i] ?? ''
    if (rubrik.length === namn.length && rubrik.toLowerCase() === namn.toLowerCase())
      varden.push(rawHeaders[i + 1] ?? '')
  }
  return varden
}

function medKontraktetsRoller(token: Anropare, { roller }: Klient): Anropare {
  return token.roller.every((roll) => roller.includes(roll))
    ? token
    : { ...token, roller: token.roller.filter((roll) => roller.includes(roll)) }
}

/** The caller, or the rule that the named end user breaks. */
function namngiven(
  system: Anropare,
  kontrakt: Klient,
  uppgivna: readonly string[],
  klocka: () => Date,
): Anropare | string {
  const [namn, ...flera] = uppgivna
  // Without the header the system acts on its own, or its token names the person.
  if (namn === undefined) return system
  if (kontrakt.slutanvandare !== 'uppgiven') return 'får inte anges av den här klienten'
  if (flera.length > 0) return 'får anges en gång'
  if (!FORM.test(namn)) return 'har fel form'
  if (kanVaraPersonnummer(namn, klocka())) return 'får inte vara ett personnummer'
  // The number in the token, if any, is not that of the person named here.
  return { ...system, slutanvandare: namn, identitet: 'uppgiven', egenRef: null }
}
