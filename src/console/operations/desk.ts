import type { DeliveryState } from '../../cases/delivery-tools.ts'
import type { Review } from '../../operations/doctor.ts'
import type { NightActs } from '../../operations/night-acts.ts'
import type { Nights } from '../../operations/nights.ts'
import type { Scope } from '../../sync/source.ts'
import type { Names } from './words.ts'

/** What the pages of operations show and do. */
export interface OperationsDesk {
  readonly nights: Nights
  readonly acts: NightActs
  /** Every source × stadsdel of today. */
  readonly scopes: () => readonly Scope[]
  /** Deliveries that the case system has refused, the oldest first. */
  readonly parked: () => Promise<DeliveryState>
  /** Looks at everything the hub leans on: logs in to every source, and reads nobody. */
  readonly check: () => Promise<readonly Review[]>
}

export type Desk = OperationsDesk & { readonly names: Names; readonly clock: () => Date }
