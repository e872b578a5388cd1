import type { Caller } from './caller.ts'
import type { Selection } from '../mirror/selection.ts'

/** A flag of the record: whoever asks is whom it is about. No rule gives way to that. */
export const OWN_NUMBER = 'eget-nummer'

export const isOwn = ({ ownRef }: Caller, personRef: string | null): boolean => ownRef !== null && ownRef === personRef

export const OWN_NUMBER_SELECTION: Selection = { shown: [], orsak: OWN_NUMBER }
