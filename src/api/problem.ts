import type { BodyError } from '../access/outcome.ts'
import type { ErrorCode } from '../errors.ts'

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

/** Path of the problem types' pages; each type has one. */
export const PROBLEM_PATH = '/problem'

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
  DATABAS_NERE: TEMPORARILY,
  DATABAS_SVARAR_EJ: TEMPORARILY,
  DATABAS_LANGSAM: TEMPORARILY,
  DATABAS_SKRIVSKYDDAD: TEMPORARILY,
  DATABAS_FULL: TEMPORARILY,
  KALLA_OTILLGANGLIG: TEMPORARILY,
}

export const kindOf = (code: ProblemCode): ProblemKind => KINDS[code] ?? INTERNAL

/** Last segment of a type's address and of its page. */
export const problemName = (code: ProblemCode): string => code.toLowerCase().replaceAll('_', '-')

/** Below the hub's public address; with an empty one a whole path, which leads to the hub from any address of its own. */
export const problemType = (code: ProblemCode, address: string): string =>
  `${address}${PROBLEM_PATH}/${problemName(code)}`

/** Built from the code alone: no thrown error is quoted. */
export type CreateProblem = (
  code: ProblemCode,
  requestId: string,
  details?: {
    readonly status?: number | undefined
    readonly forklaring?: string | undefined
    readonly fel?: readonly BodyError[] | undefined
  },
) => Problem

/** `address`: the hub's public address, or empty. */
export const createProblems =
  (address: string): CreateProblem =>
  (code, requestId, details = {}) => {
    const { status, title, detail } = kindOf(code)
    return {
      type: problemType(code, address),
      title,
      status: details.status ?? status,
      detail: details.forklaring ?? detail,
      instance: `urn:uuid:${requestId}`,
      kod: code,
      ...(details.fel === undefined ? {} : { fel: details.fel }),
    }
  }
