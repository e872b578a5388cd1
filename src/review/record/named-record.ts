import type { Refusal } from '../../access/outcome.ts'
import { refusalRecords } from '../../access/records.ts'
import { openLogId } from '../../atkomstlogg/log-id.ts'
import { showsProtection } from '../../atkomstlogg/protection.ts'
import type { ReviewDeps, ReviewStep } from '../officers.ts'
import type { Gone, PlacedRecord, RecordStore } from './record-store.ts'

export interface RecordDeps extends ReviewDeps {
  readonly loggposter: RecordStore
}

/** The records of one request that are there for the officer, or why the named one is no longer anywhere. */
export type NamedRecord = readonly [PlacedRecord, ...PlacedRecord[]] | { readonly gone: Gone; readonly logg: string }

/** Whether the record is there for the officer. */
export const isThereFor =
  ({ officer: { logs, mayProtected } }: ReviewStep) =>
  ({ logg, access }: PlacedRecord): boolean =>
    logs.includes(logg) && (mayProtected || !showsProtection({ logg, atkomst: access }))

/**
 * What a loggId names, with the records that the same request made in the officer's other logs. The id of an answer may name
 * another board's record: then those in the officer's own logs are meant. An id of another hub, of others' logs alone, and of
 * a record that tells protection look alike.
 */
export async function readNamed(deps: RecordDeps, step: ReviewStep, id: string): Promise<NamedRecord | Refusal> {
  const { keys, loggposter: store } = deps
  const place = openLogId(keys, id)
  const refuse = (cause: string): Refusal => ({
    refused: { kod: 'FINNS_EJ', forklaring: 'Posten finns inte i någon logg som du granskar.' },
    poster: refusalRecords(keys, step.grounds, 'nekat', cause),
  })
  if (place === undefined) return refuse('post-okand')
  const record = await store.read(place)
  if (record === undefined) return refuse('post-okand')
  if (typeof record === 'string')
    return step.officer.logs.includes(place.logg) ? { gone: record, logg: place.logg } : refuse('post-annans')
  const [first, ...others] = [record, ...(await store.ofSameRequest(record))].filter(isThereFor(step))
  return first === undefined ? refuse('post-annans') : [first, ...others]
}

/** The logs of the records, each once. */
export const logsOf = ([first, ...others]: readonly [PlacedRecord, ...PlacedRecord[]]): readonly [
  string,
  ...string[],
] => [first.logg, ...new Set(others.map(({ logg }) => logg).filter((log) => log !== first.logg))]
