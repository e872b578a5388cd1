import { luhn, readPersonnummer } from '../../mapping/personnummer.ts'
import { mayHaveAndamal } from '../../policy/decide.ts'
import { type Andamal, type Identifiering, IDENTIFIERINGAR, type Policy } from '../../policy/policy.ts'
import type { Uppslagsbegaran } from '../../uppslag/uppslag-schema.ts'
import { ERRORS, LOOKUP, RELATION_NAMES } from './texts.ts'

/** A lookup that is kept for one view. Its number stands nowhere else between two requests. */
export interface KeptView {
  readonly request: Uppslagsbegaran
  /** What the person was sought by, as it is shown. */
  readonly shownNumber: string
}

/** What a form of the lookup holds; the fields of the same call are kept from one lookup to the next. */
export interface LookupFields {
  readonly number: string
  readonly andamal: string
  readonly arende: string
  readonly identifiering: string
  readonly relation: string
  readonly tillstand: string
  readonly kind: string
}
export type FieldErrors = { readonly [F in keyof LookupFields]?: string }

export const NUMBER_KINDS = ['auto', 'personnummer', 'ocrNummer', 'fakturanummer'] as const
type NumberKind = (typeof NUMBER_KINDS)[number]
type Search = Pick<Uppslagsbegaran, 'personnummer' | 'ocrNummer' | 'fakturanummer' | 'personId'>
type NumberRead = { readonly search: Search; readonly shown: string } | { readonly error: string }

export const NO_FIELDS: LookupFields = {
  ...{ number: '', andamal: '', arende: '', identifiering: '', relation: '', tillstand: '', kind: 'auto' },
}

export const fieldsOf = (form: URLSearchParams): LookupFields => ({
  number: form.get('number') ?? '',
  andamal: form.get('andamal') ?? '',
  arende: (form.get('arende') ?? '').trim(),
  identifiering: form.get('identifiering') ?? '',
  relation: form.get('relation') ?? '',
  tillstand: (form.get('tillstand') ?? '').trim(),
  kind: form.get('kind') ?? 'auto',
})

/** The fields of a call, for its next lookup: everything but whom the last one was about. */
export const sameCall = ({ request }: Pick<KeptView, 'request'>): LookupFields => ({
  ...NO_FIELDS,
  andamal: request.andamal,
  arende: request.arende ?? '',
  identifiering: request.identifiering,
  relation: request.relation,
})

/** The fields of a lookup that is to be changed. */
export const fieldsOfView = ({ request }: KeptView): LookupFields => ({
  ...sameCall({ request }),
  number: request.personnummer ?? request.ocrNummer ?? request.fakturanummer ?? '',
  tillstand: request.tillstand ?? '',
  kind: request.ocrNummer !== undefined ? 'ocrNummer' : request.fakturanummer !== undefined ? 'fakturanummer' : 'auto',
})

const OCR_FORM = /^[0-9]{2,25}$/
const FAKTURANUMMER_FORM = /^[^\p{C}\p{Z}]([^\p{C}\p{Zl}\p{Zp}]{0,98}[^\p{C}\p{Z}])?$/u
const NUMBER_FORM = /^(?:[0-9]{6}|[0-9]{8})[-+]?[0-9A-Za-z][0-9]{3}$/

/**
 * What a typed number names. Its check digit is looked at before anything is asked for, so that a slip of the hand is neither
 * an access to somebody else nor a try.
 */
export function readNumber(text: string, kind: NumberKind, now: Date): NumberRead {
  const written = text.trim()
  const number = written.replace(/\s/g, '').replace(/[–—]/g, '-')
  if (number === '') return { error: ERRORS.numberMissing }
  if (kind === 'fakturanummer') return asFaktura(written)
  if (kind === 'ocrNummer') return asOcr(number, ERRORS.ocr)
  const person = readPersonnummer(number, now)
  if (person.kind === 'personnummer')
    return { search: { personnummer: person.personnummer }, shown: dashed(person.personnummer) }
  if (person.kind === 'tvetydigt') return { error: ERRORS.ambiguous }
  if (kind === 'personnummer' || (NUMBER_FORM.test(number) && !luhnDigits(number)))
    return { error: person.kind === 'fel' ? ERRORS.personnummer : ERRORS.nobody }
  if (/^[0-9]+$/.test(number)) return asOcr(number, ERRORS.digits)
  return /[0-9]/.test(written) && !/^[0-9]{6,8}[-+]/.test(number) ? asFaktura(written) : { error: ERRORS.number }
}

const luhnDigits = (number: string): boolean => /^[0-9]+$/.test(number) && luhn(number)

const asOcr = (number: string, error: string): NumberRead =>
  OCR_FORM.test(number) && luhn(number) ? { search: { ocrNummer: number }, shown: `OCR ${number}` } : { error }

const asFaktura = (written: string): NumberRead =>
  FAKTURANUMMER_FORM.test(written)
    ? { search: { fakturanummer: written }, shown: LOOKUP.faktura(written) }
    : { error: ERRORS.fakturanummer }

const dashed = (personnummer: string): string => `${personnummer.slice(0, 8)}-${personnummer.slice(8)}`

const isKind = (kind: string): kind is NumberKind => (NUMBER_KINDS as readonly string[]).includes(kind)
const isIdentifiering = (text: string): text is Identifiering => (IDENTIFIERINGAR as readonly string[]).includes(text)
const isRelation = (text: string): text is Uppslagsbegaran['relation'] => Object.hasOwn(RELATION_NAMES, text)

/** The purposes that these roles may state, by the rules alone. */
export const andamalFor = (policy: Policy, roller: readonly string[]): readonly (readonly [string, Andamal])[] =>
  Object.entries(policy.andamal).filter(([code]) => roller.some((roll) => mayHaveAndamal(roll, code)))

/**
 * The lookup that a form asks for, or what is wrong by field. `same` names the person instead of a number: the view that the
 * form changes.
 */
export function readLookup(
  policy: Policy,
  fields: LookupFields,
  now: Date,
  same?: { readonly search: Search; readonly shown: string },
): KeptView | { readonly errors: FieldErrors } {
  const { andamal, arende, identifiering, relation, tillstand, kind } = fields
  const number: NumberRead = same ?? readNumber(fields.number, isKind(kind) ? kind : 'auto', now)
  const purpose = Object.hasOwn(policy.andamal, andamal) ? policy.andamal[andamal] : undefined
  const errors: FieldErrors = {
    ...('error' in number ? { number: number.error } : {}),
    ...(purpose === undefined ? { andamal: ERRORS.andamal } : {}),
    ...(arende === '' && tillstand === '' && purpose?.kraverArende === true ? { arende: ERRORS.arende } : {}),
    ...identifieringError(identifiering, purpose),
    ...(isRelation(relation) ? {} : { relation: ERRORS.relation }),
    ...(tillstand === '' || UUID.test(tillstand) ? {} : { tillstand: ERRORS.tillstand }),
  }
  if (Object.keys(errors).length > 0 || 'error' in number || !isRelation(relation) || !isIdentifiering(identifiering))
    return { errors }
  return {
    shownNumber: number.shown,
    request: {
      ...number.search,
      ...{ andamal, relation, identifiering },
      ...(arende === '' ? {} : { arende }),
      ...(tillstand === '' ? {} : { tillstand: tillstand.toLowerCase() }),
    },
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function identifieringError(text: string, purpose: Andamal | undefined): FieldErrors {
  if (!isIdentifiering(text)) return { identifiering: ERRORS.identifiering }
  if (purpose === undefined || IDENTIFIERINGAR.indexOf(text) >= IDENTIFIERINGAR.indexOf(purpose.identifiering))
    return {}
  return { identifiering: ERRORS.weak(purpose.identifiering) }
}

/** What was kept for a view; undefined when it is gone. */
export const keptView = (kept: unknown): KeptView | undefined =>
  typeof kept === 'object' && kept !== null && 'request' in kept && 'shownNumber' in kept
    ? (kept as KeptView)
    : undefined
