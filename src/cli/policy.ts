import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Config, policyPlace } from '../config.ts'
import { InsynError } from '../errors.ts'
import { readManifest } from '../mapping/load-manifests.ts'
import { stockholmTime, type StockholmTime } from '../platform/stockholm-time.ts'
import type { Query } from '../policy/decide.ts'
import { diffPolicy, type PolicyDifference } from '../policy/diff.ts'
import { explain } from '../policy/explain.ts'
import { explanationText } from '../policy/explanation-text.ts'
import { type PolicyFiles, readPolicy } from '../policy/load-policy.ts'
import { IDENTIFIERINGAR, type Identifiering } from '../policy/policy.ts'
import { affectedPersoner, differenceText } from '../policy/difference-text.ts'

import { writePdf, type Document } from '../review/pdf/document.ts'
import { markdownOf } from '../review/processor/markdown.ts'
import { matrixDocument, matrixOf } from '../review/processor/matrix.ts'
import { processingDocument, processingRecord } from '../review/processor/processing-record.ts'
import { readProcessor } from '../review/processor/processor.ts'
import { withHub, type Terminal } from './command.ts'

const EXIT_CODES = { ingen: 0, snavare: 3, vidare: 4 } as const satisfies Record<PolicyDifference['direction'], number>

interface CompareOptions {
  readonly datum?: string | undefined
  readonly 'utan-antal'?: boolean | undefined
  readonly json?: boolean | undefined
}

/**
 * Compares the policies of two config folders. Exit code 0: no difference; 3: nothing becomes visible or allowed; 4:
 * something does.
 */
export async function compare(
  config: () => Config,
  { out, cwd }: Terminal,
  [oldFolder, newFolder]: readonly [old: string, fresh: string],
  options: CompareOptions,
): Promise<number> {
  const [before, after] = [readPolicyIn(resolve(cwd, oldFolder)), readPolicyIn(resolve(cwd, newFolder))]
  const difference = diffPolicy(before, after, options.datum === undefined ? today().date : validDate(options.datum))
  const personer =
    options['utan-antal'] === true ? undefined : await withHub(config(), cwd, (hub) => hub.countPersoner())
  if (options.json === true) {
    const affected = personer === undefined ? {} : { personer: affectedPersoner(difference.falt, personer) }
    out.write(`${JSON.stringify({ ...difference, ...affected }, undefined, 2)}\n`)
  } else out.write(differenceText(difference, { before: before, after }, personer))
  return EXIT_CODES[difference.direction]
}

interface ExplainOptions {
  readonly roll?: string | undefined
  readonly andamal?: string | undefined
  readonly identifiering?: string | undefined
  readonly arende?: string | undefined
  readonly tid?: string | undefined
  readonly stadsdel?: string | undefined
  readonly json?: boolean | undefined
}

/** Prints which fields a request would be shown, and which rule hides the others. */
export async function explainRules(
  { folder, ...files }: ReturnType<typeof policyPlace>,
  { out }: Terminal,
  options: ExplainOptions,
): Promise<number> {
  const policy = readPolicyIn(folder, files)
  const { roll, andamal, identifiering, arende, stadsdel } = options
  if (roll === undefined || !Object.hasOwn(policy.roller, roll)) throw invalid('--roll must name a role of roller.yaml')
  if (andamal === undefined || !Object.hasOwn(policy.andamal, andamal))
    throw invalid('--andamal must name a purpose of andamal.yaml')
  if (!isIdentifiering(identifiering)) throw invalid(`--identifiering must be one of ${IDENTIFIERINGAR.join(', ')}`)
  if (stadsdel !== undefined && !policy.stadsdelar.some(({ kod }) => kod === stadsdel))
    throw invalid('--stadsdel must name a stadsdel of stadsdelar.yaml')
  const { date, minute } = options.tid === undefined ? today() : clockTime(options.tid)
  const query: Query = { roll, andamal, identifiering, arende: arende ?? null, date, minute }
  const explanation = explain(policy, query, stadsdel === undefined ? undefined : [stadsdel])
  out.write(
    options.json === true
      ? `${JSON.stringify({ policyversion: policy.version, fraga: query, mangder: explanation }, undefined, 2)}\n`
      : explanationText(policy, query, explanation),
  )
  return 0
}

interface DocumentOptions {
  readonly stadsdel?: string | undefined
  readonly datum?: string | undefined
  readonly pdf?: string | undefined
  readonly json?: boolean | undefined
}

type PolicyPlace = ReturnType<typeof policyPlace>

/** The processor's record of processing (GDPR article 30.2), to be signed: as PDF, JSON or Markdown. */
export async function printProcessingRecord(place: PolicyPlace, terminal: Terminal, options: DocumentOptions) {
  const { policy, processor, stadsdel, day } = readBoards(place, options)
  const record = processingRecord(policy, processor, day, stadsdel)
  return print(terminal, options, record, processingDocument(record))
}

/** Who may be shown what of a board's data, to be signed by the board. */
export async function printMatrix(place: PolicyPlace, terminal: Terminal, options: DocumentOptions) {
  const { policy, processor, stadsdel, day } = readBoards(place, options)
  if (stadsdel === undefined) throw invalid('--stadsdel must name a stadsdel of stadsdelar.yaml')
  const matrix = matrixOf(policy, stadsdel, day)
  return print(terminal, options, matrix, matrixDocument(policy, processor, matrix))
}

function readBoards({ folder, ...files }: PolicyPlace, { stadsdel, datum }: DocumentOptions) {
  const policy = readPolicyIn(folder, files)
  if (stadsdel !== undefined && !policy.stadsdelar.some(({ kod }) => kod === stadsdel))
    throw invalid('--stadsdel must name a stadsdel of stadsdelar.yaml')
  const processor = readProcessor(folder, policy)
  return { policy, processor, stadsdel, day: datum === undefined ? today().date : validDate(datum) }
}

async function print({ out, cwd }: Terminal, { pdf, json }: DocumentOptions, content: object, document: Document) {
  if (pdf !== undefined) {
    await writeFile(resolve(cwd, pdf), await writePdf(document), { flag: 'wx' }).catch((error: unknown) => {
      throw invalid(`the file ${pdf} cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
    })
    out.write(`${pdf} is written\n`)
  } else out.write(json === true ? `${JSON.stringify(content, undefined, 2)}\n` : await markdownOf(document))
  return 0
}

/** Every policy that has been in use, with what it opened and closed. */
export function listChanges(config: Config, { out, cwd }: Terminal, { json }: { readonly json?: boolean | undefined }) {
  return withHub(config, cwd, async (hub) => {
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

const readPolicyIn = (folder: string, files?: PolicyFiles) =>
  readPolicy(folder, readManifest(join(folder, 'tittbehorighet')), files)

const today = (): StockholmTime => stockholmTime(new Date())

const isIdentifiering = (text: string | undefined): text is Identifiering =>
  IDENTIFIERINGAR.some((level) => level === text)

function validDate(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || new Date(text).toJSON()?.slice(0, 10) !== text)
    throw invalid('--datum must be a date, YYYY-MM-DD')
  return text
}

/** `YYYY-MM-DDTHH:MM` by the clock in Stockholm. */
function clockTime(text: string): Pick<StockholmTime, 'date' | 'minute'> {
  const [, date = '', hours = '', minutes = ''] = /^(\S{10})T([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (date === '') throw invalid('--tid must be a time in Stockholm, YYYY-MM-DDTHH:MM')
  return { date: validDate(date), minute: Number(hours) * 60 + Number(minutes) }
}

const invalid = (why: string): InsynError => new InsynError('BEGARAN_OGILTIG', why)
