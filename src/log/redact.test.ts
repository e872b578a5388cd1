import { expect, test } from '@jest/globals'
import { redact, redactText } from './redact.ts'

/** Test numbers that Skatteverket publishes; the last three are samordningsnummer. */
const NUMBERS = ['195704289999', '190905271474', '200002292399', '197302889931', '202107919967', '191711602399']

const spellings = (number: string): string[] => {
  const [date, last] = [number.slice(0, 8), number.slice(8)]
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)]
  return [date, date.slice(2)]
    .flatMap((one) => ['', '-', '+', ' ', '–', '\u2011', '%2B', '%20', '/', '.'].map((sign) => `${one}${sign}${last}`))
    .concat(`${year}-${month}-${day}-${last}`, `${year} ${month} ${day} ${last}`, `${date} - ${last}`)
    .concat([...number].join(' '), [...number.slice(2)].join('-'), number.replace(/(..)/g, '$1\u200b'))
    .concat(
      number.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit))),
      number.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    )
}
const digitsOf = (text: string) => text.normalize('NFKC').replace(/\D/g, '')

test.each(NUMBERS)('no spelling of %s is left in a text, whatever stands around it', (number) => {
  for (const spelling of spellings(number))
    for (const around of [
      `${spelling}`,
      `GET /p/${spelling}?x=1`,
      `nr${spelling}.`,
      `"${spelling}"`,
      `<a>${spelling}</a>`,
    ]) {
      const clean = redactText(around)
      expect([around, clean]).toEqual([around, expect.stringContaining('[number]')])
      expect(digitsOf(clean)).not.toContain(number.slice(-4))
    }
})

test('a number whose check digit is wrong is one all the same', () => {
  expect(redactText('195704289998')).toBe('[number]')
})

test('what operations look for is left: instants, references, addresses, counts, offsets', () => {
  for (const text of [
    '2026-11-29T14:25:59.123Z',
    '2026-11-29 14:25',
    '1764426359123',
    '127.0.0.1:8080',
    'file:///srv/insyn/dist/src/main.js:12:34',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'a'.repeat(10) + '5704289999' + 'b'.repeat(44),
    'KALLA_OTILLGANGLIG',
    '1 of 11 scopes, 12345 records',
  ])
    expect(redactText(text)).toBe(text)
  expect(redact({ count: 3, ok: true, none: null, run: 1_234_567 })).toEqual({
    count: 3,
    ok: true,
    none: null,
    run: 1_234_567,
  })
})

test.each([
  'Authorization: Bearer abc.def-ghi',
  'authorization=Basic aW5zeW46cHJvdg==',
  'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXI',
  'postgres://insyn:prov-7731@db.example/insyn',
  'http://insyn:prov-7731@proxy.example:3128',
  'losenord=prov-7731',
  '{"password": "prov-7731"}',
  'client_secret=prov-7731&grant_type=x',
  "token: 'prov-7731'",
  'Set-Cookie: __Host-insyn=prov-7731',
  '-----BEGIN PRIVATE KEY-----\nprov-7731\n-----END PRIVATE KEY-----',
])('what opens a door is not left in %s', (text) => {
  const clean = redactText(text)
  expect(clean).toContain('[secret]')
  for (const secret of ['prov-7731', 'abc.def', 'aW5zeW46', 'c2lnbmF0dXI']) expect(clean).not.toContain(secret)
})

test('fields are redacted wherever they stand, and whatever they are', () => {
  const [number = ''] = NUMBERS
  const error = Object.assign(new TypeError(`no such ${number}`, { cause: new Error(`from 570428-9999`) }), {
    detail: { rows: [`key (${number})`] },
    config: { headers: { authorization: 'prov-7731' } },
  })
  error.stack = `TypeError: no such ${number}\n    at read (file.ts:1:2)`
  const circular: Record<string, unknown> = { number }
  circular.self = circular
  const attack = {
    error,
    all: new AggregateError([new Error(number)], number),
    circular,
    bytes: Buffer.from(number),
    typed: new Uint8Array(Buffer.from(number)),
    buffer: new TextEncoder().encode(number).buffer,
    url: new URL(`https://x.example/${number}?q=${number}`),
    list: [number, [Number(number)], BigInt(number)],
    map: new Map([[number, number]]),
    set: new Set([number]),
    [number]: 1,
    [`at 570428-9999`]: { [`${number} `]: true },
    symbol: Symbol(number),
    run: () => number,
    get broken(): string {
      throw new Error(number)
    },
    proxy: new Proxy(
      {},
      {
        ownKeys() {
          throw new Error(number)
        },
      },
    ),
    toJSON: () => number,
    Authorization: 'prov-7731',
    driftToken: 'prov-7731',
    huvudnyckel: 'prov-7731',
    nested: { deep: { password: ['prov-7731'] } },
    regexp: new RegExp(number),
    when: new Date(Number.NaN),
  }
  const text = JSON.stringify(redact(attack))
  expect(text).not.toMatch(/5704289999|570428-9999|9999|prov-7731/)
  expect(JSON.parse(text)).toMatchObject({
    error: { name: 'TypeError', message: 'no such [number]', cause: { message: 'from [number]' } },
    circular: { self: '[circular]' },
    bytes: '[12 bytes]',
    broken: '[unreadable]',
    proxy: '[unreadable]',
    when: null,
  })
})

test('what is endless or deep is cut', () => {
  let deep: object = {}
  for (let i = 0; i < 50; i++) deep = { deep }
  expect(JSON.stringify(redact(deep))).toContain('[deeper]')
  expect((redact(Array.from({ length: 1_000 }, () => 'x')) as unknown[]).length).toBe(100)
  expect((redact('x'.repeat(1e6)) as string).length).toBeLessThan(10_000)
})
