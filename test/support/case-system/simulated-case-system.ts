import express from 'express'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { skapaArendelager, type Arendelager } from '../../../simulators/case-system/arende-store.ts'
import { arendesystem } from '../../../simulators/case-system/case-system.ts'
import { skapaFelkontroll, type Felkontroll } from '../../../simulators/fault-control.ts'

export interface SimuleratArendesystem {
  readonly url: string
  readonly lager: Arendelager
  readonly fel: Felkontroll
  stop(): void
}

export async function startaArendesystem(token: string): Promise<SimuleratArendesystem> {
  const lager = skapaArendelager('prov')
  const fel = skapaFelkontroll()
  const app = express().use('/arendesystem', arendesystem(lager, fel, { token, senMs: 5_000 }))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/arendesystem`,
    lager,
    fel,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
