import { PassThrough } from 'node:stream'
import { expect, test } from '@jest/globals'
import type { Terminal } from './command.ts'
import { run } from './cli.ts'
import { officerCommandOf } from './officer-commands.ts'

async function answer(args: readonly string[]): Promise<{ code: number; err: string }> {
  const written = new PassThrough()
  const terminal = { out: new PassThrough(), err: written, cwd: '/' } as unknown as Terminal
  // Officers' commands read no settings.
  const settings = officerCommandOf(args) === undefined ? ['--config', '/ingen/insyn.yaml'] : []
  const code = await run([...args, ...settings], {}, terminal)
  return { code, err: String(written.read() ?? '') }
}

test('every command that the usage names is one: it asks for its settings or its file, not for a right usage', async () => {
  const { code, err: usage } = await answer(['okand'])
  expect(code).toBe(2)
  // Up to what is optional, or to the text beside it; a name in capitals is whatever its user writes.
  const all = usage
    .split('\n')
    .flatMap((line) => /^insyn (.+?)(?: \[| \(|\s{2}|$)/.exec(line)?.[1] ?? [])
    .map((command) => command.split(' ').map((word) => (/^[A-Z]+$/.test(word) ? '1' : word)))
  expect(all.length).toBeGreaterThan(30)
  const wrong: string[] = []
  for (const command of all) {
    const { code, err } = await answer(command)
    // What checks a file says with the same status that there is none.
    if (code === 2 && (command[1] !== 'verifiera' || err.includes(usage))) wrong.push(command.join(' '))
  }
  expect(wrong).toEqual([])
})
