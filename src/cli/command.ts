import { Argument, Command, CommanderError, Option } from 'commander'
import { OWN_LOG } from '../atkomstlogg/access.ts'
import { checkText, LONGEST_NAME, LONGEST_REASON } from '../atkomstlogg/record-then.ts'
import { type Config, loadConfig } from '../config.ts'
import type { Env } from '../config/references.ts'
import { InsynError } from '../errors.ts'
import type { Hub } from '../hub.ts'
import { INFORMATIONSMANGDER, SOURCES } from '../informationsmangd.ts'
import { createLog } from '../log.ts'
import { containsPersonnummer } from '../mapping/find-personnummer.ts'
import { stateFolder } from '../platform/state-folder.ts'
import { readStadsdelar } from '../policy/load-policy.ts'

/** Where a command writes, and the folder that its relative paths start from. */
export interface Terminal {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
  readonly cwd: string
}

/** One call of `insyn`: what its command is given, and the exit code that the command comes to. */
export interface Cli {
  readonly terminal: Terminal
  readonly env: Env
  /** The program of the threads in which syncs run; without one they run in the thread of the command. */
  readonly syncThread: URL | undefined
  readonly configFile: string
  /** The settings, read when first needed: help, and what judges a file, need none. */
  config(): Config
  /** To be one of what the settings name; checked before the command does anything. Gives the value. */
  named(what: string, value: string, names: (config: Config) => readonly string[]): string
  /** The action of a command: `work` gives its exit code. */
  action<A extends readonly unknown[]>(work: (...given: A) => Promise<number>): (...given: A) => Promise<void>
  exitCode: number
}

export function createCli(given: Pick<Cli, 'terminal' | 'env' | 'syncThread'>, program: Command): Cli {
  let config: Config | undefined
  const checks: (() => void)[] = []
  const cli: Cli = {
    ...given,
    get configFile() {
      return program.opts<{ config: string }>().config
    },
    config: () => (config ??= loadConfig(cli.configFile, cli.env)),
    named(what, value, names) {
      checks.push(() => requireKnown(what, value, names(cli.config())))
      return value
    },
    action:
      (work) =>
      async (...given) => {
        refuseOptionsOfGroup(given.at(-1) as Command)
        for (const check of checks) check()
        cli.exitCode = await work(...given)
      },
    exitCode: 0,
  }
  return cli
}

/**
 * Runs a command that ends by itself, with or without a serving hub. A signal stops it in order. It makes no tables, and keys only
 * where it is asked to read what they seal.
 */
export async function withHub<T>(cli: Cli, work: (hub: Hub) => Promise<T>, { createsKeys = false } = {}): Promise<T> {
  const config = cli.config()
  const { createHub } = await import('../hub.ts')
  const hub = await createHub(config, stateFolder(config.tillstand, cli.terminal.cwd), createLog('error'), {
    asFound: true,
    createsKeys,
    ...(cli.syncThread && { syncThread: cli.syncThread }),
  })
  let ending: Promise<void> | undefined
  const end = () => (ending ??= hub.stop())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end())
  try {
    return await work(hub)
  } finally {
    await end()
  }
}

/** `synk --kalla K pausa`: an option before the word of a command would be passed over. */
function refuseOptionsOfGroup({ parent }: Command): void {
  if (parent?.parent && Object.values(parent.opts()).length > 0)
    throw wrongUse(`options come after all words: insyn ${parent.name()} … --…`)
}

export const wrongUse = (message: string): InsynError => new InsynError('BEGARAN_OGILTIG', message)

/** Words before those of commands, as `logg` before `logg exportera`. */
export function group(parent: Command, word: string, summary: string): Command {
  const command = parent.command(word).description(summary).helpCommand(false)
  return command.showHelpAfterError(`See: ${pathOf(command)} --help`)
}

/** Adds a command to a group. `words`: its name and arguments; `exitCodes`: those of its own, beside 0, 1 and 2. */
export function verb(
  parent: Command,
  words: string,
  summary: string,
  {
    examples,
    exitCodes = {},
  }: { readonly examples: readonly string[]; readonly exitCodes?: Readonly<Record<number, string>> },
): Command {
  const command = group(parent, words, summary)
  return command.addHelpText('after', () => {
    const help = command.createHelp()
    const helpWidth = command.configureOutput().getOutHelpWidth?.() ?? 80
    help.prepareContext({ helpWidth })
    const codes = Object.entries<string>({ 0: 'done', 1: 'failed', 2: 'wrong use: nothing was done', ...exitCodes })
    return [
      ...['', 'Examples:', ...examples.map((words) => exampleText(`${pathOf(command)} ${words}`, helpWidth))],
      ...['', 'Exit codes:', ...codes.map(([code, meaning]) => help.formatItem(code, 1, meaning, help))],
    ].join('\n')
  })
}

/** A command too wide for the screen is broken before an option, as a shell takes it. */
function exampleText(words: string, width: number): string {
  const lines = ['  ']
  for (const part of words.trimEnd().split(/ (?=--)/)) {
    const line = lines.at(-1) ?? ''
    const extended = line.trim() === '' ? `${line}${part}` : `${line} ${part}`
    if (extended.length + 2 <= width || line.trim() === '') lines.splice(-1, 1, extended)
    else lines.push(`      ${part}`)
  }
  return lines.join(' \\\n')
}

export const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`

/** Who acts, and why. */
export interface ActOptions {
  readonly av: string
  readonly skal: string
}

export const whoOption = (what: string): Option =>
  new Option('--av <namn>', `${what}; stands in the access log`).argParser(textParser('--av', LONGEST_NAME))
export const whyOption = (what = 'why'): Option =>
  new Option('--skal <text>', `${what}; stands in the access log`).argParser(textParser('--skal', LONGEST_REASON))
/** Of an act that is never done without. */
export const mustSay = (option: Option): Option => option.makeOptionMandatory()
export const jsonOption = (): Option => new Option('--json', 'print the answer as JSON')

/** A text that may come into a record: one line, without a personnummer, which would stand there for years. */
export const textOption = (flags: string, what: string): Option => {
  const option = new Option(flags, what)
  return option.argParser(textParser(option.long ?? flags, LONGEST_REASON))
}
/** The same of a word that has no option before it. */
export const textArgument = (name: string, what: string): Argument =>
  new Argument(name, what).argParser(textParser(name.toUpperCase(), LONGEST_REASON))

const textParser = (name: string, longest: number) => (text: string) => {
  // `--av --skal TEXT`: the value was forgotten.
  if (text.startsWith('--') || text.trim() === '') throw wrongUse(`${name} needs a text`)
  checkText(name, text, longest, new Date())
  return text
}

/** One of a closed set. Several with commas between them, and the option several times, with `many`. */
export function choiceOption(
  flags: string,
  what: string,
  values: readonly string[],
  { many = false }: { readonly many?: boolean } = {},
): Option {
  const option = new Option(flags, what).choices(values)
  const checked = (value: string) => requireKnown(option.long ?? flags, value, values)
  return option.argParser<unknown>((text, before) => {
    const chosen = many ? text.split(',') : [text]
    chosen.forEach(checked)
    return many ? [...((before as string[] | undefined) ?? []), ...chosen] : text
  })
}

/** The same of a word that has no option before it. */
export const choiceArgument = (name: string, what: string, values: readonly string[]): Argument =>
  new Argument(name, what).choices(values).argParser((text: string) => {
    requireKnown(name.toUpperCase(), text, values)
    return text
  })

export const sourceOption = (): Option => choiceOption('--kalla <källa>', 'one source', SOURCES)
export const mangdOption = (): Option => choiceOption('--mangd <mängd>', 'one informationsmängd', INFORMATIONSMANGDER)

/** One stadsdel of the settings; several as for `choiceOption`. */
export function stadsdelOption(cli: Cli, { many = false }: { readonly many?: boolean } = {}): Option {
  const option = new Option('--stadsdel <stadsdel>', many ? 'these stadsdelar, with commas' : 'one stadsdel')
  return option.argParser<unknown>((text, before) => {
    const chosen = (many ? text.split(',') : [text]).map((one) => cli.named('--stadsdel', one, stadsdelarOf))
    return many ? [...((before as string[] | undefined) ?? []), ...chosen] : text
  })
}
export const stadsdelArgument = (cli: Cli): Argument =>
  new Argument('<stadsdel>', 'a stadsdel').argParser((text: string) => cli.named('STADSDEL', text, stadsdelarOf))

/** A log of the settings: a board's, or the hub's own. `<logg>`, or `[logg]` for one that may be left out. */
export const logArgument = (cli: Cli, name = '<logg>'): Argument =>
  new Argument(name, `a board's log, or ${OWN_LOG}`).argParser((text: string) => cli.named('LOGG', text, logsOf))
export const logOption = (cli: Cli, what: string): Option =>
  new Option('--logg <logg>', what).argParser((text: string) => cli.named('--logg', text, logsOf))

const stadsdelarOf = ({ folder }: Config): readonly string[] => readStadsdelar(folder).map(({ kod }) => kod)
export const logsOf = (config: Config): readonly string[] => [...stadsdelarOf(config), OWN_LOG]

/** A whole number of at most fifteen digits. */
export const numberParser =
  (what: string) =>
  (text: string): string => {
    if (!/^\d{1,15}$/.test(text)) throw wrongUse(`${what} is a whole number`)
    return text
  }

/** Several words, with commas between them, and the option several times. */
export const collectWords = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').filter((one) => one !== ''),
]

/** May be given several times. */
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** Throws BEGARAN_OGILTIG, with the known word that looks most like it. */
export function requireKnown(what: string, word: string, known: readonly string[]): void {
  if (known.includes(word)) return
  // A message may be kept.
  const shown = containsPersonnummer(word, new Date()) ? 'such' : word
  throw wrongUse(`${what}: there is no ${shown} ${nearest(word, known)}`)
}

/** "(Did you mean bromma?)" in the words that Commander has for its own commands; without one, all that there are. */
export function nearest(word: string, known: readonly string[]): string {
  const asked = new Command().helpCommand(false).exitOverride()
  asked.configureOutput({ writeErr: () => undefined })
  for (const name of known) asked.command(name)
  try {
    asked.parse([word], { from: 'user' })
  } catch (error) {
    const found = error instanceof CommanderError ? /\(Did you mean .*\)/.exec(error.message)?.[0] : undefined
    if (found !== undefined) return found
  }
  return `(there are ${known.join(', ')})`
}
