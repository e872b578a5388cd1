import { codeOrUnknown } from '../../errors.ts'

const WORD = /^[\w.-]{1,80}$/

/**
 * All that a span may say beside its times, and what each may look like. What is not here leaves in no span: nothing of a person,
 * no value of a request, no text of a statement. The names are those of OpenTelemetry's semantic conventions.
 */
const FORMS = {
  'http.request.method': /^[A-Z]{3,10}$/,
  // The template of a route, never the path.
  'http.route': /^\/[\w\-/:.*{}]{0,200}$/,
  'http.response.status_code': /^\d{3}$/,
  'server.address': /^[\w.:[\]-]{1,253}$/,
  'rpc.method': WORD,
  'db.system.name': /^postgresql$/,
  // The verb of a statement, and the name that the hub has given it.
  'db.operation.name': /^[A-Z]{1,12}$/,
  'db.query.summary': WORD,
  'messaging.system': /^kafka$/,
  'messaging.destination.name': WORD,
  'messaging.batch.message_count': /^\d{1,5}$/,
  'insyn.source': WORD,
  'insyn.stadsdel': WORD,
  'error.type': /^[A-Z0-9][A-Za-z0-9_]{0,63}$/,
} as const satisfies Record<string, RegExp>

export type Attributes = Readonly<Partial<Record<keyof typeof FORMS, string | number>>>

/** Six digits beside each other are the beginning of a number of a person, and nothing that a span needs. */
const NUMBER = /\d{6}/

/** What of these a span may have: a value of another form is left out. */
export function allowed(attributes: Attributes): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name, value]) => {
      const form = Object.hasOwn(FORMS, name) ? FORMS[name as keyof typeof FORMS] : undefined
      const text = String(value)
      return form?.test(text) === true && !NUMBER.test(text)
    }),
  )
}

/** The name of a span: words that the code has, a route or a host. */
export const allowedName = (name: string): string =>
  /^[\w\-/:.*{} ]{1,200}$/.test(name) && !NUMBER.test(name) ? name : 'unnamed'

/** The code of a failure: its message may quote anything. */
export const failureType = (failure: unknown): Attributes => ({ 'error.type': codeOrUnknown(failure) })
