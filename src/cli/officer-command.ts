import type { parseArgs, ParseArgsConfig } from 'node:util'
import { InsynError } from '../errors.ts'
import type { Terminal } from './command.ts'
import type { CLIENT_OPTIONS, OfficerClient } from './officer-client.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Values<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O & typeof CLIENT_OPTIONS; allowPositionals: true }>
>['values']

export interface OfficerCall<V> {
  readonly values: V
  /** What follows the two words of the command. */
  readonly positionals: readonly string[]
  readonly terminal: Terminal
  /** Made when first asked for: a part of a command that works on a file alone needs no hub. */
  readonly hub: () => OfficerClient
}

/** A command for those who review access logs: two words, of which `usage` says what follows. */
export interface OfficerCommand<V = never> {
  readonly usage: string
  readonly options: Options
  run(call: OfficerCall<V>): Promise<number>
}

/** Keeps the types of the options for `run`. */
export const officerCommand = <const O extends Options>(command: {
  readonly usage: string
  readonly options: O
  run(call: OfficerCall<Values<O>>): Promise<number>
}): OfficerCommand => command

/** The reason that an officer's act demands. */
export function reasonOf({ skal }: { readonly skal?: string | undefined }): string {
  if (skal === undefined) throw new InsynError('BEGARAN_OGILTIG', 'ange varför med --skal: det står sedan i loggen')
  return skal
}
