import express from 'express'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SCHEMAN } from '../../../src/adapters/supportmanagement/schemas.ts'
import { skapaFelkontroll } from '../../../simulators/fault-control.ts'
import { type Errand, skapaErrander } from '../../../simulators/supportmanagement/errands.ts'
import { jsonSchema, skapaSchematjanst } from '../../../simulators/supportmanagement/json-schema.ts'
import { supportManagement } from '../../../simulators/supportmanagement/support-management.ts'

export const KOMMUN = '2281'
export const NAMNRYMD = 'KONTAKTCENTER'

/** A running support-management with its JSON-schema service. With `forberedd` everything is registered there. */
export async function startaSupportManagement(token: string, { forberedd = true, senMs = 5_000 } = {}) {
  const [errander, scheman, fel] = [skapaErrander(), skapaSchematjanst(), skapaFelkontroll()]
  const brister: string[] = []
  const app = express()
    .use('/json-schema', jsonSchema(scheman, fel, token))
    .use(
      '/support-management',
      supportManagement(errander, scheman, fel, {
        token,
        kommuner: [KOMMUN],
        senMs,
        avvikelse: (brist) => void brister.push(brist),
      }),
    )
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bas = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const namnrymd = errander.namnrymd(KOMMUN, NAMNRYMD)
  if (forberedd) {
    namnrymd.config = { displayName: 'Kontaktcenter', shortCode: 'KC', accessControl: true }
    for (const name of ['NEW', 'ONGOING', 'SOLVED']) namnrymd.statusar.set(name, { name })
    for (const schema of SCHEMAN.values()) scheman.registrera(KOMMUN, schema)
  }

  return {
    url: `${bas}/support-management`,
    schemaUrl: `${bas}/json-schema`,
    fel,
    scheman,
    namnrymd,
    /** What in any request did not follow the service's document. */
    brister,
    errand: (id: string): Errand => {
      const errand = namnrymd.errander.get(id)
      if (errand === undefined) throw new Error('no such errand')
      return errand
    },
    /** An errand as a person at the contact centre makes one. */
    skapa: (andra: Partial<Errand> = {}): string =>
      errander.skapa(namnrymd, { title: 'Fråga', priority: 'MEDIUM', status: 'NEW', reporterUserId: 'anna', ...andra })
        .id,
    andra: (id: string, andring: Partial<Errand>): void => {
      const errand = namnrymd.errander.get(id)
      if (errand !== undefined) errander.andra(namnrymd, errand, andring)
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
export type SimuleratSupportManagement = Awaited<ReturnType<typeof startaSupportManagement>>
