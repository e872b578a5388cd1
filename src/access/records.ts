import { type Access, type LogRecord, OWN_LOG, type Verdict } from '../atkomstlogg/access.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { fieldName } from '../mapping/limit-fields.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Grounds } from './grounds.ts'
import type { Selection, ShownUppgift } from './selection.ts'

type Records = readonly [LogRecord, ...LogRecord[]]
/** Causes that count as empty, not as refused. */
const CAUSES_OF_EMPTY: ReadonlySet<string> = new Set([
  ...['okand', 'inga-uppgifter', 'hanvisning'],
  ...['oppnat', 'kategoriserat', 'stangt'],
])

type Seal = Pick<Keys, 'sealForLog'>

/** The part of a request's reach that the record needs. */
interface RecordedReach {
  readonly roll: string
  /** The diarienummer of the agreement in force. */
  decide(stadsdel: string, mangd: Informationsmangd): { readonly avtal?: string }
}

/**
 * The records of an answered request: one per controller whose data is shown. When nothing is shown the first record,
 * whose place the answer carries, is always the processor's own; boards that flagged the person get theirs beside it.
 */
export function outcomeRecords(
  keys: Seal,
  grounds: Grounds,
  reach: RecordedReach,
  { shown, reason }: Selection,
  flaggedBy: readonly string[],
): Records {
  const logs = perStadsdel(shown)
  const [first, ...others] = [...logs].map(([stadsdel, shown]) =>
    createRecord(keys, grounds, stadsdel, {
      roll: reach.roll,
      utfall: 'visat',
      orsak: reason,
      avtal: avtalOf(reach, shown),
      visat: shown.map(({ mangd, poster, ready }) => ({ mangd, falt: ready?.fields ?? fieldName(poster) })),
    }),
  )
  if (first !== undefined) return [first, ...others]
  const verdict: Verdict = CAUSES_OF_EMPTY.has(reason) ? 'tomt' : 'nekat'
  const none = { roll: reach.roll, utfall: verdict, orsak: reason, avtal: null, visat: [] }
  return [
    createRecord(keys, grounds, OWN_LOG, none),
    ...[...new Set(flaggedBy)].map((stadsdel) => createRecord(keys, grounds, stadsdel, none)),
  ]
}

/**
 * Those of the flagging boards that have a log today. Writing to the log of a district that no longer exists would
 * fail, and only for a protected person.
 */
export const boardsWithLog = (
  { stadsdelar }: { readonly stadsdelar: readonly { readonly kod: string }[] },
  codes: readonly string[],
): readonly string[] => codes.filter((code) => stadsdelar.some((one) => one.kod === code))

/** The record of a request that is refused or fails, whoever the person is. */
export const refusalRecords = (
  keys: Seal,
  grounds: Grounds,
  verdict: 'nekat' | 'fel',
  reason: string,
  beyond: Pick<Access, 'detaljer'> = {},
): Records => [
  createRecord(keys, grounds, OWN_LOG, {
    ...beyond,
    roll: grounds.caller.roller.join(' ') || null,
    utfall: verdict,
    orsak: reason,
    avtal: null,
    visat: [],
  }),
]

/** The record of a step that shows nothing of a person, in the processor's own log. */
export const ownRecord = (
  keys: Seal,
  grounds: Grounds,
  outcome: Pick<Access, 'roll' | 'utfall' | 'orsak'>,
): Records => [createRecord(keys, grounds, OWN_LOG, { ...outcome, avtal: null, visat: [] })]

/** The record of an act on several logs, in each of them. */
export const recordsInEach = (
  keys: Seal,
  grounds: Grounds,
  [first, ...others]: readonly [string, ...string[]],
  outcome: Pick<Access, 'roll' | 'utfall' | 'orsak' | 'detaljer'>,
): Records => {
  const beyond = { ...outcome, avtal: null, visat: [] }
  return [createRecord(keys, grounds, first, beyond), ...others.map((log) => createRecord(keys, grounds, log, beyond))]
}

function createRecord(
  keys: Seal,
  grounds: Grounds,
  log: string,
  outcome: Pick<Access, 'roll' | 'utfall' | 'orsak' | 'avtal' | 'visat' | 'detaljer'>,
): LogRecord {
  const { caller, handelseId, personnummer } = grounds
  // Named one by one: a copy of what is left of the grounds costs as much as a cipher.
  return {
    logg: log,
    access: {
      handelse: grounds.handelse,
      handelseId,
      tid: grounds.tid.toISOString(),
      personRef: grounds.personRef,
      personnummerForseglat: personnummer === null ? null : keys.sealForLog(log, handelseId, personnummer),
      andamal: grounds.andamal,
      arende: grounds.arende,
      roll: outcome.roll,
      slutanvandare: caller.slutanvandare,
      identitet: caller.identitet,
      utfardare: caller.utfardare,
      klient: caller.klient,
      relation: grounds.relation,
      identifiering: grounds.identifiering,
      visat: outcome.visat,
      utfall: outcome.utfall,
      orsak: outcome.orsak,
      flaggor: grounds.flaggor,
      tillstand: grounds.tillstand,
      avtal: outcome.avtal,
      policyversion: grounds.policyversion,
      ...(outcome.detaljer === undefined ? {} : { detaljer: outcome.detaljer }),
    },
  }
}

function perStadsdel(uppgifter: readonly ShownUppgift[]): Map<string, ShownUppgift[]> {
  const logs = new Map<string, ShownUppgift[]>()
  for (const shown of uppgifter) logs.set(shown.stadsdel, [...(logs.get(shown.stadsdel) ?? []), shown])
  return logs
}

function avtalOf(reach: RecordedReach, shown: readonly ShownUppgift[]): string | null {
  const [first] = shown
  return first === undefined ? null : (reach.decide(first.stadsdel, first.mangd).avtal ?? null)
}
