import { LOG_ID_EXAMPLE } from '../access/log-ids.ts'
import { LOG_ID_FORM } from '../atkomstlogg/log-id.ts'
import { END_USER, END_USER_FORM } from './admission.ts'
import { LOG_ID_HEADER } from './answer-file.ts'

/** The request id in examples. */
export const REQUEST_ID = '7d1f7d0e-5c7b-4a3e-9a64-0b7c8f5e2d11'
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const TRACEPARENT_FORM = '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'

export const PARAMETERS = {
  Traceparent: {
    name: 'traceparent',
    in: 'header',
    description:
      'W3C Trace Context: spåret som begäran hör till, högst en gång. Ett som inte följer specifikationen, eller där ett ' +
      'personnummer kan läsas, tas inte över.',
    schema: { type: 'string', pattern: TRACEPARENT_FORM },
    example: TRACEPARENT,
  },
  XRequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Begärans id, ett UUID. Saknas det, eller har annan form, ger Insyn begäran ett eget.',
    schema: { type: 'string', format: 'uuid' },
    example: REQUEST_ID,
  },
  XSlutanvandare: {
    name: END_USER,
    in: 'header',
    description:
      'Den som arbetar, när hon inte står i åtkomsttoken: bara för klienter som enligt sitt kontrakt får uppge det. Loggas ' +
      'som uppgivet av klienten. Utan huvudet är det systemet självt som frågar. Aldrig ett personnummer.',
    schema: { type: 'string', pattern: END_USER_FORM },
    example: 'anna.ek',
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Gör det ofarligt att skicka begäran igen: samma nyckel och samma begäran från samma klient och slutanvändare ger samma ' +
      'svar i 24 timmar, och ingenting startas två gånger. Frivillig, men utan den kan ett omförsök starta samma sak igen. ' +
      'Ett slumpat UUID för varje ny begäran; skilda skrivsätt av samma UUID är samma nyckel.',
    schema: { type: 'string', format: 'uuid' },
    example: '2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10',
  },
  Range: {
    name: 'Range',
    in: 'header',
    description:
      'Den del av filen som begärs (RFC 9110): från en byte, räknat från 0, till en sista eller till filens slut. Så ' +
      'fortsätter man en hämtning som bröts. Flera delar på en gång, de sista byten eller If-Range ger hela filen.',
    schema: { type: 'string', pattern: '^bytes=[0-9]+-[0-9]*$' },
    example: 'bytes=1048576-',
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      'Med `return=minimal` (RFC 7240) blir svaret kortare: läget i källorna sägs en gång för varje källa, i kallage, och kallor ' +
      'har bara de rader som säger något annat. Andra önskemål påverkar ingenting.',
    schema: { type: 'string' },
    example: 'return=minimal',
  },
} as const

export const HEADERS = {
  Traceparent: {
    description: 'Samma spår som begärans, med Insyns eget steg i det.',
    schema: { type: 'string', pattern: TRACEPARENT_FORM },
    example: TRACEPARENT,
  },
  XRequestId: { description: 'Begärans id.', schema: { type: 'string', format: 'uuid' }, example: REQUEST_ID },
  CacheControl: {
    description: 'Inget svar får sparas.',
    schema: { type: 'string', enum: ['no-store'] },
    example: 'no-store',
  },
  RetryAfter: {
    description: 'Sekunder att vänta före nästa försök.',
    schema: { type: 'integer', minimum: 1 },
    example: 5,
  },
  WWWAuthenticate: {
    description: 'Hur man loggar in.',
    schema: { type: 'string' },
    example: 'Bearer',
  },
  ContentDisposition: {
    description: 'Att svaret är en fil, och vad den heter.',
    schema: { type: 'string' },
    example: 'attachment; filename="atkomster.csv"',
  },
  XLoggId: {
    description: 'Svarets post i åtkomstloggen, som fältet loggId i andra svar.',
    schema: { type: 'string', pattern: LOG_ID_FORM },
    example: LOG_ID_EXAMPLE,
  },
  ContentRange: {
    description: 'Vilken del av filen det är, och hela filens längd i byte.',
    schema: { type: 'string' },
    example: 'bytes 1048576-2097151/2097152',
  },
  PreferenceApplied: {
    description: 'Vilket önskemål i Prefer som svaret följer (RFC 7240).',
    schema: { type: 'string', enum: ['return=minimal'] },
    example: 'return=minimal',
  },
} as const

/** In every answer. */
export const ANSWER_HEADERS = {
  traceparent: { $ref: '#/components/headers/Traceparent' },
  'X-Request-Id': { $ref: '#/components/headers/XRequestId' },
  'Cache-Control': { $ref: '#/components/headers/CacheControl' },
}

/** In an answer that is a file, and in one that is a part of it. */
export const FILE_HEADERS = {
  'Content-Disposition': { $ref: '#/components/headers/ContentDisposition' },
  [LOG_ID_HEADER]: { $ref: '#/components/headers/XLoggId' },
}
export const PART_HEADERS = { 'Content-Range': { $ref: '#/components/headers/ContentRange' } }

/** In an answer that can be asked for in short. */
export const MINIMAL_HEADERS = { 'Preference-Applied': { $ref: '#/components/headers/PreferenceApplied' } }

/** In the answers of these statuses. */
export const STATUS_HEADERS: Readonly<Record<number, object>> = {
  401: { 'WWW-Authenticate': { $ref: '#/components/headers/WWWAuthenticate' } },
  429: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
  503: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
}
