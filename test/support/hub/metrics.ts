import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** The monitoring of a hub with the demo's settings. */
export const MONITORING = { authorization: 'Bearer for-the-demo-alone' }

export const metricsOf = async (address: string): Promise<string> => {
  // By a connection of its own: one that is kept may have been closed while a test was busy with files.
  const request = get(`${address}/metrics`, { agent: false, headers: MONITORING })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  if (answer.statusCode !== 200) throw new Error(`the metrics were answered with ${String(answer.statusCode)}`)
  return text(answer)
}
