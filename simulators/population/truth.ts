/** What the simulated city really holds, in the hub's own words, so that an answer can be compared field by field. */
export type TruthItem = { readonly [field: string]: string | number | boolean | readonly TruthItem[] }

export interface Truth {
  readonly personnummer: string
  readonly fornamn: string
  readonly efternamn: string
  readonly skydd: 'ingen' | 'sekretessmarkering' | 'skyddad-folkbokforing' | 'fingerade'
  /** By stadsdel, then by informationsmängd: items exactly as the hub should mirror them. */
  readonly stadsdelar: Readonly<Record<string, Readonly<Record<string, readonly TruthItem[]>>>>
}

export interface PopulationOptions {
  readonly antal: number
  readonly seed: number
  /** `YYYY-MM-DD`: what "today" is for decisions and invoices. */
  readonly today: string
  /** Codes of the stadsdelar where people live, at least two; all of the city's when absent. */
  readonly stadsdelar?: readonly string[]
}

/** A change made in a source while the simulator runs. */
export type Change =
  | { readonly slag: 'byt-handlaggare'; readonly personnummer: string; readonly stadsdel: string }
  | {
      readonly slag: 'ta-bort-beslut'
      readonly personnummer: string
      readonly stadsdel: string
      readonly beslutId: string
    }
  | { readonly slag: 'satt-skydd'; readonly personnummer: string; readonly skydd: Truth['skydd'] }
  | {
      readonly slag: 'betala-faktura'
      readonly personnummer: string
      readonly stadsdel: string
      readonly fakturanummer: string
    }
  | { readonly slag: 'ta-bort-person'; readonly personnummer: string; readonly stadsdel: string }
  /** Changes one listed field of `antal` persons of the stadsdel, for change storms. */
  | { readonly slag: 'storm'; readonly stadsdel: string; readonly antal: number; readonly round: number }
