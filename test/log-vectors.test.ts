import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from '@jest/globals'
import { run as runCommand } from '../src/cli/cli.ts'
import type { Terminal } from '../src/cli/command.ts'
import { bothVerdicts, verifyByBoth } from './support/log/both-verifiers.ts'
import { makeLog } from './support/log/made-log.ts'

const FOLDER = 'docs/log-format'

interface Vector {
  readonly file: string
  readonly keys: readonly string[]
  readonly checkpoints: readonly string[]
  readonly verdict: Record<string, unknown> & { readonly ok: boolean }
}

const vectors = JSON.parse(readFileSync(join(FOLDER, 'verdicts.json'), 'utf8')) as readonly Vector[]
const inFolder = (names: readonly string[]): string[] => names.map((name) => join(FOLDER, name))

test.each(vectors)('both verifiers say of $file with $keys and $checkpoints what it says there', async (vector) => {
  const { file, keys, checkpoints, verdict } = vector
  const paths = { keys: inFolder(keys), checkpoints: inFolder(checkpoints) }
  for (const one of await bothVerdicts({ file: join(FOLDER, file), ...paths })) expect(one).toMatchObject(verdict)
})

test('the vectors are those that their script writes, and every one is judged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-vectors-'))
  expect(spawnSync(process.execPath, ['scripts/log-vectors.js', folder]).status).toBe(0)
  const read = (from: string) => readdirSync(from).map((name) => [name, readFileSync(join(from, name), 'utf8')])
  expect(read(folder)).toEqual(read(FOLDER))
  rmSync(folder, { recursive: true })
  const judged = new Set(vectors.flatMap(({ file, keys, checkpoints }) => [file, ...keys, ...checkpoints]))
  expect(readdirSync(FOLDER).filter((name) => name !== 'verdicts.json' && !judged.has(name))).toEqual([])
})

test('both verifiers run as commands, and their exit status is the verdict', async () => {
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['../../verifier/insyn-verifier.mjs', ...args], {
      cwd: FOLDER,
      encoding: 'utf8',
    })
    return [status, stdout + stderr]
  }
  const insyn = (...args: string[]) => {
    const paths = args.map((arg) => (/^[^-].*\.[a-z]+$/.test(arg) ? join(FOLDER, arg) : arg))
    const terminal = { out: new PassThrough(), err: new PassThrough(), cwd: '/' } as unknown as Terminal
    return runCommand(['logg', 'verifiera', ...paths], {}, terminal)
  }
  const key = ['--nyckel', 'first.key']
  for (const [file, status] of [
    ['export.jsonl', 0],
    ['broken-order.jsonl', 1],
  ] as const)
    expect([await insyn(file, ...key), run(file, ...key)[0]]).toEqual([status, status])
  expect(run('export.jsonl', ...key, '--kontrollpunkt', 'published.checkpoints')).toEqual([
    0,
    expect.stringMatching(/^ok \{[^]* size: 7,[^]* compared: 2,/),
  ])
  expect(run('restored.jsonl', ...key, '--kontrollpunkt', 'note.txt')).toEqual([
    0,
    expect.stringContaining('lost: [ { from: 3, to: 6 } ]'),
  ])
  expect(run('broken-order.jsonl', ...key)).toEqual([
    1,
    expect.stringMatching(/^not ok \{ ok: false, fel: 'record 1 should be here', line: 3, from: 1, to: 2 \}\n$/),
  ])
  const unusual = ['--kontrolpunkt=note.txt', '--kontrollpunkt']
  for (const args of [
    [],
    ['export.jsonl'],
    ['none.jsonl', ...key],
    ['export.jsonl', '--nyckel', 'none.key'],
    ['export.jsonl', ...key, '--nyckel', 'farsta'],
    ['export.jsonl', ...key, '--kontrollpunkt', 'none.checkpoints'],
    ...unusual.map((word) => ['export.jsonl', ...key, word]),
  ]) {
    expect(run(...args)).toEqual([2, expect.stringMatching(/./)])
    expect([args, await insyn(...args)]).toEqual([args, 2])
  }
})

test('what is wrong with a checkpoint is said: there is none, it is of another log, another key, or contradicts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-checkpoints-'))
  const put = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const published = readFileSync(join(FOLDER, 'published.checkpoints'), 'utf8')
  const story = { size: 9, published: [4] }
  const said = async (checkpoint: string) => {
    const file = join(FOLDER, 'export.jsonl')
    const verdict = await verifyByBoth({ file, keys: [join(FOLDER, 'first.key')], checkpoints: [checkpoint] })
    return verdict.ok ? 'ok' : verdict.fel
  }
  const none = put('none.txt', 'hello\n')
  expect(await said(none)).toBe(`${none}: there is no checkpoint in this file.`)
  const other = put('other.txt', makeLog({ log: 'farsta', ...story }).noteAt(4))
  expect(await said(other)).toBe(
    `${other}: there is no checkpoint of insyn.example/logg/bromma in this file, but of insyn.example/logg/farsta.`,
  )
  const stranger = put('stranger.txt', makeLog({ log: 'bromma', ...story }).noteAt(4))
  expect(await said(stranger)).toBe(`${stranger}: signed by another key than the one given.`)
  const altered = put('altered.txt', published.replace(/\\n3\\n/, '\\n4\\n'))
  expect(await said(altered)).toBe(`${altered} line 1: the signature is not valid.`)
  const torn = put('torn.checkpoints', `${published.slice(0, 40)}\n${published}`)
  expect(await said(torn)).toBe('ok')

  mkdirSync(join(folder, 'outside', 'bromma'), { recursive: true })
  put('outside/farsta.txt', makeLog({ log: 'farsta', ...story }).noteAt(4))
  put('outside/bromma/kept.intervall', '{"peaks":""}')
  expect(await said(join(folder, 'outside'))).toMatch(/outside: there is no checkpoint of .*bromma in this folder/)
  put('outside/bromma/kept.checkpoints', published)
  expect(await said(join(folder, 'outside'))).toBe('ok')
  rmSync(folder, { recursive: true })
})
