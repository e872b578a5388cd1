import { expect, test } from '@jest/globals'
import { notEmpty } from '../../test/support/not-empty.ts'
import { noCounts } from '../sync/run-record.ts'
import type { ScopeState } from '../sync/sync-job.ts'
import { createProgress } from './progress.ts'

const REASON = 'paraplyet jarva LasAllt: fault Server.Fel: look in the log of the service at this time'

const state = (stadsdel: string, status: ScopeState['status'], added = 0): ScopeState => ({
  source: 'paraplyet',
  stadsdel,
  status,
  counts: { ...noCounts(), added },
  start: Date.now() - 2_000,
  ...(status === 'lyckad' || status === 'misslyckad' ? { end: Date.now() } : {}),
  ...(status === 'misslyckad' ? { errorCode: 'KALLA_FAULT', errorMessage: REASON } : {}),
})

/** What a terminal of endless height shows once the escape codes have done their work. */
function shown(written: readonly string[]): string[] {
  let lines: string[] = []
  for (const text of written) {
    const [, up, rest] = /^(?:\r\u001b\[(\d+)A\u001b\[0J)?([^]*)$/.exec(text) ?? []
    lines = [...lines.slice(0, lines.length - Number(up ?? 0)), ...(rest ?? '').split('\n').slice(0, -1)]
  }
  return lines
}

function play(screen: { isTTY?: boolean; columns?: number }, env: { TERM?: string } = {}): string[] {
  const written: string[] = []
  const progress = createProgress({ ...screen, write: (text) => written.push(text) }, env)
  for (const stadsdel of ['bromma', 'farsta', 'jarva']) progress.watch(state(stadsdel, 'koad'))
  progress.watch(state('bromma', 'pagar', 10))
  progress.watch(state('farsta', 'pagar', 20))
  progress.watch(state('bromma', 'lyckad', 40))
  progress.watch(state('jarva', 'misslyckad'))
  progress.watch(state('farsta', 'lyckad', 60))
  progress.end()
  return written
}

test('a file gets one line for each scope, in the order they end, and one with what to do about a failure', () => {
  expect(play({})).toEqual([
    expect.stringMatching(/^✓ paraplyet bromma +40 records +20\/s {2}1 of 3 scopes, 60 records, about \d+ s left\n$/),
    expect.stringMatching(/^✗ paraplyet jarva +0 records +0\/s {2}KALLA_FAULT {2}2 of 3 scopes/),
    `  ${REASON}\n`,
    expect.stringMatching(/^✓ paraplyet farsta +60 records +30\/s {2}3 of 3 scopes, 100 records\n$/),
  ])
})

test('a terminal is left with the same, and what was under way is gone', () => {
  const lines = shown(play({ isTTY: true, columns: 100 }))
  expect(lines.map((line) => line.slice(0, 20).trim())).toEqual([
    '✓ paraplyet bromma',
    '✗ paraplyet jarva',
    'paraplyet jarva La',
    '✓ paraplyet farsta',
  ])
  expect(lines).toContain(`  ${REASON}`)
})

test('what is redrawn is the scopes under way and a summary, however many there are in all', () => {
  const written: string[] = []
  const progress = createProgress({ isTTY: true, columns: 100, write: (text) => written.push(text) })
  for (let i = 0; i < 60; i++) progress.watch(state(`nummer-${i}`, 'koad'))
  progress.watch(state('nummer-0', 'pagar', 5))
  const lines = shown(written)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^› paraplyet nummer-0 +5 records/)
  expect(lines[1]).toBe('0 of 60 scopes, 5 records')
})

test('no line that is gone back over is wider than the terminal, and what stays is whole', () => {
  const written = notEmpty(play({ isTTY: true, columns: 30 }))
  for (const text of written)
    for (const line of text.split('\n').filter((one) => one.includes('›') || one.includes(' scopes, ')))
      expect(line.replace(/^\r\u001b\[\d+A\u001b\[0J/, '').length).toBeLessThan(30)
  expect(written.join('')).toContain(`  ${REASON}\n`)
})

test('a terminal that cannot move its cursor gets the lines of a file, without a control character', () => {
  const withoutTimes = (lines: readonly string[]) => lines.join('').replace(/\d+ s left|\d+\/s/g, '')
  const still = play({ isTTY: true, columns: 80 }, { TERM: 'dumb' })
  expect(withoutTimes(still)).toBe(withoutTimes(play({})))
  expect(still.join('')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
})

test.each([60, 71])('at %s columns the line of a scope fits, and what failed is whole', (columns) => {
  const lines = shown(play({ isTTY: true, columns }))
  expect(lines.filter((line) => line.includes(' records')).every((line) => line.length < columns)).toBe(true)
  expect(lines).toContain(`  ${REASON}`)
  expect(lines).toContain('✗ paraplyet jarva 0 records  KALLA_FAULT')
})
