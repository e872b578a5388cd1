import type { Keys } from '../platform/keys/keys.ts'
import { type LogPosition, OWN_LOG } from './access.ts'

/** Binds the seal to its subject: nothing else that the hub seals opens as an id. */
const ABOUT = 'loggId'
/** As long as a stadsdel's code may be. */
const LOG_CHARACTERS = 60
/** 2^53 in base 36. */
const NUMBER_CHARACTERS = 11

export const LOG_ID_FORM = '^[A-Za-z0-9_][A-Za-z0-9_-]{131}$'
const FORM = new RegExp(LOG_ID_FORM)
/** Ten digits could be read as a personnummer, and a leading hyphen as an option of a command. */
const UNUSABLE = /^-|(?:\d[-_]*){10}/

/**
 * The place of a record, sealed under the key of the hub's own log, which lives as long as the log does. The numbers of a
 * log are dense, and records about protected persons are among them: whoever saw numbers could count those. An id is new
 * each time and of one length.
 */
export function sealLogId(keys: Pick<Keys, 'sealForLog'>, { logg, nummer }: LogPosition): string {
  const text = logg.padEnd(LOG_CHARACTERS) + nummer.toString(36).padStart(NUMBER_CHARACTERS)
  if (text.length !== LOG_CHARACTERS + NUMBER_CHARACTERS)
    throw new RangeError('a place in a log does not fit in its id')
  for (;;) {
    const id = keys.sealForLog(OWN_LOG, ABOUT, text)
    if (!UNUSABLE.test(id)) return id
  }
}

/** Undefined for what this hub has not sealed. */
export function openLogId(keys: Pick<Keys, 'openFromLog'>, id: string): LogPosition | undefined {
  if (!FORM.test(id)) return undefined
  try {
    const text = keys.openFromLog(OWN_LOG, ABOUT, id)
    const number = Number.parseInt(text.slice(LOG_CHARACTERS).trim(), 36)
    return { logg: text.slice(0, LOG_CHARACTERS).trimEnd(), nummer: number }
  } catch {
    return undefined
  }
}
