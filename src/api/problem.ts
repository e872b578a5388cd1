import type { ErrorCode } from '../errors.ts'
import type { BodyError } from '../access/outcome.ts'

/** RFC 9457. `instance` names the request, never its path: paths come from callers. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly kod: ProblemCode
  readonly fel?: readonly BodyError[]
}

/** Where the types are explained: each is an address with a page. */
export const PROBLEM_ADDRESS = 'https://insyn.example/problem'

export type ProblemCode = ErrorCode | 'OVANTAT' | 'METOD_EJ_TILLATEN'

export interface Kind {
  readonly status: number
  readonly title: string
  readonly detail: string
}

const INTERNAL: Kind = {
  status: 500,
  title: 'Ett fel inträffade',
  detail: 'Ingenting har lämnats ut. Felet är rapporterat.',
}
const TEMPORARILY: Kind = {
  status: 503,
  title: 'Tjänsten svarar inte just nu',
  detail: 'Ingenting har lämnats ut. Försök igen om en stund.',
}

/** The codes that a caller can meet by their own doing or should wait out; every other one is our own failure. */
const KIND: { readonly [K in ProblemCode]?: Kind } = {
  TOKEN_OGILTIG: { status: 401, title: 'Inloggning krävs', detail: 'Åtkomsttoken saknas eller är ogiltig.' },
  BEGARAN_OGILTIG: { status: 400, title: 'Ogiltig begäran', detail: 'Begäran följer inte sitt schema.' },
  ATKOMST_NEKAD: { status: 403, title: 'Åtkomst nekad', detail: 'Begäran är inte tillåten.' },
  FINNS_EJ: { status: 404, title: 'Finns inte', detail: 'Det som efterfrågas finns inte.' },
  METOD_EJ_TILLATEN: {
    status: 405,
    title: 'Metoden är inte tillåten',
    detail: 'Adressen finns, men inte med metoden.',
  },
  KONFLIKT: { status: 409, title: 'Konflikt', detail: 'Det som efterfrågas går inte att göra i nuvarande läge.' },
  NYCKEL_ATERANVAND: {
    status: 422,
    title: 'Idempotency-Key är redan använd',
    detail: 'Nyckeln hör till en annan begäran.',
  },
  FOR_MANGA_ANROP: { status: 429, title: 'För många anrop', detail: 'Vänta en stund och försök igen.' },
  LOGG_OTILLGANGLIG: TEMPORARILY,
  KALLA_OTILLGANGLIG: TEMPORARILY,
}

export const kind = (code: ProblemCode): Kind => KIND[code] ?? INTERNAL

/** Last part of a type's address, under which its page is served. */
export const problemName = (code: ProblemCode): string => code.toLowerCase().replaceAll('_', '-')

export const problemType = (code: ProblemCode): string => `${PROBLEM_ADDRESS}/${problemName(code)}`

/** Built from the code alone: nothing that was thrown is quoted. */
export function problem(
  code: ProblemCode,
  requestId: string,
  beyond: { status?: number | undefined; forklaring?: string | undefined; fel?: readonly BodyError[] | undefined } = {},
): Problem {
  const { status, title, detail } = kind(code)
  return {
    type: problemType(code),
    title,
    status: beyond.status ?? status,
    detail: beyond.forklaring ?? detail,
    instance: `urn:uuid:${requestId}`,
    kod: code,
    ...(beyond.fel === undefined ? {} : { fel: beyond.fel }),
  }
}
