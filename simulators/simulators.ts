import type { Installation } from './agresso/installation.ts'
import type { FaultSwitch } from './faults.ts'
import type { Change, PopulationOptions, Truth } from './population/truth.ts'

export interface SimulatorOptions {
  readonly population: PopulationOptions
  /** 0: any free port. Everything is served on loopback under one address. */
  readonly port: number
  readonly losenord: string
  /** Canary mode: every field that no manifest lists carries a unique marker that begins with this text. */
  readonly canary?: string
  /** Keep rendered complete reads on disk and send them from there, so that the server is never the slow side. */
  readonly preRender?: boolean
}

/**
 * The hub's peers on one loopback address:
 * `/paraplyet/<stadsdel>` SOAP · `/agresso/service.svc?QueryEngineService/QueryEngineV201101` SOAP ·
 * `/arendesystem` REST · `/utfardare` demo token issuer (`/jwks`, `POST /token`) · `/inloggning` demo identity provider of the
 * console (OpenID Connect) · `/styrning` the switches.
 */
export interface Simulators {
  readonly base: string
  stop(): Promise<void>
  /** The switches below exist as calls and, the same, as HTTP under /styrning. */
  fault(breaker: FaultSwitch): void
  noErrors(): void
  /** Makes another installation of Agresso of this one. */
  agresso(part: Partial<Installation>): void
  ordinaryAgresso(): void
  change(change: Change): void
  truth(personnummer: string): Truth | undefined
  truthAt(index: number): Truth
}
