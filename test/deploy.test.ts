import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { loadConfig } from '../src/config.ts'

const ROOT = join(import.meta.dirname, '..')
const COMPOSE = join(ROOT, 'deploy/compose')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly stop_grace_period?: string
}
const compose = parse(read('deploy/compose/compose.yaml'), { merge: true }) as {
  services: Readonly<Record<string, Service>>
  volumes: object
}
const { services } = compose
const secrets = { INSYN_HUVUDNYCKEL: 'a', INSYN_DRIFT_TOKEN: 'b'.repeat(20), INSYN_SIMULATORS: 'c' }

test('compose runs two hubs, three brokers, and all that they lean on', () => {
  expect(Object.keys(services).sort()).toEqual(
    ['database', 'hub-1', 'hub-2', 'kafka-1', 'kafka-2', 'kafka-3', 'migrate', 'prometheus', 'proxy'].concat([
      'simulators',
      'simulators-door',
      'topics',
    ]),
  )
  for (const { image } of Object.values(services)) expect(image).toMatch(/:(local|v?\d[\w.-]*)$/)
  for (const name of ['hub-1', 'hub-2', 'migrate', 'topics'])
    expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'], volumes: services['hub-1']?.volumes })
})

test('what compose mounts is there, and each named volume is declared', () => {
  const mounts = Object.values(services).flatMap(({ volumes = [] }) => volumes.map((one) => one.split(':')[0] ?? ''))
  for (const mount of mounts)
    if (mount.startsWith('.')) expect([mount, existsSync(join(COMPOSE, mount))]).toEqual([mount, true])
    else expect(Object.keys(compose.volumes)).toContain(mount)
})

test('the settings of compose are valid, and every variable of theirs is given to the hubs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-compose-'))
  await cp(join(ROOT, 'config'), folder, { recursive: true })
  await cp(join(COMPOSE, 'insyn.yaml'), join(folder, 'insyn.yaml'))
  const given = Object.keys(services['hub-1']?.environment ?? {}).sort()
  expect(given).toEqual(['INSYN_DATABAS', 'NODE_ENV', ...Object.keys(secrets)].sort())
  const env = { ...secrets, INSYN_DATABAS: 'postgresql://insyn@database/insyn', NODE_ENV: 'compose' }
  const { http, kafka } = loadConfig(join(folder, 'insyn.yaml'), env)
  rmSync(folder, { recursive: true })
  expect(kafka?.broker).toHaveLength(3)
  expect(Number.parseInt(services['hub-1']?.stop_grace_period ?? '', 10) * 1000).toBeGreaterThan(
    http.utfasningMs + 20_000,
  )
})

test('the image of the simulators builds on the base of the hub’s own', () => {
  const base = (file: string) => /^ARG NODE=(.*)$/m.exec(read(file))?.[1]
  expect(base('deploy/compose/simulators.Dockerfile')).toBe(base('Dockerfile'))
})

test('compose starts nothing before what it waits for, and waits only for what says that it is well', () => {
  const all = Object.entries(services) as [
    string,
    Service & { depends_on?: object; healthcheck?: object; network_mode?: string },
  ][]
  for (const [name, { depends_on: waits = {}, network_mode: network }] of all) {
    if (network !== undefined) expect(Object.keys(services)).toContain(network.replace('service:', ''))
    for (const [other, { condition }] of Object.entries(waits as Record<string, { condition: string }>)) {
      expect([name, Object.keys(services)]).toEqual([name, expect.arrayContaining([other])])
      if (condition === 'service_healthy')
        expect([name, (services[other] as { healthcheck?: object }).healthcheck]).toEqual([name, expect.any(Object)])
      if (condition === 'service_completed_successfully')
        expect([name, (services[other] as { restart?: string }).restart]).toEqual([name, 'no'])
    }
  }
})

test('a hub that cannot write its root has the state folder as a volume', () => {
  for (const [name, { volumes = [], read_only: readOnly }] of Object.entries(services))
    if (readOnly === true && volumes.some((one) => one.includes('insyn.yaml')))
      expect([name, volumes]).toEqual([name, expect.arrayContaining(['state:/var/lib/insyn'])])
})
