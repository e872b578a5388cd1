import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import type { TObject, TSchema } from 'typebox'
import { CONTRACTS } from '../src/api/contracts/all.ts'
import type { AnyContract } from '../src/api/contracts/contract.ts'
import { createTextValidator, createValidator } from '../src/api/validation.ts'
import { kindsOf } from '../src/policy/policy.ts'
import { brokenBodies, brokenTexts, NUMBERS, valuesIn } from './support/api/broken-requests.ts'
import { createSender, type RawAnswer } from './support/api/raw-request.ts'
import { arbitraryOf, type Schema } from './support/api/schema-arbitrary.ts'
import { realPolicy, startUppslagApp, type UppslagApp } from './support/api-in-memory.ts'
import { campaign } from './support/campaign.ts'

/*
 * Every operation is asked as its contract says and in every other way, over a socket. Whatever comes: no failure of
 * our own, a problem for each refusal, nothing sent comes back in one, and each call of somebody known has its record.
 */
jest.setTimeout(120_000)

const KNOWN = '189001019802'
let app: UppslagApp
let sender: ReturnType<typeof createSender>
let tokens: Readonly<Record<'caller' | 'person' | 'officer', string>>

/** Operations that only a person by their own token may call. */
const BY_TOKEN: ReadonlySet<string> = new Set(['granskning', 'utdrag', 'export', 'tillstand'])

/** May be anybody, as often as it likes: what is asked reaches further than its contract. */
function policy() {
  const right = realPolicy()
  const rate = { klient: 10_000_000, slutanvandare: 10_000_000 }
  const client = {
    namn: 'Prov',
    roller: Object.keys(right.roller),
    takt: rate,
    ...({ utfardare: ['inloggning'], egetNummer: 'klient', arenden: 'oprovade' } as const),
  } as const
  return {
    ...right,
    klienter: {
      proof: { ...client, slutanvandare: 'uppgiven' },
      signed: { ...client, slutanvandare: 'token' },
    } as const,
  }
}

beforeAll(async () => {
  app = await startUppslagApp({ policy: policy() })
  app.mirror.put(KNOWN, 'jarva', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  sender = createSender(app.base)
  // No token may have roles of two kinds; those of no kind go with each.
  const roller = Object.entries(app.policy.roller).map(([code, roll]) => ({ code, ...kindsOf(roll) }))
  const without = (kind: 'looksUp' | 'reviews') =>
    roller.flatMap((one) => (one[kind] || one.operates ? [] : [one.code]))
  tokens = {
    caller: await app.token({ klient: 'proof', roller: without('reviews') }),
    person: await app.token({ klient: 'signed', roller: without('reviews') }),
    officer: await app.token({ klient: 'signed', roller: without('looksUp') }),
  }
})
afterAll(async () => {
  sender.stop()
  await app.stop()
})

const validator = createValidator()
const EMPTY = { type: 'object' } as const
const OPERATIONS = CONTRACTS.map((contract) => [contract.id, contract] as const)

/** What follows the schema; where a draw does not, an example stands in, so that no schema is too narrow to be drawn. */
const valid = (schema: TSchema | undefined, ok: (value: unknown) => boolean, examples: readonly unknown[]) =>
  fc
    .tuple(arbitraryOf((schema ?? EMPTY) as Schema), fc.constantFrom(...examples))
    .map(([value, example]) => (ok(value) ? value : example))

const validBody = ({ request, example }: AnyContract) => {
  const check = request === undefined ? () => [] : validator(request)
  const body = valid(request, (value) => check(value).length === 0, Object.values(example.request ?? { none: {} }))
  // A real number now and then, so that more than the check digit is reached.
  const real = fc.constantFrom(KNOWN, ...NUMBERS)
  return fc
    .tuple(body, real, fc.boolean())
    .map(([value, number, use]) =>
      use && Object.hasOwn(value as object, 'personnummer') ? { ...(value as object), personnummer: number } : value,
    )
}
const validTexts = (schema: TObject | undefined) => {
  const check = schema === undefined ? () => [] : createTextValidator(schema)
  const example = Object.entries(schema?.properties ?? {}).flatMap(([name, one]) =>
    ((one as Schema).examples ?? []).slice(0, 1).map((value) => [name, value] as const),
  )
  return valid(schema, (value) => check({ ...(value as object) }).length === 0, [
    Object.fromEntries(example),
  ]) as fc.Arbitrary<Record<string, unknown>>
}

const paths = ({ path, parameters, query }: AnyContract) =>
  fc.tuple(validTexts(parameters), validTexts(query)).map(([params, query]) => address(path, params, query))

function address(route: string, params: Record<string, unknown>, query: Record<string, unknown>): string {
  const path = route.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = Object.entries(query).map((pair) => pair.map((one) => encodeURIComponent(String(one))).join('='))
  return search.length === 0 ? path : `${path}?${search.join('&')}`
}

interface Call {
  readonly path: string
  readonly text?: string | undefined
  readonly type?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** What must not come back in a refusal. */
  readonly sent?: readonly string[]
}

/** Of the callers that get furthest with the operation. */
function tokenFor({ requires, handelse }: AnyContract): string {
  const reviews = 'rights' in requires && !requires.rights.some((right) => right === 'begara-undantag')
  return tokens[reviews ? 'officer' : BY_TOKEN.has(handelse) ? 'person' : 'caller']
}

async function ask(contract: AnyContract, { path, text, type, headers, sent = [] }: Call): Promise<RawAnswer> {
  const { method, request } = contract
  const before = app.logg.written.length
  const answer = await sender.send(
    method.toUpperCase(),
    path,
    {
      authorization: `Bearer ${tokenFor(contract)}`,
      ...(type === undefined ? {} : { 'content-type': type }),
      ...headers,
    },
    request === undefined ? undefined : text,
  )
  expect(answer.status).toBeLessThan(500)
  expect([401, 429]).not.toContain(answer.status)
  if (answer.status >= 400) {
    expect(answer.type).toContain('application/problem+json')
    for (const one of sent) if (one.length >= 6) expect(answer.all).not.toContain(one)
  }
  expect(app.logg.written.length).toBeGreaterThan(before)
  // Refused by what is asked, and not by who asks.
  for (const cause of ['klient-okand', 'roller-oforenliga', 'ratt', 'ratt-saknas', 'inga-loggar'])
    expect(app.logg.written.at(-1)?.access.orsak).not.toBe(cause)
  app.logg.written.length = 0
  return answer
}

const JSON_TYPE = 'application/json'
/** Shared by all operations, so that the test takes as long however many there are. */
const BUDGET_MS = Math.max(campaign(80, 500), 12_000 / (3 * CONTRACTS.length))

async function checked<T>(numRuns: number, arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>) {
  const end = performance.now() + BUDGET_MS
  let runs = 0
  const property = fc.asyncProperty(arbitrary, async (value) => {
    // Between two calls, since the record of one must not be taken for that of the next, and never before the first.
    if (runs++ > 0 && performance.now() > end) throw new fc.PreconditionFailure(true)
    await check(value)
  })
  await fc.assert(property, { numRuns })
}

test.each(OPERATIONS)('%s answers whatever its contract allows', async (_, contract) => {
  const call = fc.tuple(paths(contract), validBody(contract))
  await checked(60, call, async ([path, body]) => {
    const { status, body: answer } = await ask(contract, { path, text: JSON.stringify(body), type: JSON_TYPE })
    if (status === 200 && contract.answer !== undefined)
      expect(validator(contract.answer)(JSON.parse(answer))).toEqual([])
  })
})

test.each(OPERATIONS.filter(([, { request }]) => request !== undefined))(
  '%s copes with any other body',
  async (_, contract) => {
    const names = Object.keys((contract.request as Schema).properties ?? { unknown: {} })
    const own = new Set([...names, ...wordsOf(contract.request)])
    const broken = fc.oneof(
      brokenBodies(validBody(contract), names).map((body) => ({
        text: JSON.stringify(body) ?? 'null',
        type: JSON_TYPE,
        sent: valuesIn(body).filter((one) => !own.has(one) && !isNamed(body, one)),
      })),
      brokenTexts(validBody(contract)).map((one) => ({ ...one, sent: NUMBERS })),
    )
    await checked(
      150,
      fc.tuple(paths(contract), broken),
      async ([path, one]) => void (await ask(contract, { path, ...one })),
    )
  },
)

test.each(OPERATIONS)('%s copes with any path, query and headers', async (_, contract) => {
  const { path: itsPath, parameters } = contract
  const odd = fc.oneof(
    fc.constantFrom(
      ...NUMBERS,
      '..',
      '.',
      '__proto__',
      'constructor',
      '%',
      '\u0000',
      'a'.repeat(3_000),
      'å'.repeat(30),
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  )
  const params = fc.record(Object.fromEntries(Object.keys(parameters?.properties ?? {}).map((name) => [name, odd])))
  const query = fc.dictionary(odd, odd, { maxKeys: 3 })
  const headers = fc.record(
    {
      'idempotency-key': printable(),
      'x-request-id': printable(),
      traceparent: printable(),
      'x-slutanvandare': printable(),
      'x-okant': printable(),
    },
    { requiredKeys: [] },
  )
  await checked(
    100,
    fc.tuple(params, query, headers, validBody(contract)),
    async ([inPath, inQuery, headers, body]) => {
      const values = [...Object.values(inPath), ...Object.entries(inQuery).flat(), ...Object.values(headers)]
      const sent = values.filter((one) => !isNamed(inQuery, one))
      const path = address(itsPath, inPath, inQuery)
      await ask(contract, { path, headers: headers, text: JSON.stringify(body), type: JSON_TYPE, sent })
    },
  )
})

test('an address that cannot be read, or leads nowhere, is a problem that does not repeat it', async () => {
  const nowhere = fc.oneof(
    fc.constantFrom(
      '/%ff189001019802',
      '/api/v1/%E0%A4%A',
      '//189001019802',
      '/api/v1/arenden/a/189001019802',
      '/?',
      '/api/v1/../189001019802',
    ),
    fc
      .string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 60 })
      .map((text) => `/api/v1/${encodeURI(text).replaceAll('#', '')}`),
  )
  const known = CONTRACTS.map(({ path }) => path)
  await checked(150, nowhere, async (path) => {
    const answer = await sender.send(
      'PUT',
      path,
      { authorization: `Bearer ${tokens.caller}`, 'content-type': JSON_TYPE },
      '{}',
    )
    expect([400, 404, 405]).toContain(answer.status)
    expect(answer.type).toContain('application/problem+json')
    expect(known).not.toContain(path)
    expect(answer.all).not.toContain('189001019802')
    const last = path.split('/').at(-1) ?? ''
    if (last.length >= 6) expect(answer.all).not.toContain(last)
  })
})

/** A field that nobody knows is named, unless its name could be a number of somebody: what is part of such a name may stand there. */
const isNamed = (value: unknown, text: string): boolean =>
  (text.match(/\p{N}/gu)?.length ?? 0) < 6 && isInKeyOf(value, text)

/** Without recursion: some bodies are nested as deeply as a parser takes them. */
function isInKeyOf(value: unknown, text: string): boolean {
  const left = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one !== 'object' || one === null) continue
    if (!Array.isArray(one) && Object.keys(one).some((name) => name.includes(text))) return true
    for (const inner of Object.values(one)) left.push(inner)
  }
  return false
}

/** Words that the schema itself knows may stand in a problem. */
const wordsOf = (schema: unknown): string[] => valuesIn(JSON.parse(JSON.stringify(schema ?? {})))

function printable(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...NUMBERS), fc.stringMatching(/^[!-~]{1,80}$/))
}
