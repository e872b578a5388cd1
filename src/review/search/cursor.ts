import { hash } from 'node:crypto'
import { Type } from 'typebox'
import type { Caller } from '../../access/caller.ts'
import { canonical } from '../../mapping/canonical.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { openSealed, ownerOf } from '../person-ids.ts'
import type { Criteria, Position } from './criteria.ts'

export const Cursor = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,500}$',
  description: 'Var nästa sida börjar: ur förra svaret, för samma granskare och samma fråga.',
})

const ABOUT = 'loggsida'

type Seal = Pick<Keys, 'sealReference' | 'openReference'>
/** What a cursor is bound to: the officer and the question, with the rights that it was asked with. */
export interface Asked {
  readonly caller: Caller
  readonly criteria: Criteria
  readonly order: string
}

/** Sealed, since a position has a number of a log, and numbers of a log count the records that others may not see. */
export const sealCursor = (keys: Seal, asked: Asked, { time, nummer, profile }: Position): string =>
  keys.sealReference(ABOUT, [digestOf(asked), time, nummer, profile].join(' '))

/** Undefined for a cursor of another officer, another question or another hub. */
export function openCursor(keys: Seal, asked: Asked, cursor: string): Position | undefined {
  const [digest, ...place] = openSealed(keys, ABOUT, cursor)?.split(' ') ?? []
  const [time, number, profile] = place.map(Number)
  const whole = digest === digestOf(asked) && time !== undefined && number !== undefined && profile !== undefined
  return whole ? { time, nummer: number, profile } : undefined
}

const digestOf = ({ caller, criteria, order }: Asked): string =>
  hash('sha256', canonical([ownerOf(caller), order, JSON.parse(JSON.stringify(criteria)) as unknown]), 'base64url')
