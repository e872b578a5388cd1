import { Type } from 'typebox'
import type { Contract } from './contracts/contract.ts'
import { ANSWER_HEADERS, REQUEST_ID, STATUS_HEADERS } from './openapi-headers.ts'
import { createProblems, kindOf, type ProblemCode } from './problem.ts'
import { PROBLEM_CODES } from './problem-types.ts'

const Fel = Type.Object(
  {
    pekare: Type.String({
      description:
        'JSON Pointer (RFC 6901) till det som är fel, i kroppen eller bland parametrarna; tom för hela begäran.',
    }),
    regel: Type.String({ description: 'Regeln som inte följs, aldrig värdet.' }),
  },
  { description: 'Ett fel i begäran.' },
)

/** RFC 9457. */
const ProblemSchema = Type.Object(
  {
    type: Type.String({
      format: 'uri-reference',
      description:
        'Problemtypen: adressen till en sida som säger vad den betyder och vad man gör. Är den relativ gäller den från ' +
        'begärans adress (RFC 9457). Jämför kod, inte adressen.',
    }),
    title: Type.String({ description: 'Problemtypen i klartext, på svenska.' }),
    status: Type.Integer({ minimum: 400, maximum: 599, description: 'Svarets HTTP-status.' }),
    detail: Type.String({ description: 'Vad som gäller den här gången, på svenska. Säger ingenting om en person.' }),
    instance: Type.String({ format: 'uri', description: 'Begärans id som urn:uuid.' }),
    // No enum: a type that a later version adds must not make an answer invalid to those who check it.
    kod: Type.String({
      'x-extensible-enum': PROBLEM_CODES,
      description: `Problemtypens kod: ${PROBLEM_CODES.join(', ')}. Nya kan tillkomma: rätta sig då efter status.`,
    }),
    fel: Type.Optional(
      Type.Array(Fel, { description: 'Vad som är fel i begäran, högst 50. Saknas när felet är ett annat.' }),
    ),
  },
  { description: 'Problem enligt RFC 9457.' },
)

/** Published under their names, like the schemas of the contracts. */
export const problemSchemas = { Problem: ProblemSchema, Fel }

export const namedExamples = (example: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(example).map(([name, value]) => [name, { value }]))

/** Further statuses that a type can have. */
const FURTHER_STATUSES: {
  readonly [K in ProblemCode]?: readonly { readonly status: number; readonly regel: string }[]
} = {
  BEGARAN_OGILTIG: [
    { status: 413, regel: 'är för stor' },
    { status: 415, regel: 'ska vara application/json' },
    { status: 431, regel: 'får ha högst 100 huvuden' },
  ],
}

/**
 * One response for each status, with every type that has it; `ProblemOvrigt` covers the statuses that an operation does
 * not list.
 */
export function problemAnswers(problemSchema: unknown, address: string): Readonly<Record<string, object>> {
  const problem = createProblems(address)
  const perStatus = new Map<number, Map<string, object>>()
  const addExample = (code: ProblemCode, status: number, error?: { pekare: string; regel: string }) => {
    const one = problem(code, REQUEST_ID, { status, fel: error && [error] })
    perStatus.set(status, (perStatus.get(status) ?? new Map<string, object>()).set(camelCase(code), one))
  }
  for (const code of PROBLEM_CODES) {
    const { status } = kindOf(code)
    // All internal failures look alike; one example covers them.
    if (status === 500 && code !== 'OVANTAT') continue
    addExample(code, status, code === 'BEGARAN_OGILTIG' ? { pekare: '/andamal', regel: 'måste anges' } : undefined)
    for (const { status: another, regel } of FURTHER_STATUSES[code] ?? [])
      addExample(code, another, { pekare: '', regel })
  }
  const answer = (description: string, status: number, example: ReadonlyMap<string, object>) => ({
    description,
    headers: { ...ANSWER_HEADERS, ...STATUS_HEADERS[status] },
    content: {
      'application/problem+json': { schema: problemSchema, examples: namedExamples(Object.fromEntries(example)) },
    },
  })
  const statuses = [...perStatus].sort(([a], [b]) => a - b)
  return {
    ...Object.fromEntries(
      statuses.map(([status, example]) => [
        `Problem${status}`,
        answer(
          [...new Set([...example.values()].map((one) => (one as { title: string }).title))].join(' / '),
          status,
          example,
        ),
      ]),
    ),
    ProblemOvrigt: answer(
      'Ett annat problem; status och typ står i svaret.',
      0,
      perStatus.get(405) ?? new Map<string, object>(),
    ),
  }
}

const ALWAYS: readonly ProblemCode[] = [
  'BEGARAN_OGILTIG',
  'TOKEN_OGILTIG',
  'ATKOMST_NEKAD',
  'FOR_MANGA_ANROP',
  'OVANTAT',
  'LOGG_OTILLGANGLIG',
  'KALLA_OTILLGANGLIG',
]

export const problemCodes = ({
  starting,
  problem: own,
}: Pick<Contract, 'starting' | 'problem'>): readonly ProblemCode[] => [
  ...new Set<ProblemCode>([...ALWAYS, ...(starting ? (['KONFLIKT', 'NYCKEL_ATERANVAND'] as const) : []), ...own]),
]

/** The statuses of these types, each with a reference to its response. */
export function problemReferences(codes: readonly ProblemCode[], withBody: boolean): object {
  const statuses = new Set(codes.map((code) => kindOf(code).status))
  if (codes.includes('BEGARAN_OGILTIG'))
    for (const { status } of FURTHER_STATUSES.BEGARAN_OGILTIG ?? [])
      if (withBody || status === 431) statuses.add(status)
  const sorted = [...statuses].sort((a, b) => a - b)
  const reference = (name: string) => ({ $ref: `#/components/responses/${name}` })
  return {
    ...Object.fromEntries(sorted.map((status) => [String(status), reference(`Problem${status}`)])),
    default: reference('ProblemOvrigt'),
  }
}

const camelCase = (code: ProblemCode): string =>
  code.toLowerCase().replace(/_./g, (characters) => characters.charAt(1).toUpperCase())
