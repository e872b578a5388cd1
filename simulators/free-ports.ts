import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that the system gives to whoever asks for any (RFC 6335, 6; Linux begins at 32,768): nobody gets one of these by chance. */
const [FIRST, LAST] = [15_000, 30_000] as const

/** Ports of this machine that nothing listens at, for what must know them before it starts. */
export async function freePorts(count: number): Promise<number[]> {
  const free = new Set<number>()
  while (free.size < count) {
    const port = randomInt(FIRST, LAST)
    if (await canListen(port)) free.add(port)
  }
  return [...free]
}

export const freePort = async (): Promise<number> => (await freePorts(1))[0] ?? 0

async function canListen(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
