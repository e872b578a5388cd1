import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { expect, test } from '@jest/globals'

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
