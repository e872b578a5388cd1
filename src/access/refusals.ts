import { InsynError } from '../errors.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Grounds } from './grounds.ts'
import type { BodyError, Refusal } from './outcome.ts'
import type { UnusableReference } from './person-reference.ts'
import { refusalRecords } from './records.ts'

type Seal = Pick<Keys, 'sealForLog'>

/** Swedish; the same whoever the person is. */
export const EXPLANATIONS = {
  roll: 'Ingen av rollerna får se uppgifter för det här ändamålet.',
  andamal: 'Ändamålet finns inte.',
  oppettid: 'Rollen är utanför sin öppettid och får inte slå upp något nu.',
  'arende-saknas': 'Ändamålet kräver att ett ärende anges.',
  'roller-oforenliga':
    'Behörigheten rymmer roller av mer än ett slag: som slår upp personer, som granskar eller som sköter driften. De får inte finnas hos samma person.',
  'identitet-ej-styrkt':
    'Enkelttillstånd kräver att den som frågar själv är inloggad. Här frågar det anropande systemet, för egen del eller för någon som det uppger.',
  'eget-nummer-okant':
    'Inloggningen innehåller inte personnumret för den som frågar. Utan det kan ingen slås upp, eftersom ingen får slå upp sig själv.',
  identifiering: 'Ändamålet kräver att den som frågar har identifierats på ett säkrare sätt.',
} as const

/** A request that does not follow its schema, or names something impossible. */
export const invalidRequest = (keys: Seal, grounds: Grounds, errors: readonly BodyError[]): Refusal => ({
  refused: { kod: 'BEGARAN_OGILTIG', fel: errors },
  poster: refusalRecords(keys, grounds, 'nekat', 'begaran-ogiltig'),
})

/** Refused whoever the person is. */
export const accessRefused = (keys: Seal, grounds: Grounds, reason: keyof typeof EXPLANATIONS): Refusal => ({
  refused: {
    kod: 'ATKOMST_NEKAD',
    forklaring: reason === 'roll' && grounds.caller.roller.length === 0 ? NO_ROLL : EXPLANATIONS[reason],
  },
  poster: refusalRecords(keys, grounds, 'nekat', reason),
})

/** Roles of the token that the client's contract leaves out count for nothing, and are gone here. */
const NO_ROLL = 'Inloggningen ger ingen roll som det anropande systemet får använda.'

/** Refused for what the operation requires of a role, whatever the request says. `required`: what follows `kräver`. */
export const rightMissing = (
  keys: Seal,
  grounds: Grounds,
  reason: 'ratt' | 'ratt-saknas' | 'roll',
  required: string,
): Refusal => ({
  refused: {
    kod: 'ATKOMST_NEKAD',
    forklaring: `Anropet kräver ${required}.${grounds.caller.roller.length === 0 ? ` ${NO_ROLL}` : ''}`,
  },
  poster: refusalRecords(keys, grounds, 'nekat', reason),
})

const CLIENT_EXPLANATIONS = {
  'klient-okand': 'Det anropande systemet har inget avtal om åtkomst.',
  'klient-avstangd': 'Det anropande systemet är avstängt.',
  'klient-utfardare': 'Inloggningen kommer från en utfärdare som inte gäller för det anropande systemet.',
} as const

/** Refused by the calling system's contract or its suspension. */
export const clientRefused = (keys: Seal, grounds: Grounds, reason: keyof typeof CLIENT_EXPLANATIONS): Refusal => ({
  refused: { kod: 'ATKOMST_NEKAD', forklaring: CLIENT_EXPLANATIONS[reason] },
  poster: refusalRecords(keys, grounds, 'nekat', reason),
  // Unknown names are made up at will: they are one kind together.
  shared: reason === 'klient-okand' ? reason : `${reason}/${grounds.caller.klient}`,
})

/** `wait`: whole seconds. */
export const tooManyCalls = (keys: Seal, grounds: Grounds, wait: number): Refusal => ({
  refused: { kod: 'FOR_MANGA_ANROP', waitSeconds: wait },
  poster: refusalRecords(keys, grounds, 'nekat', 'for-manga-anrop'),
  shared: `for-manga-anrop/${grounds.caller.klient}`,
})

/** Whether the client is suspended cannot be known now. */
export const clientStateUnknown = (keys: Seal, grounds: Grounds): Refusal => ({
  refused: { kod: 'KALLA_OTILLGANGLIG' },
  poster: refusalRecords(keys, grounds, 'fel', 'klientlage-okant'),
  shared: `klientlage-okant/${grounds.caller.klient}`,
})

/** One text for a case that is not open and for one that the client may not name. */
export const unknownArende = (keys: Seal, grounds: Grounds): Refusal => ({
  refused: {
    kod: 'FINNS_EJ',
    forklaring: 'Ärendet finns inte bland de öppna ärenden som det anropande systemet får ange.',
  },
  poster: refusalRecords(keys, grounds, 'nekat', 'arende-okant'),
})

/**
 * One text, at set times, whatever makes a reference unusable: expired, another caller's, or naming something that is
 * gone or may not be shown.
 */
export const notShown = (records: Refusal['poster']): Refusal => ({
  refused: { kod: 'FINNS_EJ', forklaring: 'Referensen gäller inte, eller inte längre. Sök personen på nytt.' },
  poster: records,
  neutral: { earliestMs: 0 },
})

export const unknownReference = (keys: Seal, grounds: Grounds, { orsak, personRef }: UnusableReference): Refusal =>
  notShown(refusalRecords(keys, { ...grounds, personRef }, 'nekat', orsak))

/** An Idempotency-Key that has been used for another request, or for one whose answer is not known. */
export const keyInUse = (keys: Seal, grounds: Grounds, code: 'NYCKEL_ATERANVAND' | 'KONFLIKT'): Refusal => ({
  refused:
    code === 'KONFLIKT'
      ? { kod: code, forklaring: 'En begäran med samma Idempotency-Key pågår, eller avbröts innan den besvarades.' }
      : { kod: code },
  poster: refusalRecords(keys, grounds, 'nekat', code === 'KONFLIKT' ? 'nyckel-upptagen' : 'nyckel-ateranvand'),
})

/** A failure before anything was disclosed: the attempt is recorded like any other access. */
export function failed(keys: Seal, grounds: Grounds, cause: unknown): Refusal {
  const code = cause instanceof InsynError ? cause.code : 'OVANTAT'
  return { refused: { kod: code, cause }, poster: refusalRecords(keys, grounds, 'fel', code) }
}
