import { type Command, Option } from 'commander'
import { containsPersonnummer } from '../mapping/find-personnummer.ts'
import { type Cli, jsonOption, type Terminal, verb, wrongUse } from './command.ts'
import { type ClientOptions, createOfficerClient, type OfficerClient } from './officer-client.ts'

export interface OfficerCall<O> {
  readonly values: O & { readonly skal?: string; readonly json?: boolean }
  /** What follows the two words of the command. */
  readonly positionals: readonly string[]
  readonly terminal: Terminal
  /** Made when first asked for: a part of a command that works on a file alone needs no hub. */
  readonly hub: () => OfficerClient
}

/** A command for those who review access logs: a client of the API, by the officer's own token. */
export function officerVerb(
  group: Command,
  words: string,
  summary: string,
  { json = true, ...how }: Parameters<typeof verb>[3] & { readonly json?: boolean },
): Command {
  const command = verb(group, words, summary, how).addOption(speltOutOption('--skal <text>', 'why; stands in the log'))
  if (json) command.addOption(jsonOption())
  for (const option of [
    new Option('--hub <adress>', 'where the hub is; or INSYN_HUB'),
    new Option('--token-fil <fil>', 'your access token; or INSYN_TOKEN'),
    new Option('--certifikat <fil>', 'client certificate, where tokens are bound to certificates'),
    new Option('--privatnyckel <fil>', 'its key'),
  ])
    command.addOption(option.helpGroup('Over the API:'))
  return command
}

/** Its client is closed when the command ends. */
export const officerAction = <O>(cli: Cli, run: (call: OfficerCall<O>) => Promise<number>) =>
  cli.action(async (...given: readonly unknown[]) => {
    const command = given.at(-1) as Command
    const { terminal, env } = cli
    const values = command.opts<OfficerCall<O>['values'] & ClientOptions>()
    let client: OfficerClient | undefined
    const hub = () => (client ??= createOfficerClient(values, env, terminal.cwd))
    try {
      return await run({ values, positionals: command.args, terminal, hub })
    } finally {
      await client?.close()
    }
  })

/** The reason that an officer's act demands. */
export function reasonOf({ skal }: { readonly skal?: string | undefined }): string {
  if (skal === undefined) throw wrongUse('ange varför med --skal: det står sedan i loggen')
  return skal
}

/** A text that is kept: refused here already, before it is sent, when it holds what reads as a personnummer. */
export function speltOutOption(flags: string, what: string): Option {
  const option = new Option(flags, what)
  return option.argParser((text: string) => {
    if (text.startsWith('--') || text.trim() === '') throw wrongUse(`ange en text efter ${option.long ?? flags}`)
    if (containsPersonnummer(text, new Date()))
      throw wrongUse(`det som står efter ${option.long ?? flags} kan läsas som ett personnummer: skriv det inte där`)
    return text
  })
}
