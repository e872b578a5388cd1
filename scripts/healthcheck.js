// For the container: whether the hub on this machine is alive, over http or, where it is set up so, https. Its certificate is
// for those who reach it by its name.
import { get as http } from 'node:http'
import { get as https } from 'node:https'

const port = process.env.INSYN_PORT ?? 8080
const isAlive = (get) =>
  new Promise((resolve) => {
    const where = { host: '127.0.0.1', port, path: '/health/live', timeout: 2_000, rejectUnauthorized: false }
    const request = get(where, (answer) => resolve(answer.resume().statusCode === 200))
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })

process.exit((await isAlive(http)) || (await isAlive(https)) ? 0 : 1)
