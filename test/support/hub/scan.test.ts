import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { createScanner } from './scan.ts'

const scanner = createScanner('KANARIE', ['199907302393'])

test.each([
  '199907302393',
  '9907302393',
  '19990730-2393',
  '990730-2393',
  '990730+2393',
  'x199907302393x',
  '"personnummer":"199907302393"',
  '00199907302393999',
  '189907302393',
])('%s is found to be a personnummer', (text) => {
  expect(scanner.text('här', `före ${text} efter`)).toEqual([{ where: 'här', what: 'personnummer' }])
})

test.each(['199907302394', '99073023930', '990730 och 2393', '19990730-23931', '2026-11-23T07:11:25.816Z'])(
  '%s is none',
  (text) => {
    expect(scanner.text('här', text)).toEqual([])
  },
)

test('a marker and a number are found in the middle of bytes that are no text, in any file below the folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-sok-'))
  const noise = Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i * 7919) % 251))
  mkdirSync(join(folder, 'under'))
  writeFileSync(join(folder, 'ren'), noise)
  writeFileSync(join(folder, 'under/smutsig'), Buffer.concat([noise, Buffer.from('KANARIE17'), noise]))
  writeFileSync(join(folder, 'under/nummer'), Buffer.concat([noise, Buffer.from('\x000990730-2393\x00'), noise]))
  const found = scanner.folder(folder)
  rmSync(folder, { recursive: true })
  expect(found).toContainEqual({ where: 'under/smutsig', what: 'marker' })
  expect(found).toContainEqual({ where: 'under/nummer', what: 'personnummer' })
  expect(found).toHaveLength(2)
})
