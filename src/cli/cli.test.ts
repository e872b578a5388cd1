import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { Command } from 'commander'
import { createProgram, run } from './cli.ts'
import { pathOf, type Terminal } from './command.ts'

const CONFIG = join(import.meta.dirname, '../../config')
const folder = mkdtempSync(join(tmpdir(), 'insyn-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a terminal of so many columns shows; without columns it is a file or a pipe. */
async function insyn(argv: readonly string[], columns?: number) {
  const written = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => ({
    ...(columns === undefined ? {} : { isTTY: true, columns }),
    write: (text: string) => (written[name] += text),
  })
  const terminal = { out: stream('out'), err: stream('err'), cwd: folder } as unknown as Terminal
  const code = await run(argv, {}, terminal)
  return { code, ...written }
}

/** Words as a shell parts them. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '')

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)]
const terminal = { out: {}, err: {}, cwd: folder } as unknown as Terminal
const commands = everyCommand(createProgram(terminal, {}).program)
const paths = commands.map((command) => pathOf(command))

test('there are the commands that the documentation has', () => expect(paths.length).toBeGreaterThan(75))

describe.each([60, 80, 120, undefined])('on a screen of %s columns', (columns) => {
  test.each(paths)('%s --help is whole, ends well and needs nothing', async (path) => {
    const { code, out, err } = await insyn([...wordsOf(path).slice(1), '--help'], columns)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(new RegExp(`^Usage: ${path}(?: |$)`, 'm'))
    const wide = out.split('\n').filter((line) => line.length > (columns ?? 80))
    expect(wide).toEqual([])
  })
})

test.each(commands.filter((one) => one.commands.length === 0 || one.name() === 'synk').map((one) => pathOf(one)))(
  '%s has examples that it takes, and says its exit codes',
  async (path) => {
    const { out } = await insyn([...wordsOf(path).slice(1), '--help'], 2_000)
    const examples =
      /\nExamples:\n((?: {2}.+\n)+)\nExit codes:\n {2}0 {2}\S/.exec(out)?.[1]?.trim().split(/\n\s*/) ?? []
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) {
      const { code, err } = await insyn([...wordsOf(example.split(' > ')[0] ?? '').slice(1), '--config', 'ingen.yaml'])
      // Taken as a command it wants its settings, its file or the address of a hub: never for a right use.
      const wantsMore =
        path.endsWith('komplettering') ||
        /ingen\.yaml|insyn\.yaml|hubbens adress|går inte att läsa|no readable directory|key cannot be read|no such file or directory/.test(
          err,
        )
      expect({ example, code, err, wantsMore }).toEqual({ example, code, err, wantsMore: true })
    }
  },
)

const settings = ['--config', join(CONFIG, 'demo.yaml')]
const WHO = ['--av', 'Nils Berg', '--skal', 'Prov']
test.each([
  ['a word', ['synkk'], 'there is no command insyn synkk (Did you mean synk?)'],
  ['a word of a group', ['logg', 'exporterra'], '(Did you mean exportera?)'],
  ['a word with the options of the right one', ['synk', 'godkan', '--hogst', '4'], '(Did you mean godkann?)'],
  ['an option', ['doctor', '--jsn'], '(Did you mean --json?)'],
  ['a source', ['synk', '--kalla', 'agreso'], '--kalla: there is no agreso (Did you mean agresso?)'],
  ['a mängd', ['kafka', 'nyckel', '--alla', '--mangd', 'beslut,faktra', ...WHO], '(Did you mean faktura?)'],
  ['a stadsdel', ['synk', '--stadsdel', 'bormma'], '--stadsdel: there is no bormma (Did you mean bromma?)'],
  ['the stadsdel of a receipt', ['avtal', 'kvitto', 'bormma'], '(Did you mean bromma?)'],
  ['a log', ['logg', 'exportera', 'bormma', '--fil', 'x', '--av', 'N'], 'there is no bormma (Did you mean bromma?)'],
  ['a log of a proof', ['logg', 'bevis', 'isnyn', '4', '--fil', 'x', '--av', 'N'], '(Did you mean insyn?)'],
  ['the log of a hold', ['logg', 'hall', 'listo', ...WHO], 'there is no listo'],
  ['a log to prune', ['logg', 'gallra', 'frasta', '--av', 'N'], '(Did you mean farsta?)'],
  ['a log whose key changes', ['nyckel', 'rotera', '--logg', 'frasta', ...WHO], '(Did you mean farsta?)'],
])('%s that is mistyped is named with the nearest, and nothing is done', async (_, argv, told) => {
  const { code, out, err } = await insyn([...argv, ...settings])
  expect([code, out, err.startsWith('insyn: '), err.includes(told) || err]).toEqual([2, '', true, true])
  // Neither a state folder nor the file that was asked for.
  expect(readdirSync(folder)).toEqual([])
})

// Skatteverket's published test number.
const NUMBER = '189001039800'
test.each([
  ['who', ['synk', '--av', NUMBER, '--skal', 'Prov']],
  ['who, with a blank', ['logg', 'exportera', 'bromma', '--fil', 'x', '--av', 'Nils 18900103 9800']],
  ['why', ['klient', 'stang', 'konsol', '--av', 'Eva Ros', '--skal', `gäller ${NUMBER}`]],
  ['a calling system', ['klient', 'oppna', NUMBER, '--av', 'Eva Ros']],
  ['a case', ['leverans', 'lista', '--arende', NUMBER]],
  ['a closed case', ['leverans', 'kvitto', NUMBER]],
  ['the case of a hold', ['logg', 'hall', 'bromma', '--arende', NUMBER, ...WHO]],
  ['a log', ['logg', 'exportera', NUMBER, '--fil', 'x', '--av', 'N']],
  ['a stadsdel', ['synk', '--stadsdel', NUMBER]],
  ['a command', ['logg', NUMBER]],
  ['an option', ['synk', `--${NUMBER}`]],
  ["an officer's reason", ['logg', 'visa', 'ID', '--skal', `gäller ${NUMBER}`]],
  ["an officer's comment", ['logg', 'kvittera', 'ID', '--kommentar', NUMBER]],
  ['the case of an extract', ['utdrag', 'begar', '--arende', NUMBER, '--skal', 'x']],
])('a personnummer as %s is refused, and not repeated', async (_, argv) => {
  const { code, out, err } = await insyn([...argv, ...(argv[0] === 'utdrag' ? [] : settings)])
  expect([code, out, err === '', (out + err).replace(/\D/g, '').includes('9001039800')]).toEqual([2, '', false, false])
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['the version', ['--version'], 0, /^\d+\.\d+\.\d+\n$/],
  ['no command of a group', ['logg'], 2, /^Usage: insyn logg/],
  ['an act that has no JSON', ['klient', 'stang', 'konsol', ...WHO, '--json'], 2, /this command has no --json/],
  ['a forgotten value', ['klient', 'stang', 'konsol', '--av', '--skal', 'x'], 2, /^insyn: --av needs a text\n/],
  [
    'no reason',
    ['klient', 'stang', 'konsol', '--av', 'x'],
    2,
    /'--skal <text>' not specified\nSee: insyn klient stang/,
  ],
  ['no number', ['synk', 'avbryt', 'x', ...WHO], 2, /RUN is a whole number/],
  ['no settings', ['doctor', '--config', 'ingen.yaml'], 1, /^insyn: ingen\.yaml/],
  ['a file that cannot be judged', ['logg', 'verifiera', 'ingen.jsonl', '--nyckel', 'x'], 2, /^insyn: /],
  ['more words than it takes', ['doctor', 'allt'], 2, /too many arguments for 'doctor'/],
])('%s', async (_, argv, code, told) => {
  const answer = await insyn(argv)
  expect(answer).toMatchObject({ code })
  expect(answer.out + answer.err).toMatch(told)
})

test('docs/operations.md has a line for each command, with its words and what it does', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  const section = text.split(/^## /m).find((one) => one.startsWith('Command line\n')) ?? ''
  const documented = [...section.matchAll(/^\| `(insyn [^`]+)` +\| (.+?) +\|$/gm)].map(([, words, summary]) => [
    words,
    summary,
  ])
  const argumentsOf = ({ registeredArguments }: Command) =>
    registeredArguments.map((one) => (one.required ? ` <${one.name()}>` : ` [${one.name()}]`)).join('')
  const groups = ['synk', 'hall']
  const all = commands.filter((one) => one.commands.length === 0 || groups.includes(one.name()))
  expect(documented).toEqual(all.map((one) => [`${pathOf(one)}${argumentsOf(one)}`, one.description()]))
})
