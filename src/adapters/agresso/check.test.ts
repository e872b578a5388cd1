import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type AgressoTrial, startAgresso } from '../../../test/support/sources/agresso.ts'
import { sourceOf, TEMPLATES } from '../../../test/support/sources/agresso-source.ts'
import { error } from '../../../test/support/sources/http-peer.ts'
import { never } from '../../../test/support/sources/reading.ts'
import type { AgressoOptions } from './source.ts'

const STADSDEL = 'farsta'
let agresso: AgressoTrial
const open: { close(): Promise<void> }[] = []
beforeAll(async () => {
  agresso = await startAgresso({ times: { lateMs: 5_000, dropMs: 20 } }, 100)
})
afterEach(() => Promise.all(open.splice(0).map((source) => source.close())))
afterAll(() => agresso.stop())

async function look(others: Partial<AgressoOptions> = {}): Promise<readonly string[] | undefined> {
  const source = sourceOf(agresso, STADSDEL, others)
  open.push(source)
  return source.check?.(STADSDEL, never)
}

test('a look logs in and finds every template', async () => {
  expect(await look()).toEqual([])
})

test('it names each template that is missing', async () => {
  expect(await look({ mallar: { ...TEMPLATES, oppna: 'x', historik: 'y' } })).toEqual([
    expect.stringMatching(/"x": correct agresso\.mallar/),
    expect.stringMatching(/"y": correct agresso\.mallar/),
  ])
})

test('a wrong password is told as one', async () => {
  expect(await error(look({ password: 'fel' }))).toMatchObject({
    code: 'KALLA_INLOGGNING',
    message: expect.stringContaining('agresso farsta: login refused'),
  })
})
