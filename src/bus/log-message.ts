import { type Static, Type } from 'typebox'
import { LOG_ID_FORM, sealLogId } from '../atkomstlogg/log-id.ts'
import { ANSWERS, isThereForProtection } from '../atkomstlogg/protection.ts'
import type { StoredRecord } from '../atkomstlogg/record.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Message } from './message.ts'

const text = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/**
 * An access record for whoever watches accesses elsewhere: who, when, why, by which rule, what kinds. Whom it was about is
 * left out in every form, the opaque reference, the sealed number and the case included, and so is what depends on that
 * person being protected: the causes of an answer that showed nothing are one.
 */
export const LogRow = Type.Object(
  {
    logg: Type.String({
      description:
        'Code of the stadsdel whose log it is; insyn: the log of the processor itself. The key of the record too.',
    }),
    loggId: Type.String({
      pattern: LOG_ID_FORM,
      description: 'Points at the record, opaquely: the operators of the hub look it up (`insyn logg hitta`).',
    }),
    handelse: Type.String({
      description: 'What was done: uppslag, faktura, arende, spegling, export … (docs/kafka.md).',
    }),
    handelseId: Type.String({
      format: 'uuid',
      description: 'The same in every record that one request made, in whichever logs: one access, several rows.',
    }),
    tid: Type.String({ format: 'date-time', description: 'UTC, by the clock of the hub; as ce_time.' }),
    andamal: text('Purpose of the request; of an act of an operator its reason or name.'),
    antal: Type.Optional(
      Type.Integer({ minimum: 1, description: 'How many refused calls the row stands for; absent: one call.' }),
    ),
    roll: text('Role at work; of a refused request all that the caller has, with spaces between.'),
    slutanvandare: text(
      'Who asked: a person at work, or the system itself where identitet is system; null where the hub acts by itself.',
    ),
    identitet: text('Who vouches for slutanvandare: token (their own), uppgiven (the client), system (no person).'),
    utfardare: text('Issuer of the token. With identitet token, issuer and slutanvandare together are one person.'),
    klient: text('The calling system; insyn: the hub itself; insyn-cli: a command of an operator.'),
    relation: text('Of who called to the person, as stated in the request.'),
    identifiering: text('How who called was identified: bankid, motringning, kontrollfragor, ingen.'),
    visat: Type.Array(
      Type.Object(
        {
          mangd: Type.Enum([...INFORMATIONSMANGDER]),
          falt: Type.Array(Type.String(), { description: 'Names of fields; `*`: all of the kind.' }),
        },
        { additionalProperties: false },
      ),
      { description: 'What was shown: kinds and names of fields, never their values. Empty where nothing was.' },
    ),
    utfall: Type.Enum(['visat', 'tomt', 'nekat', 'fel'], {
      description: 'Shown, empty, refused for a cause of the request itself, or failed.',
    }),
    orsak: Type.String({ description: 'Cause. One and the same, inget-visat, where it may be about the person.' }),
    flaggor: Type.Array(Type.String(), { description: 'What a reviewer should look at: undantag, upprepad …' }),
    tillstand: text('The enkelttillstånd by which a rule gave way.'),
    avtal: text('Diarienummer of the agreement under which something was shown.'),
    policyversion: text('The policy of the decision.'),
  },
  { additionalProperties: false },
)
export type LogRow = Static<typeof LogRow>

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
  if (isThereForProtection(stored)) return undefined
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
