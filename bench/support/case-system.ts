import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type ArendeStore, createArendeStore } from '../../simulators/case-system/arende-store.ts'
import { caseSystem } from '../../simulators/case-system/case-system.ts'
import { createErrorControl } from '../../simulators/fault-control.ts'

export const CASE_TOKEN = 'matning'

export interface CaseSystem {
  readonly url: string
  /** Its cases; a `skriv` put in place of the one here sees every write of an uppgift. */
  readonly store: ArendeStore
  stop(): void
}

/** The simulated case system alone, in this process: when something came to it is read off this process's clock. */
export async function startCaseSystem(): Promise<CaseSystem> {
  const store = createArendeStore('matning')
  const app = express().use('/arendesystem', caseSystem(store, createErrorControl(), { token: CASE_TOKEN }))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/arendesystem`,
    store,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
