import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createErrorControl, type ErrorControl } from '../../../simulators/fault-control.ts'
import { paraplyetHandler, type ParaplyetOptions } from '../../../simulators/paraplyet/paraplyet-handler.ts'
import type { Population } from '../../../simulators/population/population.ts'
import { call, newSession, parseReadAnswer, type ReadAnswer, type SourceRow } from './paraplyet-client.ts'

export const PASSWORD = 'ett-losenord'

export interface SimulatedParaplyet {
  readonly url: string
  readonly fel: ErrorControl
  readonly fetch: (operation: string, field?: Record<string, string>) => Promise<Response>
  readonly read: (operation?: string, field?: Record<string, string>) => Promise<ReadAnswer>
  stop(): Promise<void>
}

/** One stadsdel of the simulator on a port of its own; each call logs in anew, taking over. */
export async function startParaplyet(
  city: Population,
  stadsdel: string,
  options: Partial<ParaplyetOptions> = {},
): Promise<SimulatedParaplyet> {
  const fault = createErrorControl()
  const handler = paraplyetHandler(city, fault, { losenord: PASSWORD, ...options })
  const server: Server = createServer(handler)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/paraplyet/${stadsdel}`
  const fetch = async (operation: string, field: Record<string, string> = {}): Promise<Response> =>
    call(url, operation, { Session: await newSession(url, PASSWORD), ...field })
  return {
    url,
    fel: fault,
    fetch,
    read: async (operation = 'LasAllt', field = {}) => parseReadAnswer(await (await fetch(operation, field)).text()),
    async stop() {
      server.closeAllConnections()
      server.close()
      await handler.stop()
    },
  }
}

export const personnummerIn = (rows: readonly SourceRow[]): string[] =>
  rows.filter(({ slag }) => slag === 'PersonRad').map(({ falt }) => falt['Personnummer']!)
