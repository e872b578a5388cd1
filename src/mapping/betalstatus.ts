import type { Betalstatus } from '../informationsmangd/agresso.ts'
import type { StatusCodes, StatusWord } from './manifest.ts'

export type { Betalstatus }

/** What the codes of one row say; `okand` when the manifest does not know one of them. */
export type Said = ReadonlySet<StatusWord | 'okand'>

/** What the codes of a row say; `unknown` names the columns whose code the manifest does not know. */
export interface CodesRead {
  readonly said: Said
  readonly unknown: readonly string[]
}

const MAX_REMEMBERED = 1_000

/** Reads the codes of a row by their columns. A ledger has few codes, and very many rows: what was read is remembered. */
export function readCodes(codes: StatusCodes): (row: Readonly<Record<string, string>>) => CodesRead {
  const columns = Object.entries(codes).map(([column, words]) => [column, new Map(Object.entries(words))] as const)
  const remembered = new Map<string, CodesRead>()

  function read(row: Readonly<Record<string, string>>): CodesRead {
    const said = new Set<StatusWord | 'okand'>()
    const unknown: string[] = []
    for (const [column, words] of columns) {
      const code = row[column]
      if (code === undefined || code === '') continue
      const word = words.get(code)
      if (word === undefined) unknown.push(column)
      said.add(word ?? 'okand')
    }
    return { said, unknown }
  }

  return (row) => {
    let key = ''
    for (const [column] of columns) key += `${row[column] ?? ''}\u001f`
    let known = remembered.get(key)
    if (known === undefined) {
      known = read(row)
      if (remembered.size < MAX_REMEMBERED) remembered.set(key, known)
    }
    return known
  }
}

/**
 * Whether an invoice is paid. Amounts in öre; `closed` is true for an invoice found among the closed ones. It is paid only
 * when the ledger says so: by a code, or since nothing remains. One that is closed with something left was written off,
 * moved or paid, and which of them nobody has said.
 */
export function betalstatus(faktura: {
  readonly belopp: number
  readonly kvarstaende: number | undefined
  readonly closed: boolean
  readonly said: Said
}): Betalstatus {
  const { belopp, kvarstaende, closed, said } = faktura
  if (said.has('makulerad')) return 'makulerad'
  if (said.has('okand')) return 'okand'
  if (belopp < 0 || said.has('kredit')) return 'kredit'
  if (kvarstaende !== undefined && kvarstaende < 0) return 'overbetald'
  if (said.has('betald') || kvarstaende === 0) return 'betald'
  if (kvarstaende === undefined) return closed ? 'betald' : 'okand'
  if (closed) return 'okand'
  if (said.has('delbetalning')) return 'delbetalning'
  return kvarstaende < belopp ? 'delbetald' : 'obetald'
}

const OWED: ReadonlySet<Betalstatus> = new Set(['obetald', 'delbetald', 'delbetalning'])

/** Dates are `YYYY-MM-DD`; an invoice may still be paid on its due date. */
export const overdue = (faktura: { forfallodatum: string; betalstatus: Betalstatus }, today: string): boolean =>
  OWED.has(faktura.betalstatus) && faktura.forfallodatum < today
