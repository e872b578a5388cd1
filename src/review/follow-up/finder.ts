import type { Access } from '../../atkomstlogg/access.ts'
import type { Seen, Units } from './lookups.ts'
import type { Measured, Parameters, RulesContent } from './rules-file.ts'

/** A lookup that the rule flags, with what the rule measured. */
export interface Finding {
  readonly nummer: number
  readonly measured: Measured
}

/** Takes the records of one log in order, and tells at the end which lookups of the month it flags. */
export interface Finder {
  take(seen: Seen): void
  findings(): readonly Finding[]
}

export interface RuleContext {
  readonly units: Units
  readonly arbetstider: RulesContent['arbetstider']
  readonly protectedRecord: (access: Access) => boolean
  /**
   * Whether the person, of whom the record has the sealed number, is younger or older than the limits at the time of the
   * record. Absent where numbers cannot be opened: the rule then finds nothing.
   */
  readonly isOfAge?: (seen: Pick<Seen, 'logg' | 'access'>, limits: Parameters['sjalv-alder']) => boolean
}
