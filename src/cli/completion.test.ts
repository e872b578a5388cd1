import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { run } from './cli.ts'
import type { Terminal } from './command.ts'

async function scriptFor(shell: string): Promise<string> {
  const written: string[] = []
  const out = { write: (text: string) => written.push(text) }
  const terminal = { out, err: { write: () => undefined }, cwd: '/' } as unknown as Terminal
  expect(await run(['komplettering', shell], {}, terminal)).toBe(0)
  return written.join('')
}

/** What a real bash offers for the last of these words, which may be empty. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const set = `COMP_WORDS=(insyn ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`
  const input = `${await scriptFor('bash')}\n${set}\n_insyn\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`
  const { status, stdout, stderr } = spawnSync('bash', ['--norc'], { input, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.split('\n').filter((word) => word !== '')
}

test.each([
  [['sy'], ['synk']],
  [['synk', 'go'], ['godkann']],
  [
    ['synk', 'godkann', '--h'],
    ['--hogst', '--help'],
  ],
  [['--config', 'x.yaml', 'logg', 'exp'], ['exportera']],
  [['synk', '--kalla', 'a'], ['agresso']],
  [['kafka', 'nyckel', '--mangd', 'fa'], ['faktura']],
  [
    ['leverans', 'lista', '--status', ''],
    ['vantar', 'parkerad', 'levererad'],
  ],
  [['logg', 'hall', 'li'], ['lista']],
  [['klient', 'stang', 'x', '--av', 'y', '--sk'], ['--skal']],
  [['synk', 'godkann', '--av', ''], []],
])('bash completes %j', async (words, expected) => {
  expect(await offered(...words)).toEqual(expected)
})

test('bash takes the script as one that completes insyn', async () => {
  const input = `${await scriptFor('bash')}\ncomplete -p insyn\n`
  expect(spawnSync('bash', ['--norc'], { input, encoding: 'utf8' }).stdout).toContain('-F _insyn insyn')
})

test('the scripts of zsh and fish name every word, quoted', async () => {
  const [zsh, fish] = [await scriptFor('zsh'), await scriptFor('fish')]
  expect(zsh).toMatch(/^#compdef insyn\nautoload -U \+X bashcompinit && bashcompinit\n/)
  expect(fish).toContain(
    "complete -c insyn -f -n '__fish_seen_subcommand_from synk; and not __fish_seen_subcommand_from ",
  )
  for (const line of fish.split('\n').filter((one) => one.startsWith('complete')))
    expect(line.replace(/\\'/g, '').match(/'/g)?.length ?? 0).toEqual(
      2 * (line.replace(/\\'/g, '').match(/'[^']*'/g)?.length ?? 0),
    )
})
