import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { createErrorControl } from '../../../simulators/fault-control.ts'
import { createErrands, type Errand } from '../../../simulators/supportmanagement/errands.ts'
import { historyOf } from '../../../simulators/supportmanagement/history.ts'
import { createSchemaService, jsonSchema } from '../../../simulators/supportmanagement/json-schema.ts'
import { supportManagement } from '../../../simulators/supportmanagement/support-management.ts'
import { SCHEMAS } from '../../../src/adapters/supportmanagement/schemas.ts'

export const MUNICIPALITY = '2281'
export const NAMESPACE = 'KONTAKTCENTER'

/** A running support-management with its JSON-schema service. With `forberedd` everything is registered there. */
export async function startSupportManagement(
  token: string,
  { prepared = true, lateMs = 5_000, schemaTimeoutMs = 30_000 } = {},
) {
  const [errands, schemas, fault] = [createErrands(), createSchemaService(), createErrorControl()]
  const shortcomings: string[] = []
  const app = express()
    .use('/json-schema', jsonSchema(schemas, fault, token))
    .use(
      '/support-management',
      supportManagement(errands, schemas, fault, {
        token,
        municipalities: [MUNICIPALITY],
        lateMs,
        schemaTimeoutMs,
        deviation: (shortcoming) => void shortcomings.push(shortcoming),
      }),
    )
  // No end of an idle connection: a test that stalls would have it closed on the request that it is about to send.
  const server = createServer({ keepAliveTimeout: 0 }, app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const namespaceOf = errands.namespaceOf(MUNICIPALITY, NAMESPACE)
  if (prepared) {
    namespaceOf.config = { displayName: 'Kontaktcenter', shortCode: 'KC', accessControl: true }
    for (const name of ['NEW', 'ONGOING', 'SOLVED']) namespaceOf.statuses.set(name, { name })
    for (const schema of SCHEMAS.values()) schemas.register(MUNICIPALITY, schema)
  }

  return {
    url: `${base}/support-management`,
    schemaUrl: `${base}/json-schema`,
    fel: fault,
    schemas,
    namnrymd: namespaceOf,
    /** What in any request did not follow the service's document. */
    shortcomings,
    errand: (id: string): Errand => {
      const errand = namespaceOf.errands.get(id)
      if (errand === undefined) throw new Error('no such errand')
      return errand
    },
    /** What is kept of an errand's past, and who was told. */
    history: (id: string) => historyOf(namespaceOf, id),
    /** An errand as a person at the contact centre makes one. */
    create: (others: Partial<Errand> = {}): string =>
      errands.create(namespaceOf, {
        title: 'Fråga',
        priority: 'MEDIUM',
        status: 'NEW',
        reporterUserId: 'anna',
        ...others,
      }).id,
    change: (id: string, change: Partial<Errand>): void => {
      const errand = namespaceOf.errands.get(id)
      if (errand !== undefined) errands.change(namespaceOf, errand, change)
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
export type SimulatedSupportManagement = Awaited<ReturnType<typeof startSupportManagement>>
