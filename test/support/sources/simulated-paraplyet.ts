import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { skapaFelkontroll, type Felkontroll } from '../../../simulators/fault-control.ts'
import { paraplyetHandler, type ParaplyetOptions } from '../../../simulators/paraplyet/paraplyet-handler.ts'
import type { Population } from '../../../simulators/population/population.ts'
import { anropa, nySession, tolkaLassvar, type Kallrad, type Lassvar } from './paraplyet-client.ts'

export const LOSENORD = 'ett-losenord'

export interface SimuleratParaplyet {
  readonly url: string
  readonly fel: Felkontroll
  readonly hamta: (operation: string, falt?: Record<string, string>) => Promise<Response>
  readonly las: (operation?: string, falt?: Record<string, string>) => Promise<Lassvar>
  stop(): Promise<void>
}

/** One stadsdel of the simulator on a port of its own; each call logs in anew, taking over. */
export async function startaParaplyet(
  stad: Population,
  stadsdel: string,
  options: Partial<ParaplyetOptions> = {},
): Promise<SimuleratParaplyet> {
  const fel = skapaFelkontroll()
  const handler = paraplyetHandler(stad, fel, { losenord: LOSENORD, ...options })
  const server: Server = createServer(handler)
  await new Promise<void>((klar) => server.listen(0, '127.0.0.1', klar))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/paraplyet/${stadsdel}`
  const hamta = async (operation: string, falt: Record<string, string> = {}): Promise<Response> =>
    anropa(url, operation, { Session: await nySession(url, LOSENORD), ...falt })
  return {
    url,
    fel,
    hamta,
    las: async (operation = 'LasAllt', falt = {}) => tolkaLassvar(await (await hamta(operation, falt)).text()),
    async stop() {
      server.closeAllConnections()
      server.close()
      await handler.stop()
    },
  }
}

export const personnummerI = (rader: readonly Kallrad[]): string[] =>
  rader.filter(({ slag }) => slag === 'PersonRad').map(({ falt }) => falt['Personnummer']!)
