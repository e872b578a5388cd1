import { resolve } from 'node:path'
import type { Command } from 'commander'
import { parseYaml } from '../platform/checked-yaml.ts'
import { type Cli, wrongUse } from './command.ts'
import { tableText } from './officer-client.ts'
import { officerAction, officerVerb, reasonOf } from './officer-command.ts'

interface Tried {
  readonly manad: string
  readonly regelversion: string
  readonly loggar: readonly {
    readonly logg: string
    readonly antalText: string
    readonly regler: readonly {
      readonly regel: string
      readonly anvandare: number | null
      readonly antalText: string
    }[]
  }[]
}

interface RuleOptions {
  readonly prova?: boolean
  readonly regler?: string
  readonly manad?: string
  readonly logg?: string
}

/** What the rules of follow-up come to, and the figures for the board. */
export function addBoardCommands(group: Command, cli: Cli): void {
  officerVerb(group, 'regler', 'how much the rules of follow-up would flag', {
    examples: [
      '--prova --skal "Nya regler"',
      '--prova --regler ny/uppfoljning.yaml --manad 2026-10 --skal "Nya regler"',
    ],
  })
    .option('--prova', 'try them: nothing is kept')
    .option('--regler <fil>', 'these rules instead of those in use')
    .option('--manad <månad>', 'of a month, 2026-10')
    .option('--logg <logg>', 'of one log')
    .action(tryRules(cli))
  officerVerb(group, 'statistik', 'lookups, flags and follow-up per month, for the board', {
    examples: ['--logg bromma --fran 2026-01 --till 2026-06'],
  })
    .option('--logg <logg>', 'of one log')
    .option('--fran <månad>', 'from this month')
    .option('--till <månad>', 'up to and including this month')
    .action(boardStatistics(cli))
}

const tryRules = (cli: Cli) =>
  officerAction<RuleOptions>(cli, async ({ values, hub, terminal: { out, cwd } }) => {
    if (values.prova !== true) throw wrongUse('ange --prova: reglerna i bruk står i config/uppfoljning.yaml')
    const { manad, logg, regler: file } = values
    const answer = await hub().post<Tried>('/api/v1/uppfoljning/provkorning', {
      skal: reasonOf(values),
      ...(manad === undefined ? {} : { manad }),
      ...(logg === undefined ? {} : { loggar: [logg] }),
      ...(file === undefined ? {} : { regler: parseYaml(resolve(cwd, file), file) }),
    })
    if (values.json === true) out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
    else {
      out.write(`${answer.manad}, regler av version ${answer.regelversion}. Ingenting har sparats.\n`)
      for (const { logg: log, antalText, regler } of answer.loggar) {
        const rows = regler.map((one) => [
          one.regel,
          one.antalText,
          one.anvandare === null ? 'färre än 5' : String(one.anvandare),
        ])
        out.write(`\n${log}: ${antalText} uppslag\n${tableText(['Regel', 'Flaggar', 'Användare'], rows)}`)
      }
    }
    return 0
  })

interface Figures {
  readonly manader: readonly {
    readonly logg: string
    readonly manad: string
    readonly raknat: string | null
    readonly antalText: string
    readonly rader: readonly {
      readonly enhet: string
      readonly andamal: string | null
      readonly utfall: string
      readonly antalText: string
    }[]
    readonly flaggade: readonly {
      readonly regel: string
      readonly antalText: string
      readonly andelPromille: number | null
    }[]
    readonly uppfoljning: readonly {
      readonly slag: string
      readonly poster: number
      readonly bedomda: number
      readonly avslutat: string | null
    }[]
  }[]
}

const boardStatistics = (cli: Cli) =>
  officerAction<{ readonly logg?: string; readonly fran?: string; readonly till?: string }>(
    cli,
    async ({ values, hub, terminal: { out } }) => {
      const { logg, fran: from, till: to } = values
      const answer = await hub().get<Figures>('/api/v1/statistik/granskning', { logg, franManad: from, tillManad: to })
      if (values.json === true) out.write(`${JSON.stringify(answer, undefined, 2)}\n`)
      else
        for (const month of answer.manader) {
          const counted = month.raknat === null ? 'inte räknat' : `räknat ${month.raknat}`
          out.write(`${month.logg} ${month.manad}: ${month.antalText} uppslag (${counted})\n`)
          if (month.rader.length > 0)
            out.write(
              tableText(
                ['Enhet', 'Ändamål', 'Utfall', 'Antal'],
                month.rader.map((one) => [one.enhet, one.andamal ?? '–', one.utfall, one.antalText]),
              ),
            )
          if (month.flaggade.length > 0)
            out.write(
              `\n${tableText(
                ['Regel', 'Flaggade', 'Promille'],
                month.flaggade.map((one) => [
                  one.regel,
                  one.antalText,
                  one.andelPromille === null ? '–' : String(one.andelPromille),
                ]),
              )}`,
            )
          for (const one of month.uppfoljning)
            out.write(
              `\nUrval (${one.slag}): ${String(one.bedomda)} av ${String(one.poster)} bedömda, ` +
                `${one.avslutat === null ? 'inte avslutat' : `avslutat ${one.avslutat.slice(0, 10)}`}\n`,
            )
          out.write('\n')
        }
      return 0
    },
  )
