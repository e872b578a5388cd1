import { InsynError } from '../errors.ts'
import type { Nycklar } from '../keys/nycklar.ts'
import type { Atkomstgrund } from './grund.ts'
import { avvisningsposter } from './loggposter.ts'
import type { Nekandeorsak } from './rackvidd.ts'
import type { Kroppsfel, Nekad } from './utgang.ts'

type Sigill = Pick<Nycklar, 'forseglaForLogg'>

/** Swedish; the same whoever the person is. */
export const FORKLARINGAR: Readonly<Record<Nekandeorsak, string>> = {
  roll: 'Ingen av rollerna får se uppgifter för det här ändamålet.',
  andamal: 'Ändamålet finns inte.',
  oppettid: 'Rollen är utanför sin öppettid och får inte slå upp något nu.',
  'arende-saknas': 'Ändamålet kräver att ett ärende anges.',
  identifiering: 'Ändamålet kräver att den som frågar har identifierats på ett säkrare sätt.',
}

/** A request that does not follow its schema, or names what cannot be. */
export const ogiltigBegaran = (nycklar: Sigill, grund: Atkomstgrund, fel: readonly Kroppsfel[]): Nekad => ({
  nekad: { kod: 'BEGARAN_OGILTIG', fel },
  poster: avvisningsposter(nycklar, grund, 'nekat', 'begaran-ogiltig'),
})

/** What the caller may never do, whoever the person is. */
export const nekadAtkomst = (nycklar: Sigill, grund: Atkomstgrund, orsak: Nekandeorsak): Nekad => ({
  nekad: { kod: 'ATKOMST_NEKAD', forklaring: FORKLARINGAR[orsak] },
  poster: avvisningsposter(nycklar, grund, 'nekat', orsak),
})

export const okantArende = (nycklar: Sigill, grund: Atkomstgrund): Nekad => ({
  nekad: { kod: 'FINNS_EJ', forklaring: 'Ärendet har inte öppnats.' },
  poster: avvisningsposter(nycklar, grund, 'nekat', 'arende-okant'),
})

/** Something broke before anything was disclosed: the attempt is recorded like any other. */
export function misslyckad(nycklar: Sigill, grund: Atkomstgrund, cause: unknown): Nekad {
  const kod = cause instanceof InsynError ? cause.code : 'OVANTAT'
  return { nekad: { kod, cause }, poster: avvisningsposter(nycklar, grund, 'fel', kod) }
}
