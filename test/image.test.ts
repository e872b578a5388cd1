import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const ROOT = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** The instructions of a Dockerfile by stage, continued lines joined, comments left out. */
function stages(text: string): { from: string; lines: string[] }[] {
  const found: { from: string; lines: string[] }[] = []
  for (const line of text.replaceAll(/\\\n/g, ' ').split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    if (line.startsWith('FROM ')) found.push({ from: line.slice('FROM '.length), lines: [] })
    else found.at(-1)?.lines.push(line)
  }
  return found
}

/** What the last stage copies, as paths of this repository: `dist/x` is built from `x`. */
function copied(text: string): string[] {
  return (stages(text).at(-1)?.lines ?? [])
    .filter((line) => /^(COPY|ADD)\s/.test(line))
    .flatMap((line) => {
      const args = line.split(/\s+/).slice(1)
      const sources = args.filter((arg) => !arg.startsWith('--')).slice(0, -1)
      return sources.map(
        (source) =>
          source
            .replace(/^\/build\/?/, '')
            .replace(/^dist\//, '')
            .replace(/\/$/, '') || '.',
      )
    })
}

/** Files of the repository under a path, without what is no part of it. */
function filesUnder(path: string): string[] {
  if (path === 'node_modules') return []
  if (!statSync(join(ROOT, path)).isDirectory()) return [path]
  return readdirSync(join(ROOT, path))
    .filter((name) => !['node_modules', '.git', 'dist'].includes(name) && !/\.test\.ts$|^testing$/.test(name))
    .flatMap((name) => filesUnder(join(path, name)))
}

/** Files of the demo, of tests and measurements, and of one city: no installation may run on them unawares. */
const foreign = (file: string): boolean =>
  /^(simulators|bench|client|test|docs)\//.test(file) ||
  (file.startsWith('config/') && !/^config\/(schema|tittbehorighet)\//.test(file)) ||
  (/\.(yaml|json)$/.test(file) && /\bINSYN_DEMO|127\.0\.0\.1:8081|^ {2}demo:/m.test(read(file)))

const inImage = (text: string) => copied(text).flatMap(filesUnder)

test('the image holds the program, its schemas, migrations and manifests, and nothing of the demo or of one city', () => {
  const files = inImage(read('Dockerfile'))
  expect(files.filter(foreign)).toEqual([])
  for (const needed of [
    'src/main.ts',
    'config/schema/insyn.schema.json',
    'config/tittbehorighet/paraplyet-beslut.yaml',
  ])
    expect(files).toContain(needed)
  expect(files.filter((file) => file.startsWith('migrations/'))).toHaveLength(
    readdirSync(join(ROOT, 'migrations')).length,
  )
})

test.each([
  ['the whole config folder', 'COPY --from=build /build/config ./config', 'config/demo.yaml'],
  ['all that was built', 'COPY --from=build /build/dist ./dist', 'simulators/demo.ts'],
  ['the whole checkout', 'COPY --chown=node . .', 'config/klienter-demo.yaml'],
  ['the simulators', 'COPY --from=build /build/dist/simulators ./dist/simulators', 'simulators/issuer/issuer.ts'],
])('the check above sees a Dockerfile that copies %s', (_, line, file) => {
  // `dist` of the repository is what `.` holds once it is built.
  const files = inImage(`FROM node\n${line.replace('/build/dist ', '/build/ ')}\n`)
  expect(files.filter(foreign)).toContain(file)
})

test('what the build is handed has none of the demo settings', () => {
  const ignored = read('.dockerignore').split('\n')
  expect(ignored).toEqual(
    expect.arrayContaining(['.git', '.insyn', 'config/demo*', 'config/*-demo.yaml', 'config/avtal']),
  )
  expect(ignored.filter((line) => line.startsWith('!'))).toEqual([])
})

test('every stage builds on a base image that is named by its digest', () => {
  const text = read('Dockerfile')
  const base = /^ARG NODE=(.*)$/m.exec(text)?.[1]
  expect(base).toMatch(/^node:22-bookworm-slim@sha256:[0-9a-f]{64}$/)
  expect(stages(text).map(({ from }) => from)).toEqual(['${NODE} AS build', '${NODE}'])
})

test('the image runs as its own user, whose state folder is closed', () => {
  const last = stages(read('Dockerfile')).at(-1)?.lines ?? []
  expect(last).toContain('USER node')
  expect(last.join('\n')).toMatch(/mkdir -m 0700 \/var\/lib\/insyn/)
  expect(last.join('\n')).toMatch(/NODE_ENV=production/)
})

/** What a reviewer of Dockerfiles asks for, each as a rule over all of them. */
const DOCKERFILES = ['Dockerfile', 'deploy/compose/simulators.Dockerfile']
test.each(DOCKERFILES)('%s: pinned bases, no root, nothing fetched past the lock file, commands as lists', (file) => {
  const text = read(file)
  const all = stages(text)
  const bases = all.map(({ from }) => from.split(' ')[0])
  expect(new Set(bases)).toEqual(new Set(['${NODE}']))
  expect(text).not.toMatch(/:latest\b|\bsudo\b|\bcurl\b|\bwget\b|apt-get/)
  expect(text).not.toMatch(/^ADD\s/m)
  // Neither secrets nor settings of an installation are built in.
  expect(text).not.toMatch(/^(?:ARG|ENV)\s.*(?:LOSENORD|HUVUDNYCKEL|TOKEN|SECRET|PASSWORD)/m)
  for (const { lines } of all) {
    for (const line of lines.filter((one) => /npm (?:install|i)\b/.test(one))) expect(line).toBe('')
    const [copies, installs] = ['COPY . .', 'RUN npm ci'].map((one) => lines.indexOf(one))
    // What is installed stays in its layer when the sources change.
    if (copies !== undefined && copies >= 0) expect(installs).toBeLessThan(copies)
    for (const line of lines.filter((one) => /^(?:CMD|ENTRYPOINT|HEALTHCHECK CMD)\s/.test(one)))
      expect(line).toMatch(/^(?:CMD|ENTRYPOINT|HEALTHCHECK CMD) \[".*"\]$/)
    const folders = lines.filter((one) => one.startsWith('WORKDIR ')).map((one) => one.slice('WORKDIR '.length))
    for (const folder of folders) expect(folder).toMatch(/^\//)
  }
  const last = all.at(-1)?.lines ?? []
  const user = last.findLastIndex((one) => one.startsWith('USER '))
  expect(last[user]).toBe('USER node')
  // Nothing is made as root after that, and what starts starts as that user.
  expect(last.slice(user).filter((one) => /^(?:RUN|COPY)\s/.test(one))).toEqual([])
})

test('the image looks at its own health where its settings say, by the file that it starts with', () => {
  const last = stages(read('Dockerfile')).at(-1)?.lines ?? []
  expect(last).toContain('HEALTHCHECK CMD ["node", "healthcheck.js"]')
  const [, started] = /^CMD .*"--config", "([^"]+)"/.exec(last.find((one) => one.startsWith('CMD ')) ?? '') ?? []
  expect(read('scripts/healthcheck.js')).toContain(`argv[2] ?? '${started ?? ''}'`)
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Readonly<Record<string, string>> }
  // It runs where the packages for development are gone.
  const imported = [...read('scripts/healthcheck.js').matchAll(/from '([^']+)'/g)].map(([, name = '']) => name)
  for (const name of imported.filter((one) => !one.startsWith('node:'))) expect(dependencies).toHaveProperty([name])
})
