import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const ROOT = join(import.meta.dirname, '..')
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|\/testing\//.test(name))
  .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'))
const migrations = readdirSync(join(ROOT, 'migrations')).map((name) =>
  readFileSync(join(ROOT, 'migrations', name), 'utf8'),
)
/** Functions with the rights of whoever calls them. */
const functions = migrations.flatMap((sql) =>
  [...sql.matchAll(/^create (?:or replace )?function ([^]*?)\$\$([^]*?)\$\$/gm)].flatMap(([, head = '', body = '']) =>
    head.includes('security definer') ? [] : [body],
  ),
)
const tables = migrations.flatMap((sql) =>
  [...sql.matchAll(/^create (?:unlogged )?table ([a-z_]+)/gm)].map(([, name = '']) => name),
)

const VERBS = {
  insert: [/\binsert\s+into\s+([a-z_]+)/gi],
  update: [
    /\bupdate\s+([a-z_]+)\s+(?:(?:as\s+)?[a-z_]+\s+)?set\b/gi,
    /\binsert\s+into\s+([a-z_]+)[^`;]*?\bon\s+conflict[^`;]*?\bdo\s+update\b/gi,
  ],
  delete: [/\bdelete\s+from\s+([a-z_]+)/gi],
}
/** What a library writes: connect-pg-simple. */
const BY_LIBRARIES = { insert: ['console_session'], update: [], delete: [] }

const used = (verb: keyof typeof VERBS): readonly string[] => {
  const found = [...sources, ...functions].flatMap((text) =>
    VERBS[verb].flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name)),
  )
  return [...new Set([...found, ...BY_LIBRARIES[verb]])].filter((name) => tables.includes(name)).sort()
}

test.each(['insert', 'update', 'delete'] as const)(
  'docs/operations.md gives the role of the hub %s on the tables that its code does it to, and on no other',
  (verb) => {
    const docs = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')
    const [, list = ''] = new RegExp(`^grant ${verb} on ([^;]*?)\\s+to insyn_hubb;`, 'm').exec(docs) ?? []
    expect(list.split(/,\s*/).sort()).toEqual(used(verb))
  },
)
