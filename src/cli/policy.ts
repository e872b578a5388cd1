import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { policyPlace } from '../config.ts'
import { readManifest } from '../mapping/load-manifests.ts'
import { type StockholmTime, stockholmTime } from '../platform/stockholm-time.ts'
import type { Query } from '../policy/decide.ts'
import { diffPolicy, type PolicyDifference } from '../policy/diff.ts'
import { affectedPersoner, differenceText } from '../policy/difference-text.ts'
import { explain } from '../policy/explain.ts'
import { explanationText } from '../policy/explanation-text.ts'
import { type PolicyFiles, readPolicy } from '../policy/load-policy.ts'
import { type Identifiering, IDENTIFIERINGAR } from '../policy/policy.ts'
import { type Document, writePdf } from '../review/pdf/document.ts'
import { markdownOf } from '../review/processor/markdown.ts'
import { matrixDocument, matrixOf } from '../review/processor/matrix.ts'
import { processingDocument, processingRecord } from '../review/processor/processing-record.ts'
import { readProcessor } from '../review/processor/processor.ts'
import {
  choiceOption,
  type Cli,
  group,
  jsonOption,
  mustSay,
  requireKnown,
  textOption,
  verb,
  withHub,
  wrongUse,
} from './command.ts'

const EXIT_CODES = { ingen: 0, snavare: 3, vidare: 4 } as const satisfies Record<PolicyDifference['direction'], number>

interface CompareOptions {
  readonly datum?: string
  readonly utanAntal?: boolean
  readonly json?: boolean
}
interface ExplainOptions {
  readonly roll: string
  readonly andamal: string
  readonly identifiering: Identifiering
  readonly arende?: string
  readonly tid?: Pick<StockholmTime, 'date' | 'minute'>
  readonly stadsdel?: string
  readonly json?: boolean
}
interface DocumentOptions {
  readonly stadsdel?: string
  readonly datum?: string
  readonly pdf?: string
  readonly json?: boolean
}

/** What reads the policy alone needs neither database nor secrets of the settings. */
export function addPolicyCommands(program: Command, cli: Cli): void {
  const under = group(program, 'policy', 'who may see what, and why; what a change opens')
  const dayOption = () => new Option('--datum <dag>', 'as of this day; without it, today').argParser(validDate)
  verb(under, 'diff', 'what a new config folder shows and hides, and for whom', {
    examples: ['config ../ny/config', 'config ../ny/config --utan-antal --json'],
    exitCodes: { 0: 'no difference', 3: 'a difference, but nothing opens', 4: 'something opens' },
  })
    .argument('<old>', 'the config folder of now')
    .argument('<new>', 'the config folder to come')
    .addOption(dayOption())
    .option('--utan-antal', 'without counting whom it concerns: needs no database')
    .addOption(jsonOption())
    .action(
      cli.action((before: string, after: string, options: CompareOptions) => compare(cli, before, after, options)),
    )
  verb(under, 'forklara', 'which fields such a request would be shown, and which rule hides the rest', {
    examples: ['--roll gruppledare --andamal fakturafraga --identifiering bankid --tid 2026-11-25T10:00'],
  })
    .requiredOption('--roll <roll>', 'a role of roller.yaml')
    .requiredOption('--andamal <ändamål>', 'a purpose of andamal.yaml')
    .addOption(mustSay(choiceOption('--identifiering <nivå>', 'how the caller was identified', IDENTIFIERINGAR)))
    .addOption(textOption('--arende <ärende>', 'with a case'))
    .option('--stadsdel <stadsdel>', 'of one stadsdel')
    .option('--tid <tid>', 'by the clock in Stockholm, YYYY-MM-DDTHH:MM; without it, now', clockTime)
    .addOption(jsonOption())
    .action(cli.action((options: ExplainOptions) => explainRules(cli, options)))
  const pdfOption = () => new Option('--pdf <fil>', 'as PDF, into a new file').conflicts('json')
  verb(under, 'register', "the processor's record of processing (GDPR article 30.2), to be signed; Markdown", {
    examples: ['', '--stadsdel bromma --pdf register.pdf'],
  })
    .option('--stadsdel <stadsdel>', 'of one stadsdel')
    .addOption(dayOption())
    .addOption(pdfOption())
    .addOption(jsonOption())
    .action(
      cli.action((options: DocumentOptions) => {
        const { policy, processor, stadsdel, day } = readBoards(cli, options)
        const record = processingRecord(policy, processor, day, stadsdel)
        return print(cli, options, record, processingDocument(record))
      }),
    )
  verb(under, 'matris', 'who may be shown what of a board, to be signed by it; Markdown', {
    examples: ['--stadsdel bromma --pdf matris.pdf'],
  })
    .requiredOption('--stadsdel <stadsdel>', 'of this stadsdel')
    .addOption(dayOption())
    .addOption(pdfOption())
    .addOption(jsonOption())
    .action(
      cli.action((options: DocumentOptions & { readonly stadsdel: string }) => {
        const { policy, processor, day } = readBoards(cli, options)
        const matrix = matrixOf(policy, options.stadsdel, day)
        return print(cli, options, matrix, matrixDocument(policy, processor, matrix))
      }),
    )
  verb(under, 'andringar', 'every policy that has been in use, and what it opened and closed', {
    examples: ['', '--json'],
  })
    .addOption(jsonOption())
    .action(cli.action((options: { readonly json?: boolean }) => listChanges(cli, options)))
}

async function compare(cli: Cli, oldFolder: string, newFolder: string, options: CompareOptions): Promise<number> {
  const { out, cwd } = cli.terminal
  const [before, after] = [readPolicyIn(resolve(cwd, oldFolder)), readPolicyIn(resolve(cwd, newFolder))]
  const difference = diffPolicy(before, after, options.datum ?? today().date)
  const personer = options.utanAntal === true ? undefined : await withHub(cli, (hub) => hub.countPersoner())
  if (options.json === true) {
    const affected = personer === undefined ? {} : { personer: affectedPersoner(difference.falt, personer) }
    out.write(`${JSON.stringify({ ...difference, ...affected }, undefined, 2)}\n`)
  } else out.write(differenceText(difference, { before, after }, personer))
  return EXIT_CODES[difference.direction]
}

async function explainRules(cli: Cli, options: ExplainOptions): Promise<number> {
  const { folder, ...files } = policyPlace(cli.configFile)
  const policy = readPolicyIn(folder, files)
  const { roll, andamal, identifiering, arende, stadsdel } = options
  requireKnown('--roll', roll, Object.keys(policy.roller))
  requireKnown('--andamal', andamal, Object.keys(policy.andamal))
  if (stadsdel !== undefined) requireKnown('--stadsdel', stadsdel, codesOf(policy))
  const { date, minute } = options.tid ?? today()
  const query: Query = { roll, andamal, identifiering, arende: arende ?? null, date, minute }
  const explanation = explain(policy, query, stadsdel === undefined ? undefined : [stadsdel])
  cli.terminal.out.write(
    options.json === true
      ? `${JSON.stringify({ policyversion: policy.version, fraga: query, mangder: explanation }, undefined, 2)}\n`
      : explanationText(policy, query, explanation),
  )
  return 0
}

function readBoards(cli: Cli, { stadsdel, datum }: DocumentOptions) {
  const { folder, ...files } = policyPlace(cli.configFile)
  const policy = readPolicyIn(folder, files)
  if (stadsdel !== undefined) requireKnown('--stadsdel', stadsdel, codesOf(policy))
  const processor = readProcessor(folder, policy)
  return { policy, processor, stadsdel, day: datum ?? today().date }
}

async function print(cli: Cli, { pdf, json }: DocumentOptions, content: object, document: Document): Promise<number> {
  const { out, cwd } = cli.terminal
  if (pdf !== undefined) {
    await writeFile(resolve(cwd, pdf), await writePdf(document), { flag: 'wx' }).catch((error: unknown) => {
      throw wrongUse(`the file ${pdf} cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
    })
    out.write(`${pdf} is written\n`)
  } else out.write(json === true ? `${JSON.stringify(content, undefined, 2)}\n` : await markdownOf(document))
  return 0
}

/** Every policy that has been in use, with what it opened and closed. */
function listChanges(cli: Cli, { json }: { readonly json?: boolean }): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const changes = await hub.policyChanges()
    if (json === true) {
      const told = changes.map(({ since, after, difference }) => ({ since, version: after.version, difference }))
      out.write(`${JSON.stringify(told, undefined, 2)}\n`)
    } else
      for (const { since, after, before, difference } of changes)
        out.write(
          difference === undefined || before === undefined
            ? `In use since ${since.toISOString()}: policy ${after.version}, the first\n\n`
            : `In use since ${since.toISOString()}\n${differenceText(difference, { before, after }, undefined)}\n`,
        )
    return 0
  })
}

const codesOf = (policy: ReturnType<typeof readPolicyIn>): readonly string[] => policy.stadsdelar.map(({ kod }) => kod)

const readPolicyIn = (folder: string, files?: PolicyFiles) =>
  readPolicy(folder, readManifest(join(folder, 'tittbehorighet')), files)

const today = (): StockholmTime => stockholmTime(new Date())

function validDate(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || new Date(text).toJSON()?.slice(0, 10) !== text)
    throw wrongUse('--datum must be a date, YYYY-MM-DD')
  return text
}

/** `YYYY-MM-DDTHH:MM` by the clock in Stockholm. */
function clockTime(text: string): Pick<StockholmTime, 'date' | 'minute'> {
  const [, date = '', hours = '', minutes = ''] = /^(\S{10})T([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (date === '') throw wrongUse('--tid must be a time in Stockholm, YYYY-MM-DDTHH:MM')
  return { date: validDate(date), minute: Number(hours) * 60 + Number(minutes) }
}
