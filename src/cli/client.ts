import type { Command } from 'commander'
import { type Cli, group, jsonOption, mustSay, textArgument, verb, whoOption, whyOption, withHub } from './command.ts'

export function addClientCommands(program: Command, cli: Cli): void {
  const under = group(program, 'klient', 'calling systems: which may call, suspend one at once')
  verb(under, 'lista', 'which systems may call, and which are suspended', { examples: ['', '--json'] })
    .addOption(jsonOption())
    .action(cli.action((options: { readonly json?: boolean }) => listClients(cli, options)))
  verb(under, 'stang', 'suspend a calling system at once, in every hub', {
    examples: ['telefoni --av "Eva Ros" --skal "Nyckeln har läckt"'],
  })
    .addArgument(textArgument('<klient>', 'a client of klienter.yaml'))
    .addOption(mustSay(whoOption('who suspends it')))
    .addOption(mustSay(whyOption()))
    .action(
      cli.action((client: string, { av, skal }: { readonly av: string; readonly skal: string }) =>
        // After its access record is durable.
        withHub(cli, async (hub) => {
          await hub.suspendClient(client, av, skal)
          cli.terminal.out.write(`${client} is suspended: within a second no hub answers it\n`)
          return 0
        }),
      ),
    )
  verb(under, 'oppna', 'let it call again', { examples: ['telefoni --av "Eva Ros"'] })
    .addArgument(textArgument('<klient>', 'a suspended client'))
    .addOption(mustSay(whoOption('who opens it again')))
    .action(
      cli.action((client: string, { av }: { readonly av: string }) =>
        withHub(cli, async (hub) => {
          await hub.reopenClient(client, av)
          cli.terminal.out.write(`${client} is open again\n`)
          return 0
        }),
      ),
    )
}

function listClients(cli: Cli, { json }: { readonly json?: boolean }): Promise<number> {
  const { out } = cli.terminal
  return withHub(cli, async (hub) => {
    const clients = await hub.klienter()
    if (json === true) out.write(`${JSON.stringify(clients)}\n`)
    else
      for (const { klient, name, utfardare, suspension } of clients) {
        const state =
          suspension === null
            ? 'open'
            : `suspended since ${suspension.since.toISOString()} by ${suspension.by}: ${suspension.reason}`
        out.write(
          `${klient.padEnd(20)} ${(name ?? 'not in klienter.yaml').padEnd(24)} ${state}; issuers: ${utfardare.join(', ') || 'none'}\n`,
        )
      }
    return 0
  })
}
