import type { Command, Option } from 'commander'
import { choiceArgument, type Cli, verb } from './command.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** Scripts that let a shell complete words, options and the values of those that have a closed set. */
export function addCompletionCommand(program: Command, cli: Cli): void {
  verb(program, 'komplettering', 'a script that lets your shell complete what you type', {
    examples: ['bash > /etc/bash_completion.d/insyn', 'zsh > _insyn', 'fish > insyn.fish'],
  })
    .addArgument(choiceArgument('<shell>', 'of this shell', SHELLS))
    .action(
      cli.action(async (shell: (typeof SHELLS)[number]) => {
        cli.terminal.out.write(SCRIPTS[shell](program))
        return 0
      }),
    )
}

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Record<
  (typeof SHELLS)[number],
  (program: Command) => string
>

interface Place {
  /** The words after `insyn`: `synk godkann`; empty for `insyn` itself. */
  readonly words: string
  readonly commands: readonly string[]
  readonly options: readonly Option[]
}

function placesOf(command: Command, words = ''): Place[] {
  const options = command.createHelp().visibleOptions(command)
  const below = command.commands.flatMap((one) => placesOf(one, `${words} ${one.name()}`.trim()))
  return [{ words, commands: command.commands.map((one) => one.name()), options }, ...below]
}

const flagOf = ({ long, short }: Option): string => long ?? short ?? ''
const flagsOf = ({ options }: Place): readonly string[] => options.map(flagOf)
const takesFile = ({ flags }: Option): boolean => / <fil>$/.test(flags)

/** What follows `words` option by option: the values of a closed set, or files. */
function* valuesOf(places: readonly Place[]): Generator<{ words: string; flag: string; option: Option }> {
  for (const { words, options } of places)
    for (const option of options) if (option.required) yield { words, flag: flagOf(option), option }
}

/** Also that of zsh, which takes scripts of bash through bashcompinit. */
function bashScript(program: Command): string {
  const places = placesOf(program)
  const words = places.map(({ words }) => words).filter((one) => one !== '')
  return `# bash completion of insyn ${program.version() ?? ''}, made by: insyn komplettering bash
_insyn() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${words.map((one) => `'${one}'`).join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path $prev" in
${[...valuesOf(places)]
  .map(({ words, flag, option }) => {
    const reply =
      option.argChoices !== undefined
        ? `COMPREPLY=($(compgen -W '${option.argChoices.join(' ')}' -- "$cur"))`
        : takesFile(option)
          ? 'COMPREPLY=($(compgen -f -- "$cur"))'
          : 'COMPREPLY=()'
    return `    '${words} ${flag}') ${reply}; return ;;\n`
  })
  .join('')}  esac
  case "$path" in
${places
  .map(
    (place) =>
      `    '${place.words}') COMPREPLY=($(compgen -W '${[...place.commands, ...flagsOf(place)].join(' ')}' -- "$cur")) ;;\n`,
  )
  .join('')}  esac
}
complete -o default -F _insyn insyn
`
}

function zshScript(program: Command): string {
  return `#compdef insyn
autoload -U +X bashcompinit && bashcompinit
${bashScript(program)}`
}

function fishScript(program: Command): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
  const lines = placesOf(program).flatMap(({ words, commands, options }) => {
    const path = words === '' ? [] : words.split(' ')
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`)
    const here = [...seen, ...(commands.length > 0 ? [`not __fish_seen_subcommand_from ${commands.join(' ')}`] : [])]
    const when = here.length === 0 ? '' : ` -n ${quoted(here.join('; and '))}`
    return [
      ...(commands.length > 0 ? [`complete -c insyn -f${when} -a ${quoted(commands.join(' '))}`] : []),
      ...options.map((option) => {
        const values = option.argChoices === undefined ? '' : ` -f -a ${quoted(option.argChoices.join(' '))}`
        const value = option.required ? ` -r${values}` : ''
        return `complete -c insyn${when} -l ${flagOf(option).replace(/^-+/, '')}${value} -d ${quoted(option.description)}`
      }),
    ]
  })
  return `# fish completion of insyn, made by: insyn komplettering fish\n${lines.join('\n')}\n`
}
