import { Type } from 'typebox'
import type { TextFault } from '../mapping/text.ts'

/**
 * Keyword of a schema for a text that is stored or recorded in clear: it goes through the gate of mapping/text.ts. `line`: one
 * line; `lines`: several.
 */
export const GATE = 'x-text'
export type GateKind = 'line' | 'lines'

/** Swedish; what is wrong with a text, never what it says. */
export const GATE_RULES: Readonly<Record<TextFault, string>> = {
  empty: 'är tomt',
  long: 'är för långt',
  characters: 'innehåller tecken som inte kan skrivas ut',
  form: 'ska skrivas i Unicode-formen NFC',
  personnummer: 'innehåller något som kan läsas som ett personnummer',
}

export const Personnummer = Type.String({
  minLength: 10,
  maxLength: 13,
  pattern: '^[0-9]{6,8}[-+]?[0-9]{4}$',
  description:
    'Personnummer eller samordningsnummer, helst med tolv siffror: ÅÅÅÅMMDDNNNN. Tio siffror går bra när de bara kan vara en ' +
    'persons; bindestreck eller plustecken får stå före de fyra sista.',
})
export const ANDAMAL_TEXT =
  'Kod för ändamålet, ur hubbens konfiguration. `GET /andamal` säger vad varje ändamål öppnar och kräver.'
/** A running hub's document names the purposes of its configuration here (`createOpenapi`). */
export const AndamalCode = Type.String({
  maxLength: 60,
  pattern: '^[a-z]+(-[a-z]+)*$',
  description: ANDAMAL_TEXT,
})
export const StadsdelCode = Type.String({
  maxLength: 60,
  pattern: '^[a-z]+(-[a-z]+)*$',
  description: 'Kod för stadsdelen; utan den gäller det alla.',
  examples: ['jarva'],
})

/** Form of a reference to a case, whatever its client calls its cases. */
export const ARENDE_FORM = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'

/** A case reference stands in URLs, logs and tables. */
export const ArendeReference = Type.String({
  pattern: ARENDE_FORM,
  [GATE]: 'line',
  description:
    'Ärendesystemets beteckning, aldrig ett personnummer: en beteckning vars siffror kan läsas som ett nekas. Klientens ' +
    'avtal kan ange hur beteckningarna ser ut.',
  examples: ['KC-2026-10017'],
})

/** The digits of a UUID may spell a number. */
export const TillstandId = Type.String({
  format: 'uuid',
  [GATE]: 'line',
  description: 'Enkelttillståndets id, ur svaret på begäran om det.',
  examples: ['5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'],
})

/** The person's reference from an earlier answer, opaque to the caller. */
export const PersonId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,1500}$',
  description: 'Referens från ett tidigare svar: gäller en kort stund, för samma klient och slutanvändare.',
})

/** Of the person who asks, in a request. */
export const IDENTIFIED =
  'Hur den som frågar har identifierats, från svagast till starkast: ingen, kontrollfragor, motringning, bankid.'

export const ANSWERED_AT = Type.String({ format: 'date-time', description: 'När svaret gavs, i UTC.' })
