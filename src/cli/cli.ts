import { type Argument, Command, CommanderError, Help } from 'commander'
import type { Env } from '../config/references.ts'
import { InsynError } from '../errors.ts'
import { SYNC_THREAD } from '../hub/sync-threads/create-sync-threads.ts'
import { containsPersonnummer } from '../mapping/find-personnummer.ts'
import { VERSION } from '../platform/version.ts'
import { addAgressoCommands } from './agresso.ts'
import { addAlertCommands } from './alerts.ts'
import { addAvtalCommands } from './avtal.ts'
import { addBackupCommands } from './backup.ts'
import { addBoardCommands } from './board.ts'
import { addClientCommands } from './client.ts'
import { createCli, group, nearest, pathOf, type Terminal } from './command.ts'
import { addCompletionCommand } from './completion.ts'
import { addDeliveryCommands } from './deliveries.ts'
import { addDoctorCommand } from './doctor.ts'
import { addExportCommand } from './export-log.ts'
import { addExtractCommands } from './extracts.ts'
import { addFollowUpCommands } from './follow-up.ts'
import { addKafkaCommands } from './kafka.ts'
import { addKeyCommands } from './keys.ts'
import { addLogCommands } from './log.ts'
import { addSearchCommands } from './log-search.ts'
import { addMigrateCommand } from './migrate.ts'
import { addNightCommands } from './nights.ts'
import { addPolicyCommands } from './policy.ts'
import { addQuarantineCommands } from './quarantine.ts'
import { addReconciliationCommand } from './reconciliation.ts'
import { addRecordCommands } from './record.ts'
import { addRetentionCommands } from './retention.ts'
import { addStartCommand, type Hooks } from './start.ts'
import { addSyncCommands } from './sync.ts'

/** Every command, and what one call of them is given. */
export function createProgram(terminal: Terminal, env: Env, hooks: Hooks = {}) {
  const program = new Command('insyn')
    .description(
      "Insyn: lets a contact centre see what it may of a city's care and invoice systems, with every disclosure logged.",
    )
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .option('--config <fil>', 'the settings', 'config/insyn.yaml')
    .exitOverride()
    // Commands and those below them have options of the same names.
    .enablePositionalOptions()
    .configureHelp({
      minWidthToWrap: 15,
      subcommandTerm: (one) => [one.name(), ...one.registeredArguments.map(argumentText)].join(' '),
      optionDescription: (option) => {
        const description = Help.prototype.optionDescription.call(new Help(), option)
        return option.mandatory && option.defaultValue === undefined ? `${description} (required)` : description
      },
    })
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text),
      outputError: (text, write) => write(withoutNumbers(errorText(text))),
      getOutHelpWidth: () => widthOf(terminal.out),
      getErrHelpWidth: () => widthOf(terminal.err),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('See: insyn --help')
    .addHelpText('after', `\nExit codes:${EXIT_CODES}\nOf one command: insyn synk godkann --help`)
  const cli = createCli({ terminal, env, syncThread: hooks.syncsHere === true ? undefined : SYNC_THREAD }, program)

  program.commandsGroup('Operation:')
  addStartCommand(program, cli, hooks)
  addNightCommands(program, addSyncCommands(program, cli), cli)
  addDoctorCommand(program, cli)
  addReconciliationCommand(program, cli)
  addQuarantineCommands(program, cli)
  addDeliveryCommands(program, cli)
  addKafkaCommands(program, cli)
  addAgressoCommands(program, cli)
  addBackupCommands(program, cli)
  addMigrateCommand(program, cli)
  program.commandsGroup('Security and privacy:')
  addPolicyCommands(program, cli)
  addAvtalCommands(program, cli)
  addClientCommands(program, cli)
  addKeyCommands(program, cli)
  const logs = group(program, 'logg', 'access logs: export, prove, verify, search, follow up, keep')
  logs.commandsGroup("On the hub's machine, or with a file alone:")
  addLogCommands(logs, cli)
  addRetentionCommands(logs, cli)
  logs.commandsGroup('For officers, over the API:')
  addSearchCommands(logs, cli)
  addRecordCommands(logs, cli)
  addAlertCommands(logs, cli)
  addFollowUpCommands(logs, cli)
  addBoardCommands(logs, cli)
  addExportCommand(logs, cli)
  addExtractCommands(program, cli)
  program.commandsGroup('Yourself:')
  addCompletionCommand(program, cli)
  return { program, cli }
}

const EXIT_CODES = `
  0  done
  1  failed
  2  wrong use: nothing was done
  3  something waits for a person
  4  of policy diff: something opens
`

const argumentText = (one: Argument): string => (one.required ? `<${one.name()}>` : `[${one.name()}]`)

/** Runs one command and returns its exit code. */
export async function run(given: readonly string[], env: Env, terminal: Terminal, hooks: Hooks = {}): Promise<number> {
  const { program, cli } = createProgram(terminal, env, hooks)
  const { settings, words } = settingsFirst(given)
  try {
    refuseUnknownWord(program, words)
    // Without any word the hub starts.
    await program.parseAsync([...settings, ...(words.length === 0 ? ['start'] : words)], { from: 'user' })
    return cli.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const message = error instanceof InsynError ? error.message : oneLine(error)
    terminal.err.write(`insyn: ${message}\n`)
    if (error instanceof InsynError && error.code === 'BEGARAN_OGILTIG') return 2
    // 1 is the verdict that a file is not what it claims to be; here nothing was judged.
    return words[1] === 'verifiera' ? 2 : 1
  }
}

/** `--config FILE` may stand anywhere. */
function settingsFirst(argv: readonly string[]): {
  readonly settings: readonly string[]
  readonly words: readonly string[]
} {
  const ofSettings = (word: string | undefined, i: number) =>
    word === '--config' || argv[i - 1] === '--config' || word?.startsWith('--config=') === true
  return { settings: argv.filter(ofSettings), words: argv.filter((word, i) => !ofSettings(word, i)) }
}

/** Of a command with commands below it Commander would first complain of the options of the one that was meant. */
function refuseUnknownWord(program: Command, words: readonly string[]): void {
  let command: Command = program
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word)
    if (next === undefined) {
      if (word.startsWith('-') || command.commands.length === 0 || command.registeredArguments.length > 0) return
      const known = command.commands.map((one) => one.name())
      return command.error(`error: there is no command ${pathOf(command)} ${word} ${nearest(word, known)}`)
    }
    command = next
  }
}

function errorText(text: string): string {
  if (text.startsWith("error: unknown option '--json'"))
    return 'insyn: this command has no --json: its exit code says whether it was done\n'
  return text.replace(/^error: /, 'insyn: ')
}

/** What was typed is not repeated where it reads as a personnummer: stderr may be kept. */
function withoutNumbers(text: string): string {
  return containsPersonnummer(text, new Date())
    ? 'insyn: what was typed is not understood, and is not repeated here: it holds what reads as a personnummer\n'
    : text
}

/** The message of a system call error names the file or socket; other unforeseen messages may quote their input. */
function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected failure'
  return 'syscall' in error ? error.message : `unexpected ${error.name}`
}

/** 80 columns where nobody has a screen. */
const widthOf = ({ isTTY, columns }: NodeJS.WriteStream): number => (isTTY ? columns : 80)
