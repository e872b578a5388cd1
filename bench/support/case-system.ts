import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { skapaArendelager, type Arendelager } from '../../simulators/case-system/arende-store.ts'
import { arendesystem } from '../../simulators/case-system/case-system.ts'
import { skapaFelkontroll } from '../../simulators/fault-control.ts'

export const CASE_TOKEN = 'matning'

export interface CaseSystem {
  readonly url: string
  /** Its cases; a `skriv` put in place of the one here sees every write of an uppgift. */
  readonly lager: Arendelager
  stop(): void
}

/** The simulated case system alone, in this process: when something came to it is read off this process's clock. */
export async function startCaseSystem(): Promise<CaseSystem> {
  const lager = skapaArendelager('matning')
  const app = express().use('/arendesystem', arendesystem(lager, skapaFelkontroll(), { token: CASE_TOKEN }))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/arendesystem`,
    lager,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
