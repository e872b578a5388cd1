import type { Command } from 'commander'
import type { ChosenCentury } from '../sync/chosen-century.ts'
import type { QuarantineGroup, QuarantineSelection } from '../sync/quarantined.ts'
import {
  type ActOptions,
  choiceOption,
  type Cli,
  group,
  jsonOption,
  mustSay,
  numberParser,
  verb,
  whoOption,
  whyOption,
  withHub,
  wrongUse,
} from './command.ts'
import { createProgress } from './progress.ts'
import { given, narrowed, requireChoice, selectionOf, type SelectionOptions } from './selection.ts'
import { exitCodeOf } from './sync.ts'

interface RowOptions extends SelectionOptions {
  readonly rad?: readonly string[]
  readonly falt?: string
}
interface ChoiceOptions extends ActOptions {
  readonly sekel?: string
  readonly angra?: boolean
}

export function addQuarantineCommands(program: Command, cli: Cli): void {
  const under = group(program, 'karantan', 'what could not be read')
  const id = '<id>'
  const ofRow = 'a row in quarantine, as insyn karantan lista shows it'
  const ofRows = (command: Command) =>
    narrowed(command, cli, '--rad <id>', 'one row').option('--falt <fält>', 'because of one field')
  ofRows(
    verb(under, 'lista', 'what could not be read: where, why and how many', {
      examples: ['', '--stadsdel bromma --mangd beslut', '--json'],
    }),
  )
    .addOption(jsonOption())
    .action(cli.action((options: RowOptions & { readonly json?: boolean }) => list(cli, options)))
  verb(under, 'visa', 'what such a row holds; recorded in the log of its board', {
    examples: ['17 --av "Mats Ekdahl" --skal "Felanmälan till leverantören"'],
  })
    .argument(id, ofRow, numberParser('ID'))
    .addOption(mustSay(whoOption('who looks')))
    .addOption(mustSay(whyOption()))
    .addOption(jsonOption())
    .action(cli.action((row: string, options: ActOptions & { readonly json?: boolean }) => show(cli, row, options)))
  ofRows(
    verb(under, 'kor-om', 'read again where something is in quarantine: a selection, or all of it', {
      examples: ['--alla --av "Mats Ekdahl"', '--orsak ogiltig --fran 2027-03-05 --av "Mats Ekdahl"'],
      exitCodes: { 3: 'the volume guard holds a deletion: a person approves it (insyn synk godkann)' },
    }),
  )
    .option('--alla', 'all of it')
    .addOption(mustSay(whoOption('who asks for it')))
    .action(
      cli.action((options: RowOptions & Pick<ActOptions, 'av'> & { readonly alla?: boolean }) =>
        readAgain(cli, options),
      ),
    )
  verb(under, 'valj', 'which century a number written without one means', {
    examples: [
      '17 --sekel 19 --av "Mats Ekdahl" --skal "Besked från stadsdelen"',
      '17 --angra --av "Mats Ekdahl" --skal "Fel besked"',
    ],
  })
    .argument(id, ofRow, numberParser('ID'))
    .addOption(choiceOption('--sekel <sekel>', 'the first two digits of the year', ['18', '19', '20']))
    .option('--angra', 'take back what was chosen')
    .addOption(mustSay(whoOption('who decides')))
    .addOption(mustSay(whyOption()))
    .action(cli.action((row: string, options: ChoiceOptions) => choose(cli, row, options)))
}

/** Lists what stands in quarantine, one line for each cause, and the centuries that have been chosen. */
function list(cli: Cli, { json = false, ...options }: RowOptions & { readonly json?: boolean }): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async ({ quarantine }) => {
    const found = await quarantine.list(rowsOf(options))
    if (json) out.write(`${JSON.stringify(found)}\n`)
    else out.write([...found.groups.map(groupText), ...found.chosen.map(chosenText)].join(''))
    return 0
  })
}

/** Prints what a row holds, after its access record is durable. */
function show(cli: Cli, id: string, { av, skal, json }: ActOptions & { readonly json?: boolean }): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async ({ quarantine }) => {
    const row = await quarantine.show({ id: Number(id), by: av, reason: skal })
    const { source, stadsdel, mangd, falt, reason, values } = row
    if (json === true) {
      out.write(`${JSON.stringify(row)}\n`)
      return 0
    }
    out.write(`${source} ${stadsdel} ${mangd} ${falt} ${reason}\n`)
    // As JSON: a value comes from a source and may hold what moves a terminal's cursor.
    for (const [name, value] of Object.entries(values)) out.write(`${name}: ${JSON.stringify(value)}\n`)
    return 0
  })
}

/** Reads the scopes again that have something in quarantine. */
function readAgain(
  cli: Cli,
  { av, alla = false, ...options }: RowOptions & Pick<ActOptions, 'av'> & { readonly alla?: boolean },
): Promise<number> {
  const { out } = cli.terminal
  const selection = rowsOf(options)
  requireChoice('karantan kor-om', selection, alla)
  return withHub(cli, async ({ quarantine }) => {
    const progress = createProgress(out, cli.env)
    const states = await quarantine.readAgain(selection, av, progress.watch)
    progress.end()
    if (states.length === 0) out.write('nothing is in quarantine there\n')
    return exitCodeOf(states)
  })
}

/** Decides which century the number of a row means, or revokes that. */
function choose(cli: Cli, id: string, { av, skal, sekel, angra = false }: ChoiceOptions): Promise<number> {
  if (angra === (sekel !== undefined)) throw wrongUse('karantan valj needs --sekel 18, 19 or 20, or else --angra')
  const act = { id: Number(id), by: av, reason: skal }
  return withHub(cli, async ({ quarantine }) => {
    const { source, stadsdel } = angra
      ? await quarantine.revoke(act)
      : await quarantine.choose({ ...act, century: Number(sekel) })
    cli.terminal.out.write(
      `${angra ? 'revoked' : 'chosen'}: the next read of ${source} ${stadsdel} goes by it; read now with insyn synk --kalla ${source} --stadsdel ${stadsdel}\n`,
    )
    return 0
  })
}

const rowsOf = ({ rad, falt, ...options }: RowOptions): QuarantineSelection => ({
  ...selectionOf(options),
  ...given({ falt, ids: rad?.map((id) => Number(numberParser('--rad')(id))) }),
})

const groupText = ({ source, stadsdel, mangd, falt, reason, since, count, ids }: QuarantineGroup): string =>
  `${source} ${stadsdel} ${mangd} ${falt} ${reason} ${count} since ${since.toISOString()} id ${ids.join(',')}${count > ids.length ? ',…' : ''}\n`

const chosenText = ({ id, source, stadsdel, mangd, century, by, since }: ChosenCentury): string =>
  `${source} ${stadsdel} ${mangd} chosen century ${century} since ${since.toISOString()} by ${by} id ${id}\n`
