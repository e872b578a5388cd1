import type { Caller } from '../../access/caller.ts'
import type { Grounds } from '../../access/grounds.ts'
import type { ExceptionRule, Policy } from '../policy.ts'

export const BESLUT = ['godkant', 'avslaget'] as const
export type Beslut = (typeof BESLUT)[number]

export const REVIEWS = ['befogat', 'obefogat', 'behover-utredas'] as const
export type Review = (typeof REVIEWS)[number]

/**
 * `forfallet`: no decision came in time. A granted one that has expired stays `beviljat`; `giltigTill` shows the
 * expiry.
 */
export const TILLSTAND_STATUSES = ['vantar-godkannande', 'beviljat', 'avslaget', 'forfallet'] as const
export type TillstandStatus = (typeof TILLSTAND_STATUSES)[number]

export interface NewTillstand {
  readonly tillstandId: string
  readonly regel: ExceptionRule
  readonly status: 'vantar-godkannande' | 'beviljat'
  readonly utfardare: string
  readonly slutanvandare: string
  readonly klient: string
  readonly personRef: string | null
  readonly arende: string | null
  /** Sealed, like every free text here. */
  readonly motivering: string
  readonly minuter: number
}

/** An enkelttillstånd that is in force. */
export interface Tillstand {
  readonly tillstandId: string
  readonly regel: ExceptionRule
  readonly utfardare: string
  readonly slutanvandare: string
  readonly personRef: string | null
  /** Whether another person has approved it. */
  readonly approved: boolean
}

/** A person: the subject, and the issuer whose signed token named it. */
export interface Signed {
  readonly utfardare: string
  readonly av: string
}

export interface StandTaken<U> extends Signed {
  readonly utfall: U
  readonly kommentar: string
}

/** A row as reviewers see it, without the person. Comments are sealed. */
export interface TillstandRow extends Omit<NewTillstand, 'personRef' | 'status'> {
  readonly status: TillstandStatus
  readonly begart: Date
  readonly giltigTill: Date
  readonly beslut: (StandTaken<Beslut> & { readonly tid: Date }) | null
  readonly granskning: (StandTaken<Review> & { readonly tid: Date }) | null
}

/** Why a decision or review is not stored. */
export type StepFailure = 'finns-ej' | 'eget' | 'konflikt'

/**
 * Stores enkelttillstånd. The clock is the database's, the same for every hub. Each step is stored when its access record
 * is durable; what would hinder it is asked before. `decide` and `review` throw KONFLIKT when another person came between
 * the question and the step.
 */
export interface TillstandStore {
  request(wanted: NewTillstand): Promise<{ readonly giltigTill: Date }>
  /** A second person's decision is `konflikt`, the requester's `eget`, through whatever client. */
  obstacleToDecision(tillstandId: string, beslut: StandTaken<Beslut>): Promise<StepFailure | undefined>
  /** The same decision again gives the same result. */
  decide(tillstandId: string, beslut: StandTaken<Beslut>): Promise<{ readonly giltigTill: Date }>
  /** The enkelttillstånd, if granted and not expired. */
  inForce(tillstandId: string): Promise<Tillstand | undefined>
  /** Newest first; one more than `limit` when there are more. */
  list(selection: {
    readonly status: TillstandStatus | undefined
    /** Whose; absent: everybody's. */
    readonly askedBy?: Signed | undefined
    readonly limit: number
    readonly page: number
  }): Promise<readonly TillstandRow[]>
  /** `behover-utredas` may be replaced by another verdict; the other verdicts are final. */
  obstacleToReview(tillstandId: string, review: StandTaken<Review>): Promise<StepFailure | undefined>
  review(tillstandId: string, review: StandTaken<Review>): Promise<void>
}

/**
 * The enkelttillstånd that a request names, if it is in force now for whom it was granted to and this person; it is judged by
 * today's policy, not by the policy it was granted under. One for a protected person requires that the request names
 * the person by number: the sources can be searched by nothing else.
 */
export async function tillstandInForce(
  { policy, tillstand }: { readonly policy: Policy; readonly tillstand: Pick<TillstandStore, 'inForce'> },
  tillstandId: string,
  { identitet, utfardare, slutanvandare }: Caller,
  { personnummer, personRef }: Pick<Grounds, 'personnummer' | 'personRef'>,
): Promise<Tillstand | undefined> {
  const one = await tillstand.inForce(tillstandId)
  if (one?.utfardare !== utfardare || one.slutanvandare !== slutanvandare || identitet !== 'token') return undefined
  const exception = policy.undantag[one.regel]
  if (exception === undefined || (exception.godkannande && !one.approved)) return undefined
  if (one.regel === 'skyddad' && personnummer === null) return undefined
  return one.personRef === null || one.personRef === personRef ? one : undefined
}
