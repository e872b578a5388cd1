import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from '@jest/globals'
import ts from 'typescript'

const ROOT = join(import.meta.dirname, '..')
const MIGRATIONS = join(ROOT, 'migrations')

/** Stands in SQL for whatever a template puts in. */
const INTERPOLATED = '\u0000'

const WRITES = [
  /\binsert\s+into\s+([^\s(;]+)/gi,
  /\bdelete\s+from\s+(?:only\s+)?([^\s(;]+)/gi,
  /\bupdate\s+(?:only\s+)?([^\s(;]+)\s+(?:(?:as\s+)?[a-z_]+\s+)?set\b/gi,
  /\btruncate\s+(?:table\s+)?([^\s(;]+)/gi,
  /\bmerge\s+into\s+([^\s(;]+)/gi,
  /\bcopy\s+([^\s(;]+)[^;]*?\bfrom\b/gi,
  /\bnextval\(\s*'([^']*)'/gi,
]

/** Tables and sequences that a text of SQL writes. */
const written = (sql: string): readonly string[] =>
  WRITES.flatMap((pattern) => [...sql.matchAll(pattern)].map(([, name = '']) => name.replaceAll('"', '').toLowerCase()))

interface Migrations {
  /** The folder that alone writes the table or sequence. */
  readonly owner: ReadonlyMap<string, string>
  /** Tables that a function writes, by the function's name. */
  readonly functions: ReadonlyMap<string, readonly string[]>
}

/** The declaration of who owns what: the first line of each migration. */
function readMigrations(): Migrations {
  const owner = new Map<string, string>()
  const functions = new Map<string, readonly string[]>()
  for (const file of readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'))) {
    const sql = readFileSync(join(MIGRATIONS, file), 'utf8')
    const [, folder] = /^-- Owner: (src(?:\/[a-z-]+)+)\.(?:\s|$)/.exec(sql) ?? []
    if (folder === undefined) throw new Error(`the first line of ${file} does not name an owner`)
    const tables = sql.matchAll(/^create\s+(?:unlogged\s+)?(?:table|sequence)\s+(?:if\s+not\s+exists\s+)?([a-z_]+)/gim)
    for (const [, name = ''] of tables) owner.set(name, folder)
    const bodies = sql.matchAll(/^create\s+function\s+([a-z_]+)[^$]*\$\$([\s\S]*?)\$\$/gim)
    for (const [, name = '', body = ''] of bodies) if (written(body).length > 0) functions.set(name, written(body))
  }
  return { owner, functions }
}

interface Write {
  readonly file: string
  readonly line: number
  readonly table: string
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'testing') yield* sources(path)
    } else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) yield path
  }
}

/** What the string and template literals of one file write. */
function writesOf(path: string, text: string, functions: Migrations['functions']): readonly Write[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const writes: Write[] = []
  const look = (node: ts.Node, sql: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart())
    const called = [...functions].flatMap(([name, tables]) => (new RegExp(`\\b${name}\\(`).test(sql) ? tables : []))
    for (const table of [...written(sql), ...called]) writes.push({ file: relative(ROOT, path), line: line + 1, table })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) look(node, node.text)
    else if (ts.isTemplateExpression(node))
      look(node, node.head.text + node.templateSpans.map(({ literal }) => INTERPOLATED + literal.text).join(''))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return writes
}

const MIGRATED = readMigrations()
const ALL = [...sources(join(ROOT, 'src'))].flatMap((path) =>
  writesOf(path, readFileSync(path, 'utf8'), MIGRATED.functions),
)
/** The one table that the migrations cannot make: what remembers them. */
const OWNER = new Map([...MIGRATED.owner, ['migration', 'src/platform/database']])

/** What is wrong with each write, if anything is. */
const wrong = (writes: readonly Write[]): readonly string[] =>
  writes.flatMap(({ file, line, table }) => {
    const owner = OWNER.get(table)
    if (table.includes(INTERPOLATED)) return [`${file}:${line} writes a table whose name is put in`]
    if (owner === undefined) return [`${file}:${line} writes ${table}, which no migration makes`]
    return `${dirname(file)}/`.startsWith(`${owner}/`) ? [] : [`${file}:${line} writes ${table} of ${owner}`]
  })

test('only the folder that owns a table writes it', () => {
  expect(wrong(ALL)).toEqual([])
})

test('every table and sequence is written by its owner', () => {
  const tables = new Set(ALL.map(({ table }) => table))
  expect([...OWNER.keys()].filter((table) => !tables.has(table))).toEqual([])
})

test('one statement adds to the outbox', () => {
  const inserts = [...sources(join(ROOT, 'src'))].flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(/insert into outbox\b/g),
  ])
  expect(inserts).toHaveLength(1)
})

test.each([
  ['a statement', "pool.query('insert into uppgift values (1)')", 'writes uppgift of src/mirror'],
  ['a CTE', '`with gone as (delete from delivery where true) select`', 'writes delivery of src/cases'],
  ['an update with an alias', '`update arende as a set x = ${y}`', 'writes arende of src/cases'],
  ['an update over two lines', '`update only pause\n   set x = 1`', 'writes pause of src/cases'],
  ['a truncate', "'truncate staging'", 'writes staging of src/sync'],
  ['a version', "`select nextval('uppgift_version')`", 'writes uppgift_version of src/mirror'],
  ['a function', "'select write_access_records($1)'", 'writes log_head of src/atkomstlogg'],
  ['a name that is put in', '`delete from ${table} where true`', 'writes a table whose name is put in'],
  [
    'a table that no migration makes',
    "'insert into elsewhere values (1)'",
    'writes elsewhere, which no migration makes',
  ],
])('%s outside its owner is found', (_, code, what) => {
  const writes = writesOf(join(ROOT, 'src/api/example.ts'), code, MIGRATED.functions)
  expect(wrong(writes).join('\n')).toContain(`src/api/example.ts:1 ${what}`)
})

test.each(["'select * from uppgift for update of u skip locked'", '`on conflict (a) do update\n set b = excluded.b`'])(
  '%s writes nothing by itself',
  (code) => {
    expect(writesOf('src/api/example.ts', code, MIGRATED.functions)).toEqual([])
  },
)

test('docs/architecture.md names every table and sequence beside its owner', () => {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  const documented = [...text.matchAll(/^\| `(src\/[a-z/-]+)` \| (.*) \|$/gm)].flatMap(([, folder, tables = '']) =>
    [...tables.matchAll(/`([a-z_]+)`/g)].map(([, table]) => `${folder} ${table}`),
  )
  expect(documented.sort()).toEqual([...OWNER].map(([table, folder]) => `${folder} ${table}`).sort())
})
