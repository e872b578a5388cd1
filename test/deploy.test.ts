import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { loadConfig } from '../src/config.ts'

const ROOT = join(import.meta.dirname, '..')
const COMPOSE = join(ROOT, 'deploy/compose')
const K8S = join(ROOT, 'deploy/k8s')
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

interface Container {
  readonly securityContext: object
  readonly resources: { readonly limits: { readonly memory: string } }
}
interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly template?: { readonly spec: { readonly containers: Container[]; readonly initContainers?: Container[] } }
    readonly [key: string]: unknown
  }
}
const base = readdirSync(join(K8S, 'base'))
  .filter((name) => name !== 'kustomization.yaml')
  .flatMap((name) => parseAllDocuments(read(`deploy/k8s/base/${name}`)).map((one) => one.toJS() as Manifest))
const ofKind = (kind: string) => base.filter((one) => one.kind === kind)

test('every container of the cluster is closed: no root, nothing to write but its volumes, no rights, bounded memory', () => {
  const pods = base.flatMap(({ spec }) => (spec?.template === undefined ? [] : [spec.template.spec]))
  expect(pods).toHaveLength(2)
  for (const pod of pods) {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    })
    for (const { securityContext, resources } of [...pod.containers, ...(pod.initContainers ?? [])]) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(resources.limits.memory).toMatch(/Mi|Gi/)
    }
  }
})

test('two hubs are replaced one at a time, by readiness, with time to drain, and never both', () => {
  const [deployment] = ofKind('Deployment')
  const { utfasningMs } = (parse(read('config/insyn.yaml')) as { http: { utfasningMs: number } }).http
  expect(deployment?.spec).toMatchObject({
    replicas: 2,
    strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template: {
      spec: {
        containers: [
          {
            startupProbe: { httpGet: { path: '/health/live' } },
            livenessProbe: { httpGet: { path: '/health/live' } },
            readinessProbe: { httpGet: { path: '/health/ready' }, periodSeconds: 2 },
            envFrom: [{ secretRef: { name: 'insyn' } }],
          },
        ],
      },
    },
  })
  const { terminationGracePeriodSeconds: grace } = deployment?.spec.template?.spec as unknown as Record<string, number>
  expect((grace ?? 0) * 1000).toBeGreaterThan(utfasningMs + 20_000)
  expect(ofKind('PodDisruptionBudget')[0]?.spec).toMatchObject({ minAvailable: 1 })
  expect(ofKind('NetworkPolicy')[0]?.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] })
})

test('the example has the settings of the base as they stand', () => {
  expect(parse(read('deploy/k8s/example/insyn.yaml'))).toEqual(parse(read('config/insyn.yaml')))
})

const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0 ? test : test.skip
kubectl(
  'kustomize makes the example whole: image by digest, settings by name, and the addresses that may be called',
  () => {
    const { stdout, status, stderr } = spawnSync('kubectl', ['kustomize', join(K8S, 'example')], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
    const made = parseAllDocuments(stdout).map((one) => one.toJS() as Manifest)
    expect(made.map(({ kind }) => kind).sort()).toEqual(
      ['ConfigMap', 'Deployment', 'Job', 'NetworkPolicy', 'PersistentVolumeClaim', 'PodDisruptionBudget'].concat([
        'Service',
        'ServiceAccount',
      ]),
    )
    expect(stdout.match(/image: registry\.example\/insyn@sha256:0{64}/g)).toHaveLength(3)
    expect(made.find(({ kind }) => kind === 'NetworkPolicy')?.spec.egress).toHaveLength(3)
    const settings = made.find(({ kind }) => kind === 'ConfigMap')?.metadata.name ?? ''
    expect(settings).toMatch(/^insyn-\w+$/)
    expect(stdout.match(new RegExp(`name: ${settings}$`, 'gm'))).toHaveLength(3)
  },
)
