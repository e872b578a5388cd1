import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { expect, test } from '@jest/globals'
import { notEmpty } from '../../../test/support/not-empty.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../assets', name), 'utf8')

test('a browser can read the script', () => {
  expect(() => new Script(read('insyn.js'), { filename: 'insyn.js' })).not.toThrow()
})

test.each(['insyn.css', 'uppslag.css', 'operations.css', 'audit.css', 'follow-up.css'])(
  'every rule of %s is closed',
  (name) => {
    const text = read(name).replace(/\/\*.*?\*\//gs, '')
    expect(text.split('{').length).toBe(text.split('}').length)
    expect(text).not.toMatch(/^[<=>]{7}/m)
  },
)

test('what two areas call by one name looks alike: a class alone is styled by one stylesheet', () => {
  const folder = join(import.meta.dirname, '../assets')
  const owners = new Map<string, Set<string>>()
  for (const file of notEmpty(readdirSync(folder).filter((name) => name.endsWith('.css'))))
    for (const [, name = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/^\s*(\.[a-z0-9-]+)(?=[ ,{:])/gm))
      owners.set(name, (owners.get(name) ?? new Set()).add(file))
  const shared = [...owners].filter(([, files]) => [...files].filter((file) => file !== 'insyn.css').length > 1)
  expect(shared.map(([name, files]) => [name, ...files])).toEqual([])
})
