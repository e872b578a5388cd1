// For the container: whether the hub on this machine is alive, where its settings say that it listens: address, port, and TLS or
// not. Its certificate is for those who reach it by its name. Settings that cannot be read are the hub's to complain of.
import { readFileSync } from 'node:fs'
import { get as http } from 'node:http'
import { get as https } from 'node:https'
import { parse } from 'yaml'

const { env, argv } = process
const settings = () => {
  try {
    return parse(readFileSync(argv[2] ?? 'config/insyn.yaml', 'utf8'))?.http ?? {}
  } catch {
    return {}
  }
}
const resolved = (value) =>
  String(value).replace(/\$\{env:([^}|]+)(?:\|([^}]*))?\}/g, (_, name, otherwise = '') => env[name] ?? otherwise)

const { adress = '127.0.0.1', port = 8080, tls } = settings()
const listens = resolved(adress)
const where = {
  host: listens === '0.0.0.0' || listens === '::' ? '127.0.0.1' : listens,
  port: env.INSYN_PORT ?? resolved(port),
  path: '/health/live',
  timeout: 2_000,
  rejectUnauthorized: false,
}
const request = (tls === undefined ? http : https)(where, (answer) => end(answer.resume().statusCode === 200))
const end = (isAlive) => process.exit(isAlive ? 0 : 1)
request.on('timeout', () => request.destroy())
request.on('error', () => end(false))
