import { InsynError } from '../../errors.ts'
import { isInternal } from '../../informationsmangd.ts'
import { type CompiledRow, compileRow } from '../../mapping/compile-row.ts'
import { createFieldDrift } from '../../mapping/field-drift.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Row } from '../../mapping/row-reader.ts'
import { createJsonScanner, type JsonScanner } from './json-scanner.ts'

/** One page of children, as openapi.yaml describes it. */
export interface Page {
  /** The rows of each child, together; the first carries the protection flag. */
  readonly rows: readonly Row[]
  readonly children: number
  /** Of the whole selection; only the last page tells. */
  readonly total: number | undefined
  /** Cursor of the next page; undefined on the last. */
  readonly next: string | undefined
}

export interface PageReaderOptions {
  /** Of this source: the lists that they name are no drift, also when they are not read. */
  readonly manifests: readonly Manifest[]
  /** Those that are read: the internal one, and the kinds that the avtal permits. */
  readonly allowed: readonly Manifest[]
  readonly today: Date
  /** Gets how often an unlisted field was met; names only. */
  readonly unknownFields: Map<string, number>
}

const CHILDREN = 'barn'
const OF_PAGE: ReadonlySet<string> = new Set(['antal', 'totalt', 'sista', 'nasta'])
const MAX_CURSOR = 1_000

/**
 * Reads pages by the manifests: the fields of a child by the internal one, the lists inside it by the kind that names
 * them. Everything else is skipped and counted by name, and never becomes a value.
 */
export function createPageReader(
  what: string,
  { manifests, allowed, today, unknownFields }: PageReaderOptions,
): (bytes: Buffer) => Page {
  const drift = createFieldDrift(unknownFields)
  const compiled = (manifest: Manifest, list: string) =>
    compileRow({ element: list, sourceRow: list, manifest }, [], today, drift)
  const internal = allowed.find(({ informationsmangd }) => isInternal(informationsmangd))
  if (internal === undefined) throw new InsynError('KONFIG_OGILTIG', `${what}: no manifest with the protection flag`)
  const child = compiled(internal, CHILDREN)
  const lists = new Map<string, CompiledRow | 'unread'>()
  for (const manifest of manifests)
    for (const list of isInternal(manifest.informationsmangd) ? [] : manifest.kallrader)
      lists.set(list, allowed.includes(manifest) ? compiled(manifest, list) : 'unread')
  const required = [...lists].flatMap(([list, row]) => (row === 'unread' ? [] : [list]))

  const no = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${what}: ${why}`)

  function readChild(json: JsonScanner): Row[] {
    const rows: Row[] = []
    const met = new Set<string>()
    child.begin()
    json.object((name) => {
      const row = lists.get(name)
      if (row === undefined) return readField(json, child, name)
      if (met.has(name)) throw no('a list given twice')
      met.add(name)
      if (row === 'unread') return json.skip()
      json.array(() => {
        row.begin()
        json.object((field) => readField(json, row, field))
        rows.push(row.end())
      })
    })
    // A list left out says nothing: it must not pass for an empty one.
    if (required.some((list) => !met.has(list))) throw no('a child without one of its lists')
    const head = child.end()
    return [head, ...rows.map((row) => ({ ...row, personnyckel: head.personnyckel }))]
  }

  return (bytes) => {
    const json = createJsonScanner(bytes)
    const rows: Row[] = []
    const said = new Map<string, string | null | undefined>()
    let children: number | undefined
    json.object((name) => {
      if (name === CHILDREN) {
        if (children !== undefined) throw no('children given twice')
        let count = 0
        json.array(() => {
          count++
          rows.push(...readChild(json))
        })
        children = count
      } else if (OF_PAGE.has(name)) {
        if (said.has(name)) throw no(`${name} given twice`)
        said.set(name, json.scalar())
      } else {
        drift.counter('', name).counter.count++
        json.skip()
      }
    })
    json.end()
    drift.publish()
    if (children === undefined) throw no('no list of children')
    const stated = countIn(said.get('antal'))
    if (stated !== children) throw truncated(what, children, stated)
    return { rows, children, ...ending(said, no) }
  }
}

function readField(json: JsonScanner, row: CompiledRow, name: string): void {
  if (!row.beginField(name)) return json.skip()
  const value = json.scalar()
  if (value === undefined) row.childInField()
  row.endField(value ?? '')
}

/** What the page says of itself: one that does not say whether more follows is no page. */
function ending(
  said: ReadonlyMap<string, string | null | undefined>,
  no: (why: string) => InsynError,
): Pick<Page, 'total' | 'next'> {
  const [last, next] = [said.get('sista'), said.get('nasta') ?? undefined]
  if (last === 'true' && next === undefined) {
    const total = countIn(said.get('totalt'))
    if (total === undefined) throw no('a last page without a count')
    return { total, next: undefined }
  }
  if (last === 'false' && next !== undefined && next !== '' && next.length <= MAX_CURSOR)
    return { total: undefined, next }
  throw no('a page that is neither the last nor followed by another')
}

const countIn = (text: string | null | undefined): number | undefined =>
  typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined

export const truncated = (what: string, came: number, stated: number | undefined): InsynError =>
  stated === undefined
    ? new InsynError('KALLA_INTE_SVAR', `${what}: no count of children`)
    : new InsynError('KALLA_TRUNKERAD', `${what}: ${came} children came of ${stated}`)
