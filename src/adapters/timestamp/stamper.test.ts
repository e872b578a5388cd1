import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startTimeStampAuthority } from '../../../test/support/time-stamp-authority.ts'
import { createTimeStamper } from './stamper.ts'

type Authority = Awaited<ReturnType<typeof startTimeStampAuthority>>
let authority: Authority
beforeAll(async () => {
  authority = await startTimeStampAuthority()
})
afterAll(() => authority.stop())
beforeEach(() => {
  for (const fault of ['query', 'reply', 'status'] as const) delete authority.faults[fault]
})

const TEXT = 'insyn.example/logg/bromma\n4711\nåäö\n'
const stamp = (text = TEXT) => createTimeStamper({ url: authority.url }).stamp(text, AbortSignal.timeout(10_000))

test('OpenSSL verifies the token as one of the text, and of no other', async () => {
  const token = await stamp()
  expect(authority.verify(TEXT, token)).toContain('Verification: OK')
  expect(() => authority.verify(`${TEXT} `, token)).toThrow()
})

/** Of the first bytes that are the same in both, other ones. */
const replaced = (bytes: Buffer, from: Buffer, to: Buffer) => {
  const at = bytes.indexOf(from)
  if (at === -1) throw new Error('not there')
  return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)])
}

test.each<[string, Partial<Authority['faults']>]>([
  ['another request, with its own nonce', { query: (query) => flipped(query, query.length - 5) }],
  ['another text', { query: (query) => flipped(query, query.indexOf(Buffer.from('0420', 'hex')) + 4) }],
  ['an older request, replayed', { reply: () => earlier }],
  [
    'no query that it takes',
    { query: (query) => replaced(query, Buffer.from([0x02, 1, 1]), Buffer.from([0x02, 1, 9])) },
  ],
  ['something else', { reply: () => Buffer.from('<html>') }],
  ['nothing', { reply: () => Buffer.alloc(0) }],
  ['a failure', { status: 500 }],
  ['far too much', { reply: (reply) => Buffer.concat([reply, Buffer.alloc(200_000)]) }],
])('an answer to %s is none', async (_, faults) => {
  earlier = Buffer.alloc(0)
  authority.faults.reply = (reply) => (earlier = reply)
  await stamp()
  delete authority.faults.reply
  Object.assign(authority.faults, faults)
  await expect(stamp()).rejects.toMatchObject({ code: 'KALLA_INTE_SVAR' })
})

let earlier: Buffer
function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}
