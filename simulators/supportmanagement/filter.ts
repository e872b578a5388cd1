import type { Errand } from './errands.ts'
import { folded } from './lists.ts'

export type Filter = (errand: Errand) => boolean

/** One row of the query: the errand with one entry of each list that the filter asks of. */
type Row = Readonly<Record<string, string | undefined>>
/** As in SQL: undefined when what is compared is null. */
type Condition = (row: Row) => boolean | undefined

const COLUMNS = [
  'id',
  'errandNumber',
  'title',
  'priority',
  'status',
  'description',
  'reporterUserId',
  'assignedUserId',
  'version',
  'created',
  'modified',
  'touched',
] as const satisfies readonly (keyof Errand)[]
const TIMES: readonly string[] = ['created', 'modified', 'touched']
/** What is asked of an entry of one of these lists is asked of one and the same entry. */
const LISTS: Readonly<
  Record<string, { readonly columns: readonly string[]; rows: (errand: Errand) => readonly Row[] }>
> = {
  externalTags: {
    columns: ['key', 'value'],
    rows: ({ externalTags }) =>
      externalTags.map(({ key, value }) => ({ 'externalTags.key': key, 'externalTags.value': value })),
  },
  parameters: {
    columns: ['key', 'values'],
    rows: ({ parameters }) =>
      parameters.flatMap(({ key, values = [] }) =>
        (values.length === 0 ? [undefined] : values).map((value) => ({
          'parameters.key': key,
          'parameters.values': value,
        })),
      ),
  },
  jsonParameters: {
    columns: ['key', 'schemaId'],
    rows: ({ jsonParameters }) =>
      jsonParameters.map(({ key, schemaId }) => ({ 'jsonParameters.key': key, 'jsonParameters.schemaId': schemaId })),
  },
}

const LEXEME =
  /\s*(?:(?<sign>[()[\],])|(?<word>not in|is not null|is null|and|or|not|in)(?![\w.$])|(?<field>[a-z_$][\w$]*(?:\.[a-z_$][\w$]*)*)|(?<op>>:|<:|~~|[:!<>~])|'(?<text>(?:[^'\\]|\\['\\])*)'|(?<number>-?\d+(?:\.\d+)?))/giy
type Lexeme = Partial<Record<'sign' | 'word' | 'field' | 'op' | 'text' | 'number', string>>

/**
 * The part of spring-filter that errands are searched by: `attribute:'value'` with `:` `!` `>` `>:` `<` `<:` `~` `~~`, `in ['a','b']`, `not in`, `is null`,
 * `is not null`, `not`, `and`, `or`, parentheses. 400: no filter. 500: an unknown attribute, or a quote inside a value.
 */
export function parseFilter(text: string): Filter | 400 | 500 {
  const lexemes: Lexeme[] = []
  LEXEME.lastIndex = 0
  for (let at = 0; at < text.trimEnd().length; at = LEXEME.lastIndex) {
    const lexeme = LEXEME.exec(text)?.groups
    // The lexer of the service has no error for a quote that ends no text: it fails in another way.
    if (lexeme === undefined) return text.slice(at).trimStart().startsWith("'") ? 500 : 400
    if (lexeme['text']?.includes("\\'") === true) return 500
    lexemes.push(lexeme)
  }
  let i = 0
  const fields = new Set<string>()
  const take = (kind: keyof Lexeme, ...among: readonly string[]): string | undefined => {
    const found = lexemes[i]?.[kind]
    const taken = found?.toLowerCase()
    if (found === undefined || (among.length > 0 && !among.includes(taken ?? ''))) return undefined
    i++
    return kind === 'word' ? taken : found
  }
  const literal = (): string | undefined => take('text')?.replaceAll('\\\\', '\\') ?? take('number')

  const joined = (word: 'and' | 'or', part: () => Condition | undefined): Condition | undefined => {
    const parts: Condition[] = []
    do {
      const one = part()
      if (one === undefined) return undefined
      parts.push(one)
    } while (take('word', word) !== undefined)
    const decisive = word === 'or'
    return (row) => {
      const results = parts.map((part) => part(row))
      return results.includes(decisive) ? decisive : results.includes(undefined) ? undefined : !decisive
    }
  }
  const either = (): Condition | undefined => joined('or', both)
  const both = (): Condition | undefined => joined('and', one)
  function one(): Condition | undefined {
    if (take('word', 'not') !== undefined) return negated(one())
    if (take('sign', '(') !== undefined) {
      const inner = either()
      return take('sign', ')') === undefined ? undefined : inner
    }
    const field = take('field')
    if (field === undefined) return undefined
    fields.add(field)
    const word = take('word', 'in', 'not in', 'is null', 'is not null')
    if (word === 'is null') return (row) => row[field] === undefined
    if (word === 'is not null') return (row) => row[field] !== undefined
    if (word !== undefined) return word === 'in' ? within(field) : negated(within(field))
    const [op, value] = [take('op'), literal()]
    return op === undefined || value === undefined ? undefined : comparison(field, op, value)
  }
  function within(field: string): Condition | undefined {
    const values: string[] = []
    if (take('sign', '[') === undefined) return undefined
    do {
      const value = literal()
      if (value === undefined) return undefined
      values.push(value)
    } while (take('sign', ',') !== undefined)
    if (take('sign', ']') === undefined) return undefined
    const tests = values.map((value) => comparison(field, ':', value))
    return (row) => (row[field] === undefined ? undefined : tests.some((test) => test(row)))
  }

  const condition = either()
  if (condition === undefined || i !== lexemes.length) return 400
  if ([...fields].some((field) => !isKnown(field))) return 500
  const lists = Object.entries(LISTS).filter(([list]) => [...fields].some((field) => field.startsWith(`${list}.`)))
  return (errand) => {
    const columns = Object.fromEntries(COLUMNS.map((column) => [column, errand[column]?.toString()]))
    const rows = lists.reduce<Row[]>(
      (before, [, { rows: entries }]) => {
        const joinedTo = entries(errand)
        return before.flatMap((row) =>
          joinedTo.length === 0 ? [row] : joinedTo.map((entry) => ({ ...row, ...entry })),
        )
      },
      [columns],
    )
    return rows.some((row) => condition(row) === true)
  }
}

function isKnown(field: string): boolean {
  const [list = '', column = ''] = field.split('.')
  return COLUMNS.some((known) => known === field) || LISTS[list]?.columns.includes(column) === true
}

const negated = (condition: Condition | undefined): Condition | undefined =>
  condition === undefined
    ? undefined
    : (row) => {
        const result = condition(row)
        return result === undefined ? undefined : !result
      }

function comparison(field: string, op: string, value: string): Condition {
  const comparable = (text: string): string | number =>
    TIMES.includes(field) ? Date.parse(text) : field === 'version' ? Number(text) : folded(text)
  const wanted = comparable(value)
  const pattern = like(value)
  return (row) => {
    const column = row[field]
    if (column === undefined) return undefined
    const has = comparable(column)
    switch (op) {
      case ':':
        return has === wanted
      case '!':
        return has !== wanted
      case '>':
        return has > wanted
      case '>:':
        return has >= wanted
      case '<':
        return has < wanted
      case '<:':
        return has <= wanted
      default:
        return pattern.test(folded(column))
    }
  }
}

/** `*` and `%` stand for any text, `_` for one character; without the former the value may stand anywhere. */
function like(value: string): RegExp {
  const text = folded(value).replaceAll('*', '%')
  const pattern = text.includes('%') ? text : `%${text}%`
  const expression = pattern
    .replace(/[\\^$.|?+()[\]{}]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  return new RegExp(`^${expression}$`, 's')
}
