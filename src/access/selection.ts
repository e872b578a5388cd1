import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Item } from '../mapping/person-items.ts'
import type { ReadyItems } from '../mapping/ready-items.ts'
import type { Caller } from './caller.ts'

/** The items and fields of one uppgift that may be shown. */
export interface ShownUppgift {
  readonly stadsdel: string
  readonly source: SourceName
  readonly mangd: Informationsmangd
  readonly poster: readonly Item[]
  /** In place of `poster`, which is then empty: every field of the items may be shown. */
  readonly ready?: ReadyItems
}

/** Items of a source that the caller might have seen, if they could have been read. */
export interface UnreadItems {
  readonly stadsdel: string
  readonly source: SourceName
  readonly count: number
}

/** `reason` is for the access log: `traff`, or why nothing is shown. */
export interface Selection {
  readonly shown: readonly ShownUppgift[]
  readonly reason: string
  readonly unread?: readonly UnreadItems[]
}

/** A flag of the record: the caller is the person looked up. No enkelttillstånd overrides this rule. */
export const OWN_NUMBER = 'eget-nummer'

export const isOwnNumber = ({ ownRef }: Caller, personRef: string | null): boolean =>
  ownRef !== null && ownRef === personRef

export const OWN_NUMBER_SELECTION: Selection = { shown: [], reason: OWN_NUMBER }
