import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { notEmpty } from '../../../test/support/not-empty.ts'
import { CAUSES } from './cause-words.ts'

const source = join(import.meta.dirname, '../..')

/** Every cause that the code of a room writes as a constant. */
const causesOf = (room: string): readonly string[] =>
  readdirSync(join(source, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(source, room, file), 'utf8').matchAll(/\borsak: '([a-z-]+)'/g)])
    .map(([, cause = '']) => cause)

test.each(['review', 'operations', 'uppslag'])('an act that %s records says in words what it was', (room) => {
  expect(notEmpty(causesOf(room)).filter((cause) => !CAUSES.has(cause))).toEqual([])
})
