import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Felkontroll } from '../fault-control.ts'
import type { Population } from '../population/population.ts'
import type { Skadetider } from '../xml-damage.ts'

export interface ParaplyetOptions {
  readonly losenord: string
  readonly kanarie?: string
  readonly forrendera?: boolean
  readonly tider?: Skadetider
  /** Milliseconds a session lives from login; it is not prolonged by use. */
  readonly sessionMs?: number
  readonly nu?: () => Date
}

/** Mount at `/paraplyet`: the stadsdel is the last segment of the path. `stop` removes what was rendered to disk. */
export interface ParaplyetHandler {
  (req: IncomingMessage, res: ServerResponse): void
  stop(): Promise<void>
}

export declare function paraplyetHandler(
  population: Population,
  fel: Felkontroll,
  options: ParaplyetOptions,
): ParaplyetHandler
