import { InsynError } from '../errors.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Atkomstgrund } from './grounds.ts'
import { avvisningsposter } from './records.ts'
import type { Referensfel } from './person-reference.ts'
import type { Nekandeorsak } from '../policy/reach.ts'
import type { Kroppsfel, Nekad } from './outcome.ts'

type Sigill = Pick<Nycklar, 'forseglaForLogg'>

/** Swedish; the same whoever the person is. */
export const FORKLARINGAR: Readonly<Record<Nekandeorsak | 'ratt', string>> = {
  ratt: 'Ingen av rollerna har rätt till det här.',
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
export const nekadAtkomst = (nycklar: Sigill, grund: Atkomstgrund, orsak: keyof typeof FORKLARINGAR): Nekad => ({
  nekad: { kod: 'ATKOMST_NEKAD', forklaring: FORKLARINGAR[orsak] },
  poster: avvisningsposter(nycklar, grund, 'nekat', orsak),
})

const KLIENTFORKLARINGAR = {
  'klient-okand': 'Det anropande systemet har inget avtal om åtkomst.',
  'klient-avstangd': 'Det anropande systemet är avstängt.',
} as const

/** What the calling system's contract, or its suspension, says no to. */
export const nekadKlient = (nycklar: Sigill, grund: Atkomstgrund, orsak: keyof typeof KLIENTFORKLARINGAR): Nekad => ({
  nekad: { kod: 'ATKOMST_NEKAD', forklaring: KLIENTFORKLARINGAR[orsak] },
  poster: avvisningsposter(nycklar, grund, 'nekat', orsak),
})

/** `vanta`: whole seconds. */
export const forMangaAnrop = (nycklar: Sigill, grund: Atkomstgrund, vanta: number): Nekad => ({
  nekad: { kod: 'FOR_MANGA_ANROP', vanta },
  poster: avvisningsposter(nycklar, grund, 'nekat', 'for-manga-anrop'),
})

/** Whether the client is suspended cannot be known now. */
export const klientlageOkant = (nycklar: Sigill, grund: Atkomstgrund): Nekad => ({
  nekad: { kod: 'KALLA_OTILLGANGLIG' },
  poster: avvisningsposter(nycklar, grund, 'fel', 'klientlage-okant'),
})

export const okantArende = (nycklar: Sigill, grund: Atkomstgrund): Nekad => ({
  nekad: { kod: 'FINNS_EJ', forklaring: 'Ärendet har inte öppnats.' },
  poster: avvisningsposter(nycklar, grund, 'nekat', 'arende-okant'),
})

/**
 * One text, at set times, for every way in which a reference can be of no use, what it names being gone or not to be shown
 * included.
 */
export const visasEj = (poster: Nekad['poster']): Nekad => ({
  nekad: { kod: 'FINNS_EJ', forklaring: 'Referensen gäller inte, eller inte längre. Sök personen på nytt.' },
  poster,
  neutral: { tidigastMs: 0 },
})

export const okandReferens = (nycklar: Sigill, grund: Atkomstgrund, { orsak, personRef }: Referensfel): Nekad =>
  visasEj(avvisningsposter(nycklar, { ...grund, personRef }, 'nekat', orsak))

/** An Idempotency-Key that has been used for another request, or for one whose answer is not known. */
export const upptagenNyckel = (nycklar: Sigill, grund: Atkomstgrund, kod: 'NYCKEL_ATERANVAND' | 'KONFLIKT'): Nekad => ({
  nekad:
    kod === 'KONFLIKT'
      ? { kod, forklaring: 'En begäran med samma Idempotency-Key pågår, eller avbröts innan den besvarades.' }
      : { kod },
  poster: avvisningsposter(nycklar, grund, 'nekat', kod === 'KONFLIKT' ? 'nyckel-upptagen' : 'nyckel-ateranvand'),
})

/** Something broke before anything was disclosed: the attempt is recorded like any other. */
export function misslyckad(nycklar: Sigill, grund: Atkomstgrund, cause: unknown): Nekad {
  const kod = cause instanceof InsynError ? cause.code : 'OVANTAT'
  return { nekad: { kod, cause }, poster: avvisningsposter(nycklar, grund, 'fel', kod) }
}
