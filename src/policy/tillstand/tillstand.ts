import type { Undantagsregel } from '../policy.ts'

export const BESLUT = ['godkant', 'avslaget'] as const
export type Beslut = (typeof BESLUT)[number]

export const GRANSKNINGAR = ['befogat', 'obefogat', 'behover-utredas'] as const
export type Granskning = (typeof GRANSKNINGAR)[number]

/** `forfallet`: nobody decided in time. One that was granted and has run out is still `beviljat`; its time tells. */
export const TILLSTANDSSTATUSAR = ['vantar-godkannande', 'beviljat', 'avslaget', 'forfallet'] as const
export type Tillstandsstatus = (typeof TILLSTANDSSTATUSAR)[number]

export interface NyttTillstand {
  readonly tillstandId: string
  readonly regel: Undantagsregel
  readonly status: 'vantar-godkannande' | 'beviljat'
  readonly slutanvandare: string
  readonly klient: string
  readonly personRef: string | null
  readonly arende: string | null
  /** Sealed, like every free text here. */
  readonly motivering: string
  readonly minuter: number
}

/** One that is in force now. */
export interface Tillstand {
  readonly tillstandId: string
  readonly regel: Undantagsregel
  readonly slutanvandare: string
  readonly personRef: string | null
  /** Somebody else has said yes to it. */
  readonly godkant: boolean
}

export interface Stallningstagande<U> {
  readonly utfall: U
  readonly av: string
  readonly kommentar: string
}

/** As reviewers see it; nothing of the person. Comments are sealed. */
export interface Tillstandsrad extends Omit<NyttTillstand, 'personRef' | 'status'> {
  readonly status: Tillstandsstatus
  readonly begart: Date
  readonly giltigTill: Date
  readonly beslut: (Stallningstagande<Beslut> & { readonly tid: Date }) | null
  readonly granskning: (Stallningstagande<Granskning> & { readonly tid: Date }) | null
}

/** Why a step was not taken. */
export type Hinder = 'finns-ej' | 'eget' | 'konflikt'

/** Where enkelttillstånd are kept. The time is the store's own, the same for every hub. */
export interface Tillstandslager {
  begar(nytt: NyttTillstand): Promise<{ readonly giltigTill: Date }>
  /**
   * Takes the decision for this end user, who alone can then put it in force. Deciding the same again gives the same;
   * a second end user meets `konflikt`, and whoever asked for it `eget`, through whatever client.
   */
  besluta(tillstandId: string, beslut: Stallningstagande<Beslut>): Promise<{ readonly giltigTill: Date } | Hinder>
  /** Puts a decision in force, once its access record is durable. Doing it again changes nothing. */
  verkstall(tillstandId: string): Promise<void>
  /** One that is granted and has not run out. */
  gallande(tillstandId: string): Promise<Tillstand | undefined>
  /** Newest first; one more than `limit` when there are more. */
  lista(urval: {
    readonly status: Tillstandsstatus | undefined
    readonly limit: number
    readonly page: number
  }): Promise<readonly Tillstandsrad[]>
  /** `behover-utredas` may be followed by another word, the others are last words. */
  granska(tillstandId: string, granskning: Stallningstagande<Granskning>): Promise<'granskat' | Hinder>
}

/** The same for one end user however a client writes the name. */
export const samma = (slutanvandare: string): string => slutanvandare.normalize('NFKC').trim().toLowerCase()
