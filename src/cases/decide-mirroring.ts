import { hash } from 'node:crypto'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Faltbeslut } from '../policy/decide.ts'

/** What an open case may hold now. Asked at each write, so that no permission of its opening outlives itself. */
export type Besluta = (
  fraga: { andamal: string; arende: string },
  stadsdel: string,
  mangd: Informationsmangd,
) => Faltbeslut

/** Tells one decision from another by what it permits. */
export const faltdigest = (beslut: Faltbeslut | undefined): string =>
  hash('sha256', JSON.stringify([...(beslut?.falt ?? [])].sort()), 'base64url').slice(0, 16)
