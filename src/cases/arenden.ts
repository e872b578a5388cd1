/** How a case is registered (huvudkategori, arendetyp, arendeklass), in the case system's own words. */
export type ArendeCategory = Readonly<Record<string, string>>

export interface OpenedArende {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly category: ArendeCategory
}

/**
 * Which cases are open, as the mirroring keeps it. Opening is idempotent and takes every person alike, mirrored or not,
 * protected or not: what may be written into the case is decided at each write.
 */
export interface Arenden {
  open(arende: OpenedArende): Promise<void>
  /** Whom an open case is about, and why. */
  fetch(arendeId: string): Promise<Pick<OpenedArende, 'personRef' | 'andamal'> | undefined>
  /** False when there is no such open case. */
  categorise(arendeId: string, category: ArendeCategory): Promise<boolean>
  /** Ends the mirroring and has the case purged. False when the case was never opened; closing again is true. */
  close(arendeId: string): Promise<boolean>
}
