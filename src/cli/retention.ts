import { createInterface } from 'node:readline/promises'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { parsePersonnummer } from '../mapping/personnummer.ts'
import { daysAfter, startOfDay, swedishDate } from '../platform/stockholm-time.ts'
import { withHub, type Terminal } from './command.ts'

/** Part of the usage of `insyn`. */
export const RETENTION_USAGE = `insyn logg gallra [LOGG] --av NAME [--prova] prune what has been kept its years; --prova: say how much
insyn logg hall LOGG --av NAME --skal TEXT   keep records beyond their years: of a person (the number is
           [--person] [--arende A]           read from standard input), of a case, of a period of days;
           [--fran D] [--till D]             of what these have in common
insyn logg hall LOGG --hav N --av NAME --skal TEXT
                                             lift the hold N of that log
insyn logg erkann LOGG --av NAME --skal TEXT acknowledge that a log has lost its newest records with a
           [--kontrollpunkt F]...            database that was restored; F: checkpoints kept elsewhere
insyn logg hall lista --av NAME              the holds that are in force
`

interface RetentionOptions {
  readonly av?: string | undefined
  readonly skal?: string | undefined
  readonly person?: boolean | undefined
  readonly arende?: string | undefined
  readonly fran?: string | undefined
  readonly till?: string | undefined
  readonly hav?: string | undefined
  readonly prova?: boolean | undefined
  readonly kontrollpunkt?: readonly string[]
}

/** Undefined when these are no words of a command on retention. */
export function runRetentionCommand(
  config: () => Config,
  terminal: Terminal,
  [verb, subject]: readonly (string | undefined)[],
  options: RetentionOptions,
): Promise<number> | undefined {
  if (verb === 'erkann' && subject !== undefined) return acknowledgeLoss(config(), terminal, subject, options)
  if (verb === 'gallra') return pruneLogs(config(), terminal, subject, options)
  if (verb !== 'hall' || subject === undefined) return undefined
  return subject === 'lista' ? listHolds(config(), terminal, options) : holdLog(config(), terminal, subject, options)
}

function pruneLogs(
  config: Config,
  { out, cwd }: Terminal,
  only: string | undefined,
  { av, prova = false }: RetentionOptions,
): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg gallra needs --av: who prunes')
  return withHub(config, cwd, async (hub) => {
    for (const { logg: log, before, years, rule, count, held } of await hub.retention.prune({
      logg: only,
      by: av,
      trial: prova,
    }))
      out.write(
        `${log.padEnd(28)} ${count} records of before ${swedishDate(before)} ${prova ? 'would be' : 'are'} pruned` +
          `${held > 0 ? `, ${held} are held` : ''} (${years} years by ${rule})\n`,
      )
    return 0
  })
}

function holdLog(config: Config, terminal: Terminal, log: string, options: RetentionOptions): Promise<number> {
  const { av, skal: reason, person, arende, fran, till, hav } = options
  if (av === undefined || reason === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'logg hall needs --av: who asks for it, and --skal: why')
  const to = till === undefined ? undefined : startOfDay(daysAfter(dayOf('--till', till), 1))
  const from = fran === undefined ? undefined : startOfDay(dayOf('--fran', fran))
  if (from !== undefined && to !== undefined && from >= to)
    throw new InsynError('BEGARAN_OGILTIG', '--till is a day before --fran')
  if (hav !== undefined && !/^\d{1,15}$/.test(hav))
    throw new InsynError('BEGARAN_OGILTIG', '--hav is the number of a hold, as logg hall lista shows it')
  return withHub(config, terminal.cwd, async (hub) => {
    if (hav !== undefined) {
      await hub.retention.liftHold({ logg: log, nummer: Number(hav), by: av, reason })
      terminal.out.write(`the hold ${log}/${hav} is lifted: what only it kept goes at the next gallring\n`)
      return 0
    }
    const personnummer = person === true ? await readPersonnummer(terminal) : undefined
    const scope = { personnummer, arende, from, to }
    const number = await hub.retention.setHold({ logg: log, scope, by: av, reason })
    terminal.out.write(`the hold ${log}/${number} is set; lift it with: insyn logg hall ${log} --hav ${number} …\n`)
    return 0
  })
}

function listHolds(config: Config, { out, cwd }: Terminal, { av }: RetentionOptions): Promise<number> {
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'logg hall lista needs --av: who reads them')
  return withHub(config, cwd, async (hub) => {
    const holds = await hub.retention.listHolds(av)
    for (const { logg, nummer, since, ofPerson, arende, from, to, by, reason } of holds) {
      const scope = [
        ofPerson ? 'one person' : '',
        arende === null ? '' : `arende ${arende}`,
        from === null ? '' : `from ${swedishDate(from)}`,
        to === null ? '' : `up to ${daysAfter(swedishDate(to), -1)}`,
      ].filter((part) => part !== '')
      out.write(
        `${`${logg}/${nummer}`.padEnd(32)} ${scope.join(', ') || 'the whole log'}; since ${swedishDate(since)} by ${by}: ${reason}\n`,
      )
    }
    if (holds.length === 0) out.write('no hold is in force\n')
    return 0
  })
}

function acknowledgeLoss(
  config: Config,
  { out, cwd }: Terminal,
  log: string,
  { av, skal: reason, kontrollpunkt: checkpoints = [] }: RetentionOptions,
): Promise<number> {
  if (av === undefined || reason === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'logg erkann needs --av: who acknowledges it, and --skal: why')
  return withHub(config, cwd, async (hub) => {
    await hub.logs.learnCheckpoints(checkpoints)
    const { from, to, size } = await hub.logs.acknowledgeLoss(log, av, reason)
    out.write(
      `${log}: records ${from} up to ${size - 1} are lost; their numbers, and those up to ${to - 1} that may have been given since, ` +
        `are not used again. Record ${to} says so\nstart the hub: it reconciles what was sent since the backup before it sends anything\n`,
    )
    return 0
  })
}

function dayOf(option: string, text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && daysAfter(text, 0) === text) return text
  throw new InsynError('BEGARAN_OGILTIG', `${option} is a day, YYYY-MM-DD`)
}

/** Never an argument of the command, which the machine's list of processes and the shell's history would show. */
export async function readPersonnummer({ err }: Terminal): Promise<string> {
  const asking = createInterface({ input: process.stdin, output: process.stdin.isTTY ? err : undefined })
  try {
    let text = ''
    if (process.stdin.isTTY) text = await asking.question('personnummer: ')
    else
      for await (const line of asking) {
        text = line
        break
      }
    const number = parsePersonnummer(text.trim(), new Date())
    if (number !== undefined) return number
    throw new InsynError('BEGARAN_OGILTIG', 'what was read is no personnummer of twelve or ten digits')
  } finally {
    asking.close()
  }
}
