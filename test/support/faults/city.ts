import type { KafkaCluster } from '../../../simulators/kafka/cluster.ts'
import type { StartedSimulators } from '../../../simulators/start-simulators.ts'
import type { HubProcess, Installation } from '../hub/hub-process.ts'
import type { SmallDisk } from '../small-disk.ts'
import type { TlsFront } from '../sources/tls-front.ts'

/** The stadsdel in which sources go wrong. */
export const ILL = 'sodermalm'

/** One installation with all that may go wrong around it. It is made after its faults are named. */
export interface City {
  readonly simulators: StartedSimulators
  readonly installation: Installation
  /** The one that serves now. */
  readonly hub: HubProcess
  /** Starts a hub, with more in its environment. */
  begin(this: void, more?: Readonly<Record<string, string>>): Promise<void>
  /** Somebody who signed in then, by the clock of the hub, looks persons up and is answered. */
  lookUp(this: void, signedIn: Date): Promise<void>
  /** Before Paraplyet of the one stadsdel. */
  readonly front: TlsFront
  /** Whether the whole state lies on a small disk, and whether there is a bus. */
  readonly has: { readonly disk: boolean; readonly bus: boolean }
  readonly disk: SmallDisk
  readonly bus: KafkaCluster
}

export interface Fault {
  begin(): Promise<unknown> | void
  /** What holds while it stands alone: that it is found, and that the rest goes on. */
  meanwhile?(): Promise<void>
  /** After it everything is as it was; the hub may need to be started again. */
  end(): Promise<unknown> | void
}

export type Faults = Readonly<Record<string, Fault>>
