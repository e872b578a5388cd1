import { hash } from 'node:crypto'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { FieldDecision } from '../policy/decide.ts'

/** What an open case may hold now. Asked at each write, so that no permission of its opening outlives itself. */
export type DecideMirroring = (
  query: { andamal: string; arende: string },
  stadsdel: string,
  mangd: Informationsmangd,
) => FieldDecision

/** Tells one decision from another by what it permits. */
export const fieldDigest = (beslut: FieldDecision): string =>
  hash('sha256', JSON.stringify([...beslut.falt].sort()), 'base64url').slice(0, 16)
