/** How a case is registered (huvudkategori, arendetyp, arendeklass), in the case system's own words. */
export type Arendekategori = Readonly<Record<string, string>>

export interface OppnatArende {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly kategori: Arendekategori
}

/**
 * Which cases are open, as the mirroring keeps it. Opening is idempotent and takes every person alike, mirrored or not,
 * protected or not: what may be written into the case is decided at each write.
 */
export interface Arenden {
  oppna(arende: OppnatArende): Promise<void>
  /** Whom an open case is about, and why. */
  hamta(arendeId: string): Promise<Pick<OppnatArende, 'personRef' | 'andamal'> | undefined>
  /** False when there is no such open case. */
  kategorisera(arendeId: string, kategori: Arendekategori): Promise<boolean>
  /** Ends the mirroring and has the case purged. False when the case was never opened; closing again is true. */
  stang(arendeId: string): Promise<boolean>
}
