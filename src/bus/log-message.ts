import { type Static, Type } from 'typebox'
import { type Event, OWN_LOG } from '../atkomstlogg/access.ts'
import { LOG_ID_FORM, sealLogId } from '../atkomstlogg/log-id.ts'
import type { StoredRecord } from '../atkomstlogg/record.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Message } from './message.ts'

const text = Type.Union([Type.String(), Type.Null()])

/**
 * An access record for whoever watches accesses elsewhere: who, when, why, by which rule, what kinds. Whom it was about is
 * left out in every form, the opaque reference, the sealed number and the case included, and so is what depends on that
 * person being protected: the causes of an answer that showed nothing are one.
 */
export const LogRow = Type.Object(
  {
    logg: Type.String({ description: 'Stadsdelens kod, eller insyn för biträdets egen logg.' }),
    loggId: Type.String({
      pattern: LOG_ID_FORM,
      description: 'Pekar ut posten, ogenomskinligt: Insyns drift slår upp den (`insyn logg hitta`).',
    }),
    handelse: Type.String(),
    handelseId: Type.String({ description: 'Samma i alla poster som en begäran gav.' }),
    tid: Type.String({ format: 'date-time' }),
    andamal: text,
    antal: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Så många nekade anrop posten gäller; saknas när den gäller ett.' }),
    ),
    roll: text,
    slutanvandare: text,
    identitet: text,
    utfardare: text,
    klient: text,
    relation: text,
    identifiering: text,
    visat: Type.Array(
      Type.Object(
        { mangd: Type.Enum([...INFORMATIONSMANGDER]), falt: Type.Array(Type.String()) },
        { additionalProperties: false },
      ),
      { description: 'Namn på fält, aldrig vad som stod i dem.' },
    ),
    utfall: Type.Enum(['visat', 'tomt', 'nekat', 'fel']),
    orsak: Type.String(),
    flaggor: Type.Array(Type.String()),
    tillstand: text,
    avtal: text,
    policyversion: text,
  },
  { additionalProperties: false },
)
export type LogRow = Static<typeof LogRow>

/** What answers a request about a person. */
const ANSWERS: ReadonlySet<Event> = new Set(['uppslag', 'faktura', 'arende'])
/** Causes of a refusal that never depend on whom the request is about. */
const OF_REQUEST: ReadonlySet<string> = new Set([
  'ratt',
  'oppettid',
  'klient-okand',
  'klient-utfardare',
  'klient-avstangd',
  'for-manga-anrop',
  'roller-oforenliga',
  'eget-nummer-okant',
  'begaran-ogiltig',
  'nyckel-upptagen',
  'nyckel-ateranvand',
  'arende-okant',
])

/**
 * Whether the record is there since its person is protected: that of a board that flagged a person of whom nothing was
 * shown, of a protected person who was shown, or of an operator who found such records or was refused such a row.
 */
const showsProtection = ({ logg, atkomst: { handelse, utfall, orsak, flaggor, andamal } }: StoredRecord): boolean =>
  (flaggor ?? []).includes('skyddad-visad') ||
  (logg !== OWN_LOG &&
    ((ANSWERS.has(handelse) && utfall !== 'visat') ||
      (handelse === 'granskning' && (andamal === 'hitta' || orsak === 'skyddad'))))

/** One outcome for all that showed nothing for a cause that may be about the person. */
function outcomeOf({ handelse, utfall, orsak }: StoredRecord['atkomst']): Pick<LogRow, 'utfall' | 'orsak'> {
  const neutral = ANSWERS.has(handelse) && (utfall === 'tomt' || utfall === 'nekat') && !OF_REQUEST.has(orsak)
  return neutral ? { utfall: 'tomt', orsak: 'inget-visat' } : { utfall, orsak }
}

/**
 * All of one log under one key, so that it stays in order; undefined for a record that must not be told of. `ce_id` is its
 * leaf hash, which cannot be guessed or counted: what comes twice is told by it. Records from before a field was kept do
 * not have it.
 */
export function logMessage(
  keys: Pick<Keys, 'sealForLog'>,
  stored: StoredRecord,
  leaf: Buffer,
  origin: string,
): Message | undefined {
  if (showsProtection(stored)) return undefined
  const { logg, atkomst } = stored
  const row: LogRow = {
    logg,
    loggId: sealLogId(keys, stored),
    handelse: atkomst.handelse,
    handelseId: atkomst.handelseId,
    tid: atkomst.tid,
    andamal: atkomst.andamal,
    ...(atkomst.antal === undefined ? {} : { antal: atkomst.antal }),
    roll: atkomst.roll,
    slutanvandare: atkomst.slutanvandare,
    identitet: atkomst.identitet ?? null,
    utfardare: atkomst.utfardare ?? null,
    klient: atkomst.klient,
    relation: atkomst.relation,
    identifiering: atkomst.identifiering,
    visat: atkomst.visat.map(({ mangd, falt }) => ({ mangd, falt: [...falt] })),
    ...outcomeOf(atkomst),
    flaggor: [...(atkomst.flaggor ?? [])],
    tillstand: atkomst.tillstand ?? null,
    avtal: atkomst.avtal,
    policyversion: atkomst.policyversion,
  }
  return {
    nyckel: logg,
    value: Buffer.from(JSON.stringify(row)),
    headers: {
      ce_specversion: '1.0',
      ce_id: leaf.toString('base64url'),
      ce_source: `/${origin}/atkomstlogg/${logg}`,
      ce_type: 'se.insyn.atkomst.v1',
      ce_time: atkomst.tid,
      'content-type': 'application/json',
    },
  }
}
