import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type ArendeStore, createArendeStore } from '../../../simulators/case-system/arende-store.ts'
import { caseSystem } from '../../../simulators/case-system/case-system.ts'
import { createErrorControl, type ErrorControl } from '../../../simulators/fault-control.ts'

export interface SimulatedCaseSystem {
  readonly url: string
  readonly store: ArendeStore
  readonly fel: ErrorControl
  stop(): void
}

export async function startCaseSystem(token: string): Promise<SimulatedCaseSystem> {
  const store = createArendeStore('prov')
  const fault = createErrorControl()
  const app = express().use('/arendesystem', caseSystem(store, fault, { token, lateMs: 5_000 }))
  // No end of an idle connection: a test that stalls would have it closed on the request that it is about to send.
  const server = createServer({ keepAliveTimeout: 0 }, app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/arendesystem`,
    store,
    fel: fault,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
