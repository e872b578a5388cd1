import type { ExceptionRule, Policy } from '../policy.ts'
import type { Caller } from '../../access/caller.ts'
import type { Grounds } from '../../access/grounds.ts'

export const BESLUT = ['godkant', 'avslaget'] as const
export type Beslut = (typeof BESLUT)[number]

export const REVIEWS = ['befogat', 'obefogat', 'behover-utredas'] as const
export type Review = (typeof REVIEWS)[number]

/** `forfallet`: nobody decided in time. One that was granted and has run out is still `beviljat`; its time tells. */
export const TILLSTAND_STATUSES = ['vantar-godkannande', 'beviljat', 'avslaget', 'forfallet'] as const
export type TillstandStatus = (typeof TILLSTAND_STATUSES)[number]

export interface NewTillstand {
  readonly tillstandId: string
  readonly regel: ExceptionRule
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
  readonly regel: ExceptionRule
  readonly slutanvandare: string
  readonly personRef: string | null
  /** Somebody else has said yes to it. */
  readonly approved: boolean
}

export interface StandTaken<U> {
  readonly utfall: U
  readonly av: string
  readonly kommentar: string
}

/** As reviewers see it; nothing of the person. Comments are sealed. */
export interface TillstandRow extends Omit<NewTillstand, 'personRef' | 'status'> {
  readonly status: TillstandStatus
  readonly begart: Date
  readonly giltigTill: Date
  readonly beslut: (StandTaken<Beslut> & { readonly tid: Date }) | null
  readonly granskning: (StandTaken<Review> & { readonly tid: Date }) | null
}

/** Why a step was not taken. */
export type StepFailure = 'finns-ej' | 'eget' | 'konflikt'

/** Where enkelttillstånd are kept. The time is the store's own, the same for every hub. */
export interface TillstandStore {
  request(wanted: NewTillstand): Promise<{ readonly giltigTill: Date }>
  /**
   * Takes the decision for this end user, who alone can then put it in force. Deciding the same again gives the same;
   * a second end user meets `konflikt`, and whoever asked for it `eget`, through whatever client.
   */
  decide(tillstandId: string, beslut: StandTaken<Beslut>): Promise<{ readonly giltigTill: Date } | StepFailure>
  /** Puts a decision in force, once its access record is durable. Doing it again changes nothing. */
  carryOut(tillstandId: string): Promise<void>
  /** One that is granted and has not run out. */
  inForce(tillstandId: string): Promise<Tillstand | undefined>
  /** Newest first; one more than `limit` when there are more. */
  list(selection: {
    readonly status: TillstandStatus | undefined
    readonly limit: number
    readonly page: number
  }): Promise<readonly TillstandRow[]>
  /** `behover-utredas` may be followed by another word, the others are last words. */
  review(tillstandId: string, review: StandTaken<Review>): Promise<'granskat' | StepFailure>
}

/** The same for one end user however a client writes the name. */
export const normalizeEndUser = (endUser: string): string => endUser.normalize('NFKC').trim().toLowerCase()

/**
 * The enkelttillstånd that a request names, when it holds now, for this end user and for this person; it is judged by
 * today's policy, whatever it was granted under. One for a protected person holds only where the request names her by
 * number: the sources know nobody by anything else.
 */
export async function tillstandInForce(
  { policy, tillstand }: { readonly policy: Policy; readonly tillstand: Pick<TillstandStore, 'inForce'> },
  tillstandId: string,
  { slutanvandare }: Caller,
  { personnummer, personRef }: Pick<Grounds, 'personnummer' | 'personRef'>,
): Promise<Tillstand | undefined> {
  const one = await tillstand.inForce(tillstandId)
  if (one === undefined || one.slutanvandare !== slutanvandare) return undefined
  const exception = policy.undantag[one.regel]
  if (exception === undefined || (exception.godkannande && !one.approved)) return undefined
  if (one.regel === 'skyddad' && personnummer === null) return undefined
  return one.personRef === null || one.personRef === personRef ? one : undefined
}
