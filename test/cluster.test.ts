import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse, parseAllDocuments } from 'yaml'
import { readManifest } from '../src/mapping/load-manifests.ts'
import { readPolicy } from '../src/policy/load-policy.ts'

const ROOT = join(import.meta.dirname, '..')
const K8S = join(ROOT, 'deploy/k8s')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

interface Container {
  readonly securityContext: object
  readonly resources: { readonly limits: { readonly memory: string } }
}
interface Manifest {
  readonly apiVersion: string
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

test('Kubernetes knows every document of the cluster: its kind, and the types and values of its fields', async () => {
  expect(base.length).toBeGreaterThan(5)
  for (const document of base) {
    const models = (await import(`kubernetes-models/${document.apiVersion}/${document.kind}`)) as Readonly<
      Record<string, new (document: object) => { validate(): void }>
    >
    const Model = models[document.kind]
    if (Model === undefined) throw new Error(`no kind is called ${document.kind}`)
    new Model(document).validate()
    expect(() => new Model({ ...document, spec: [], secrets: {} }).validate()).toThrow('must be')
  }
})

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

/** The folder of the cluster with the example filled in as its first lines say. */
function filledIn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-k8s-'))
  cpSync(K8S, folder, { recursive: true })
  cpSync(join(ROOT, 'config/avtal'), join(folder, 'example/avtal'), { recursive: true })
  for (const file of policyFiles()) cpSync(join(ROOT, 'config', basename(file)), join(folder, 'example', file))
  return folder
}
const policyFiles = () => {
  const { configMapGenerator: maps } = parse(read('deploy/k8s/example/kustomization.yaml')) as {
    configMapGenerator: { name: string; files: string[] }[]
  }
  return maps.find(({ name }) => name === 'insyn-policy')?.files ?? []
}

test('the hub of the cluster finds its whole policy: what is mounted beside the manifests can be read as one', () => {
  const folder = filledIn()
  const config = join(folder, 'config')
  cpSync(join(ROOT, 'config/tittbehorighet'), join(config, 'tittbehorighet'), { recursive: true })
  const [pod] = ofKind('Deployment').map(({ spec }) => spec.template?.spec)
  const mounts = [...valuesOf(pod?.containers, 'volumeMounts')].flat() as { mountPath: string; name: string }[]
  const from: Readonly<Record<string, string>> = { settings: '', policy: 'policy', avtal: 'avtal' }
  for (const { mountPath, name } of mounts.filter(({ mountPath: path }) => path.startsWith('/insyn/config/'))) {
    const path = mountPath.slice('/insyn/config/'.length)
    cpSync(join(folder, 'example', from[name] ?? '', name === 'avtal' ? '' : path), join(config, path), {
      recursive: true,
    })
  }
  const manifests = readManifest(join(config, 'tittbehorighet'))
  expect(readPolicy(config, manifests, { production: true }).stadsdelar.length).toBeGreaterThan(5)
  rmSync(folder, { recursive: true })
})

const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0 ? test : test.skip
kubectl(
  'kustomize makes the example whole: image by digest, settings by name, and the addresses that may be called',
  () => {
    const folder = filledIn()
    const { stdout, status, stderr } = spawnSync('kubectl', ['kustomize', join(folder, 'example')], {
      encoding: 'utf8',
    })
    rmSync(folder, { recursive: true })
    expect([status, stderr]).toEqual([0, ''])
    const made = parseAllDocuments(stdout).map((one) => one.toJS() as Manifest)
    expect(made.map(({ kind }) => kind).sort()).toEqual(
      [
        'ConfigMap',
        'ConfigMap',
        'ConfigMap',
        'Deployment',
        'Job',
        'NetworkPolicy',
        'PersistentVolumeClaim',
        'PodDisruptionBudget',
      ].concat(['Service', 'ServiceAccount']),
    )
    expect(stdout.match(/image: registry\.example\/insyn@sha256:0{64}/g)).toHaveLength(3)
    expect(made.find(({ kind }) => kind === 'NetworkPolicy')?.spec.egress).toHaveLength(3)
    const settings = made.find(({ kind }) => kind === 'ConfigMap')?.metadata.name ?? ''
    expect(settings).toMatch(/^insyn-\w+$/)
    expect(stdout.match(new RegExp(`name: ${settings}$`, 'gm'))).toHaveLength(3)
  },
)

/** Every value of this key, however deep it stands. */
function* valuesOf(node: unknown, key: string): Generator<unknown> {
  if (typeof node !== 'object' || node === null) return
  for (const [name, value] of Object.entries(node)) {
    if (name === key) yield value
    yield* valuesOf(value, key)
  }
}
const namesOf = (node: unknown, key: string) =>
  [...new Set([...valuesOf(node, key)].map((one) => (one as { name?: string }).name))].sort()

test('what the cluster refers to by name is made there, is a port or volume of the same pod, or is described as a secret', () => {
  const made = (kind: string) => ofKind(kind).map(({ metadata }) => metadata.name)
  const claims = [...valuesOf(base, 'claimName')]
  expect([...valuesOf(base, 'serviceAccountName')]).toEqual(made('ServiceAccount'))
  expect(claims).toEqual(made('PersistentVolumeClaim'))
  const example = parse(read('deploy/k8s/example/kustomization.yaml')) as {
    resources: string[]
    configMapGenerator: { name: string; files: string[] }[]
    images: { name: string }[]
    patches: { path: string; target: { kind: string; name: string } }[]
  }
  expect(namesOf(base, 'configMap')).toEqual(example.configMapGenerator.map(({ name }) => name).sort())
  const folder = filledIn()
  const files = example.configMapGenerator.flatMap((one) => one.files)
  for (const file of [...files, ...example.patches.map(({ path }) => path)])
    expect([file, existsSync(join(folder, 'example', file))]).toEqual([file, true])
  rmSync(folder, { recursive: true })
  for (const { target } of example.patches) expect(made(target.kind)).toContain(target.name)
  expect([...new Set(valuesOf(base, 'image'))]).toEqual(example.images.map(({ name }) => name))
  const listed = (parse(read('deploy/k8s/base/kustomization.yaml')) as { resources: string[] }).resources
  expect([...listed].sort()).toEqual(
    readdirSync(join(K8S, 'base'))
      .filter((name) => name !== 'kustomization.yaml')
      .sort(),
  )
  const page = read('docs/operations.md')
  for (const name of namesOf(base, 'secretRef')) expect(page).toContain(`\`${String(name)}\``)

  for (const { spec } of base) {
    const pod = spec?.template?.spec as unknown as
      { containers: object[]; initContainers?: object[]; volumes: { name: string }[] } | undefined
    if (pod === undefined) continue
    const volumes = pod.volumes.map(({ name }) => name)
    const mounts = [...valuesOf([...pod.containers, ...(pod.initContainers ?? [])], 'volumeMounts')].flat()
    expect([...new Set(mounts.map((one) => (one as { name: string }).name))].sort()).toEqual([...volumes].sort())
    const ports = ([...valuesOf(pod.containers, 'ports')].flat() as { name: string }[]).map(({ name }) => name)
    for (const probe of valuesOf(pod.containers, 'httpGet')) expect(ports).toContain((probe as { port: string }).port)
  }
  const [service, budget, hub] = [ofKind('Service')[0], ofKind('PodDisruptionBudget')[0], ofKind('Deployment')[0]]
  const { labels } = (hub?.spec.template as unknown as { metadata: { labels: object } }).metadata
  expect(service?.spec.selector).toEqual(labels)
  expect([budget?.spec.selector, hub?.spec.selector]).toEqual([{ matchLabels: labels }, { matchLabels: labels }])
  const { http } = parse(read('config/insyn.yaml')) as { http: { port: number; adress: string } }
  expect([...valuesOf(hub, 'containerPort')]).toEqual([http.port])
  expect(http.adress).toBe('0.0.0.0')
  expect(/^EXPOSE (\d+)$/m.exec(read('Dockerfile'))?.[1]).toBe(String(http.port))
})

test('every variable that the settings of the example need is named by the page that says which secrets there are', () => {
  const needed = [
    ...read('deploy/k8s/example/insyn.yaml')
      .replaceAll(/^ *#.*$/gm, '')
      .matchAll(/\$\{env:([A-Z_]+)\}/g),
  ]
  const page = read('docs/operations.md')
  expect(needed.length).toBeGreaterThan(3)
  for (const [, name] of needed) expect(page).toContain(`\`${name ?? ''}\``)
})

test('every probe, of cluster, proxy and image, asks what the hub serves', () => {
  const inCluster = [...valuesOf(base, 'httpGet')].map((one) => (one as { path: string }).path)
  const inProxy = [...read('deploy/compose/haproxy.cfg').matchAll(/option httpchk GET (\S+)/g)].map(([, path]) => path)
  const inImage = [...read('scripts/healthcheck.js').matchAll(/path: '([^']+)'/g)].map(([, path]) => path)
  expect([inCluster.length, inProxy.length, inImage.length]).toEqual([3, 1, 1])
  const served = [...read('src/api/app.ts').matchAll(/app\.get\('([^']+)'/g)].map(([, path]) => path)
  for (const path of [...inCluster, ...inProxy, ...inImage]) expect(served).toContain(path)
})

test('containers write only where a volume is mounted, and say so to the hub', () => {
  const pods = base.flatMap(({ spec }) => (spec?.template === undefined ? [] : [spec.template.spec]))
  for (const { containers } of pods)
    for (const container of containers as unknown as {
      env?: { name: string; value: string }[]
      args: string[]
      volumeMounts: { mountPath: string; readOnly?: boolean }[]
    }[]) {
      const state = container.env?.find(({ name }) => name === 'INSYN_TILLSTAND')?.value ?? '/var/lib/insyn'
      const written = container.volumeMounts.filter(({ readOnly }) => readOnly !== true).map((one) => one.mountPath)
      expect(written.some((path) => state === path || state.startsWith(`${path}/`))).toBe(true)
      expect(container.args.slice(1)).toEqual(['--config', 'config/insyn.yaml'])
    }
})
