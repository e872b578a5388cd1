import { parsePersonnummer } from '../mapping/personnummer.ts'

/** What a reference to a case may look like. */
export const ARENDE_REFERENCE = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'
const PATTERN = new RegExp(ARENDE_REFERENCE)

/** A reference stands in URLs and logs, so one that could be a personnummer is refused. */
export const validArendeReference = (text: string, now: Date): boolean =>
  PATTERN.test(text) && parsePersonnummer(text, now) === undefined
