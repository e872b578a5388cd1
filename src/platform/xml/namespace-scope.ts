import { notAnAnswer } from './fail-once.ts'

const XML = 'http://www.w3.org/XML/1998/namespace'
const XMLNS = 'http://www.w3.org/2000/xmlns/'

/** The namespace declarations in force at one place of the document. */
export interface Scope {
  /** Of names without a prefix; '' for none. */
  readonly standard: string
  readonly prefixes: ReadonlyMap<string, string>
}

export const ROOT_SCOPE: Scope = {
  standard: '',
  prefixes: new Map([
    ['xml', XML],
    ['xmlns', XMLNS],
  ]),
}

export function resolve(scope: Scope, prefix: string): string {
  const uri = scope.prefixes.get(prefix)
  if (uri === undefined) throw notAnAnswer('a namespace prefix without declaration')
  return uri
}

/** The scope with one more declaration; `prefix` is '' for `xmlns` itself. */
export function declare(scope: Scope, prefix: string, uri: string): Scope {
  // A namespace name with blanks is read in different ways by different parsers.
  const reserved = prefix === 'xmlns' || uri === XMLNS || (prefix === 'xml') !== (uri === XML)
  if (reserved || /\s/.test(uri) || (prefix !== '' && uri === ''))
    throw notAnAnswer('a namespace that may not be declared so')
  return prefix === ''
    ? { standard: uri, prefixes: scope.prefixes }
    : { standard: scope.standard, prefixes: new Map(scope.prefixes).set(prefix, uri) }
}
