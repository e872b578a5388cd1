import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InstallationControl } from './agresso/installation.ts'
import type { ErrorControl } from './fault-control.ts'
import type { Population } from './population/population.ts'

/** Told of each person of a complete read at the moment the rows are made, which are sent right after. */
export type Observer = (index: number, stadsdel: string) => void

export interface PeerOptions {
  readonly losenord: string
  readonly canary?: string
  readonly preRender?: boolean
  readonly observe?: Observer
  /** Of Agresso alone. */
  readonly installation?: InstallationControl
}

/** A simulated source, mounted under its name. */
export interface SourcePeer {
  (req: IncomingMessage, res: ServerResponse): void
  /** Removes what was rendered to disk. */
  stop(): Promise<void>
}

export type CreatePeer = (population: Population, error: ErrorControl, options: PeerOptions) => SourcePeer
