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

/** Base address of the problem types; each type has a page. */
export const PROBLEM_ADDRESS = 'https://insyn.example/problem'

export type ProblemCode = ErrorCode | 'OVANTAT' | 'METOD_EJ_TILLATEN'

export interface ProblemKind {
  readonly status: number
  readonly title: string
  readonly detail: string
}

const INTERNAL: ProblemKind = {
  status: 500,
  title: 'Ett fel inträffade',
  detail: 'Ingenting har lämnats ut. Felet är rapporterat.',
}
const TEMPORARILY: ProblemKind = {
  status: 503,
  title: 'Tjänsten svarar inte just nu',
  detail: 'Ingenting har lämnats ut. Försök igen om en stund.',
}

/** The codes that a caller can cause or should wait for; every other code is an internal failure. */
const KINDS: { readonly [K in ProblemCode]?: ProblemKind } = {
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

export const kindOf = (code: ProblemCode): ProblemKind => KINDS[code] ?? INTERNAL

/** Last segment of a type's address and of its page. */
export const problemName = (code: ProblemCode): string => code.toLowerCase().replaceAll('_', '-')

export const problemType = (code: ProblemCode): string => `${PROBLEM_ADDRESS}/${problemName(code)}`

/** Built from the code alone: no thrown error is quoted. */
export function problem(
  code: ProblemCode,
  requestId: string,
  details: {
    status?: number | undefined
    forklaring?: string | undefined
    fel?: readonly BodyError[] | undefined
  } = {},
): Problem {
  const { status, title, detail } = kindOf(code)
  return {
    type: problemType(code),
    title,
    status: details.status ?? status,
    detail: details.forklaring ?? detail,
    instance: `urn:uuid:${requestId}`,
    kod: code,
    ...(details.fel === undefined ? {} : { fel: details.fel }),
  }
}
