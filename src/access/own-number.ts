import type { Anropare } from './caller.ts'
import type { Urval } from '../mirror/selection.ts'

/** A flag of the record: whoever asks is whom it is about. No rule gives way to that. */
export const EGET_NUMMER = 'eget-nummer'

export const arEget = ({ egenRef }: Anropare, personRef: string | null): boolean =>
  egenRef !== null && egenRef === personRef

export const INGET_EGET: Urval = { visningar: [], orsak: EGET_NUMMER }
