import { EGEN_LOGG, type Handelse } from '../access.ts'
import type { Foljdpost } from './log-reader.ts'

export const LARMSLAG = [
  'skyddad',
  'skyddad-visad',
  'eget-nummer',
  'undantag',
  'upprepat-nekad',
  'manga-uppslag',
] as const
export type Larmslag = (typeof LARMSLAG)[number]

/**
 * What operations staff are told of. The others follow, in part or whole, from whom a lookup was about: with a line for
 * one of them, somebody who can both look up and read the lines could find out that a person is protected.
 */
export const FAR_TALAS_OM: ReadonlySet<Larmslag> = new Set(['eget-nummer', 'manga-uppslag'])

/** Flags of a record that somebody should look at. */
const FLAGGOR = ['skyddad-visad', 'eget-nummer', 'undantag'] as const

/** What one record is an alert for by itself. */
export function larmFor({ logg, atkomst }: Foljdpost): readonly Larmslag[] {
  const slag: Larmslag[] = FLAGGOR.filter((flagga) => atkomst.flaggor.includes(flagga))
  // Our own log has every attempt once; the boards that flagged the person have theirs beside it.
  if (logg === EGEN_LOGG && atkomst.orsak === 'skyddad') slag.push('skyddad')
  return slag
}

/** What systems do on their own: a case system reports every case alike, whoever it is about. */
const SYSTEMETS: ReadonlySet<Handelse> = new Set(['arende', 'spegling', 'rensning', 'borttagning', 'berikning'])

export type Fonsterslag = 'upprepat-nekad' | 'manga-uppslag'

/**
 * What one record counts towards, of its end user's doings. Counted so that a lookup is one whatever came of it: a
 * protected person must not bring anybody nearer to an alert that is told of.
 */
export function raknasMot({ logg, atkomst }: Foljdpost): readonly Fonsterslag[] {
  const egen = logg === EGEN_LOGG
  const slag: Fonsterslag[] = []
  if (atkomst.handelse === 'uppslag' && (egen || atkomst.utfall === 'visat')) slag.push('manga-uppslag')
  // A request in the wrong form is a slip, or a fault of the calling system.
  const nekad = egen && atkomst.utfall === 'nekat' && atkomst.orsak !== 'begaran-ogiltig'
  if (nekad && !SYSTEMETS.has(atkomst.handelse)) slag.push('upprepat-nekad')
  return slag
}
