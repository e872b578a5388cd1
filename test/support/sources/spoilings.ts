import { type Random, random } from '../../../simulators/population/random.ts'
import type { Spoil } from './spoiling-proxy.ts'

/** A way in which a source's answers are wrong for a while. */
export interface Spoiling {
  readonly name: string
  readonly spoil: Spoil
  /** At most so many persons may be told of otherwise than before; undefined: any number, as long as it is said. */
  readonly persons?: number
  /** Somebody whose flag cannot be read may count as protected. */
  readonly flags?: true
}

/** How rows stand in the answers of a source. */
export interface RowForm {
  /** One whole row; global. */
  readonly rows: RegExp
  /** Which part of the source an answer is, a template or a kind of read; undefined: none that holds rows. */
  readonly part: (asked: string, body: string) => string | undefined
  /** A cell of a row: what begins it, its text, and what ends it. */
  readonly cell: (name: string) => RegExp
  /** The rows that say who is protected. */
  readonly persons: { readonly part: string; readonly row: RegExp; readonly key: string; readonly flag: string }
  readonly items: readonly {
    readonly part: string
    readonly row: RegExp
    readonly key: string
    /** Cells whose text must be of a form. */
    readonly typed: readonly string[]
  }[]
  /** Rows in another order, with what belongs to their places. */
  readonly renumber: (rows: readonly string[]) => readonly string[]
  /** The answer says of itself how many rows it has. */
  readonly recount: (body: string) => string
}

const NO_VALUES = ['igår', '12 kr', 'N/A', '2026-13-45', '--']

/** One of the ways, by chance. */
export function someSpoiling(form: RowForm, chance: Random): Spoiling {
  const { persons } = form
  const item = chance.options(form.items)
  const typed = chance.options(item.typed)
  const noValue = chance.options(NO_VALUES)
  const at = chance.number(1_000_000)

  const inPart =
    (part: string, change: (rows: readonly string[]) => readonly string[]): Spoil =>
    ({ asked, body }) => {
      const rows = form.part(asked, body) === part ? (body.match(form.rows) ?? []) : []
      const [first, last] = [rows[0], rows.at(-1)]
      if (first === undefined || last === undefined) return body
      const end = body.lastIndexOf(last) + last.length
      return body.slice(0, body.indexOf(first)) + change(rows).join('') + body.slice(end)
    }
  const oneRow = (part: string, like: (row: string) => boolean, change: (row: string) => readonly string[]): Spoil =>
    inPart(part, (rows) => {
      const chosen = rows.filter(like)
      const one = chosen[at % Math.max(1, chosen.length)]
      return rows.flatMap((row) => (row === one ? change(row) : [row]))
    })
  const oneCell = ({ part, row: kind }: { part: string; row: RegExp }, name: string, text: string): Spoil =>
    oneRow(
      part,
      (row) => kind.test(row) && form.cell(name).test(row),
      (row) => [row.replace(form.cell(name), (_, begin: string, _text: string, end: string) => begin + text + end)],
    )
  const ofKind = (row: string): boolean => item.row.test(row)

  return chance.options<Spoiling>([
    { name: `${item.part}: a ${typed} is "${noValue}"`, spoil: oneCell(item, typed, noValue), persons: 1 },
    { name: `${item.part}: a row says not whose it is`, spoil: oneCell(item, item.key, '') },
    { name: `${item.part}: a row is of nobody`, spoil: oneCell(item, item.key, '999999999') },
    { name: `${item.part}: a row is missing`, spoil: first(oneRow(item.part, ofKind, () => [])) },
    { name: `${item.part}: a row comes twice`, spoil: oneRow(item.part, ofKind, (row) => [row, row]) },
    { name: `${persons.part}: a person is nobody`, spoil: oneCell(persons, persons.key, 'XX'), flags: true },
    { name: `${persons.part}: a flag cannot be read`, spoil: oneCell(persons, persons.flag, ''), flags: true },
    {
      name: `${item.part}: no row of a kind comes`,
      spoil: (answer) => form.recount(textOf(inPart(item.part, (rows) => rows.filter((row) => !ofKind(row)))(answer))),
    },
    { name: `${item.part}: another order`, spoil: inPart(item.part, (rows) => form.renumber(shuffled(rows, at))) },
    {
      name: `${item.part}: another order, and the read that puts it right ends at some byte`,
      spoil: first(
        inPart(item.part, (rows) => form.renumber(shuffled(rows, at))),
        (answer) =>
          form.part(answer.asked, answer.body) === item.part ? at % Buffer.byteLength(answer.body) : answer.body,
      ),
    },
    { name: 'an answer ends at some byte', spoil: ({ body }) => at % Math.max(1, Buffer.byteLength(body)) },
    {
      name: 'an answer breaks in some place',
      spoil: ({ body }) => `${body.slice(0, at % body.length)}<${body.slice(at % body.length)}`,
    },
  ])
}

/**
 * Spoils one answer, and those after it in another way. Where a source tells neither number nor sum of its rows, what is
 * missing each time it is asked is not there.
 */
function first(spoil: Spoil, later: Spoil = ({ body }) => body): Spoil {
  let done = false
  return (answer) => {
    if (done) return later(answer)
    const spoilt = spoil(answer)
    done = spoilt !== answer.body
    return spoilt
  }
}

const textOf = (spoilt: string | number): string => String(spoilt)

/** The same order for the same rows each time they are asked for. */
function shuffled(rows: readonly string[], seed: number): string[] {
  const chance = random(seed, 0, 0)
  const left = [...rows]
  return rows.map(() => left.splice(chance.number(left.length), 1)[0] ?? '')
}
