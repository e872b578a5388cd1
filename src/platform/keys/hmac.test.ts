import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { Hmac } from './hmac.ts'

const texts = ['', 'a', 'Åsa \u001f Öberg', '😀'.repeat(100), '\ud800', 'x'.repeat(100_000), 'ö'.repeat(300), 'b']

test('is HMAC-SHA-256, whatever came before it', () => {
  for (const length of [0, 1, 32, 64]) {
    const key = randomBytes(length)
    const hmac = new Hmac(key)
    for (const text of texts) expect(hmac.of(text)).toEqual(createHmac('sha256', key).update(text).digest())
  }
})

test('one result is not changed by the next', () => {
  const hmac = new Hmac(randomBytes(32))
  const first = hmac.of('a')
  const before = Buffer.from(first)
  hmac.of('b')
  expect(first).toEqual(before)
})

test('a key that is forgotten is the key of nothing any more', () => {
  const key = randomBytes(32)
  const hmac = new Hmac(key)
  hmac.of('a')
  hmac.forget()
  expect(hmac.of('a')).not.toEqual(createHmac('sha256', key).update('a').digest())
})
