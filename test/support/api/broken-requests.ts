import fc from 'fast-check'

/** Numbers of Skatteverket's test series, and what looks like them. */
export const NUMBERS = ['189001019802', '8901019802', '18900101-9802', '189001039800', '189001019803', '199913319999']

const NAMES = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'okantFalt', ...NUMBERS]

/** Anything that a field may be set to. */
const anything = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom<unknown>(
      ...NUMBERS,
      ...NUMBERS.map((number) => Number(number.replace('-', ''))),
      null,
      true,
      0,
      -1,
      1e308,
    ),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', minLength: 300, maxLength: 2_000 }),
    fc.constantFrom(
      '\u0000\u0000\u0000\u0000\u0000\u0000',
      '\ud800\ud800\ud800',
      '‮999123‮',
      "' or 1=1; --",
      '${jndi:x}',
      '../../../etc',
    ),
    fc.jsonValue({ maxDepth: 3 }),
    fc.integer({ min: 50, max: 3_000 }).map(nested),
  )

function nested(depth: number): unknown {
  let value: unknown = 'djupet'
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { deeper: value }
  return value
}

/** The same body with a field set, added or taken away. */
export function brokenBodies(valid: fc.Arbitrary<unknown>, names: readonly string[]): fc.Arbitrary<unknown> {
  const name = fc.oneof(fc.constantFrom(...names, ...NAMES), fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }))
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(valid, name, anything()).map(([body, at, value]) => withOwn(body, at, value)) },
    { weight: 2, arbitrary: fc.tuple(valid, fc.constantFrom(...names)).map(([body, at]) => without(body, at)) },
    { weight: 1, arbitrary: anything() },
  )
}

/** Also `__proto__` becomes an own field, as it does when it comes as JSON. */
function withOwn(body: unknown, name: string, value: unknown): unknown {
  const copy = { ...(body as object) }
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true })
  return copy
}

const without = (body: unknown, name: string): unknown =>
  Object.fromEntries(Object.entries(body as object).filter(([one]) => one !== name))

/** What is no JSON, or is not said to be. */
export const brokenTexts = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<{ text: string; type: string | undefined }> => {
  const json = valid.map((body) => JSON.stringify(body))
  const type = (one: string | undefined) => fc.constant(one)
  return fc.oneof(
    fc.record({
      text: fc.tuple(json, fc.nat()).map(([text, at]) => text.slice(0, at % text.length)),
      type: type('application/json'),
    }),
    fc.record({ text: json.map((text) => `${text}${text}`), type: type('application/json') }),
    fc.record({ text: json.map((text) => `\ufeff${text}`), type: type('application/json') }),
    fc.record({
      text: json.map((text) => text.replace('{', `{"fyllning":"${'a'.repeat(70_000)}",`)),
      type: type('application/json'),
    }),
    fc.record({ text: fc.string({ unit: 'binary', maxLength: 100 }), type: type('application/json') }),
    fc.record({
      text: json,
      type: fc.constantFrom(
        undefined,
        'text/plain',
        'application/xml',
        'application/json; charset=utf-7',
        'application/x-www-form-urlencoded',
        NUMBERS[0],
      ),
    }),
  )
}

/** Every string and number in it, names included. It may be deep. */
export function valuesIn(value: unknown): string[] {
  const left = [value]
  const found: string[] = []
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one === 'string' || typeof one === 'number') found.push(String(one))
    if (typeof one !== 'object' || one === null) continue
    if (!Array.isArray(one)) found.push(...Object.keys(one))
    left.push(...(Object.values(one) as unknown[]))
  }
  return found
}
