import type { Command } from 'commander'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import { type Cli, collectWords, mangdOption, sourceOption, stadsdelOption, textOption, wrongUse } from './command.ts'

export interface ScopeOptions {
  readonly kalla?: SourceName
  readonly stadsdel?: string
}
/** Of what was set aside, whether a source's rows or messages to the bus. */
export interface SelectionOptions extends ScopeOptions {
  readonly mangd?: Informationsmangd
  readonly orsak?: string
  readonly fran?: Date
  readonly till?: Date
}

/** The same words for whatever is set aside: one, many, or all that match. `flags` and `what`: how single ones are named. */
export const narrowed = (command: Command, cli: Cli, flags: string, what: string): Command =>
  command
    .option(flags, `${what}; several with commas`, collectWords)
    .addOption(sourceOption())
    .addOption(stadsdelOption(cli))
    .addOption(mangdOption())
    .addOption(textOption('--orsak <orsak>', 'for one reason'))
    .option('--fran <tid>', 'set aside at this day or time, or later', timeParser('--fran'))
    .option('--till <tid>', 'set aside before this day or time', timeParser('--till'))

/** The fields that have a value. */
export const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

export const scopeOf = ({ kalla, stadsdel }: ScopeOptions) => given({ source: kalla, stadsdel })

export const selectionOf = ({ mangd, orsak, fran, till, ...scope }: SelectionOptions) =>
  given({ ...scopeOf(scope), mangd, reason: orsak, from: fran, before: till })

/** All of it is never meant by a filter that was forgotten. */
export function requireChoice(what: string, selection: object, all: boolean): void {
  if (all !== (Object.keys(selection).length === 0)) throw wrongUse(`${what} needs a selection, or else --alla`)
}

/** Throws BEGARAN_OGILTIG for what is no day or time. */
const timeParser =
  (option: string) =>
  (text: string): Date => {
    const time = new Date(text)
    if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
      throw wrongUse(`${option} is a day or a time: 2027-03-05, 2027-03-05T06:00Z`)
    return time
  }
