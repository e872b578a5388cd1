import { notAnAnswer } from './fail-once.ts'
import { QNAME } from './name-table.ts'
import { declare, resolve, type Scope } from './namespace-scope.ts'
import { expandReferences } from './references.ts'
import { isTrue, XSI } from './xml-reader.ts'

const ATTRIBUTE = /[ \t\r\n]+([^ \t\r\n=<>"'&/]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y
const BLANK = /^[ \t\r\n]*$/

/** What the attributes of a start tag say. */
export interface Attributes {
  /** The scope that its namespace declarations make. */
  readonly scope: Scope
  readonly nil: boolean
}

/**
 * Checks the attributes of a start tag, everything between its name and its end. Their values go nowhere: only namespace
 * declarations and xsi:nil are read.
 */
export function readAttributes(text: string, outer: Scope): Attributes {
  const prefixed: [prefix: string, local: string, value: string][] = []
  const seen = new Set<string>()
  let scope = outer
  ATTRIBUTE.lastIndex = 0
  let end = 0
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    end = ATTRIBUTE.lastIndex
    const [, name = '', double, single = ''] = match
    const parts = QNAME.exec(name)
    if (parts === null) throw notAnAnswer('not a name')
    const [, prefix, local = ''] = parts
    if (seen.has(name)) throw notAnAnswer('an attribute twice')
    seen.add(name)
    const value = expandReferences((double ?? single).replace(/\r\n|[\r\n\t]/g, ' '))
    if (name === 'xmlns') scope = declare(scope, '', value)
    else if (prefix === 'xmlns') scope = declare(scope, local, value)
    else if (prefix !== undefined) prefixed.push([prefix, local, value])
  }
  if (!BLANK.test(text.slice(end))) throw notAnAnswer('a start tag that is not well-formed')
  const expanded = new Set<string>()
  let nil = false
  for (const [prefix, local, value] of prefixed) {
    const namespace = resolve(scope, prefix)
    expanded.add(`${namespace} ${local}`)
    if (local === 'nil' && namespace === XSI) nil = isTrue(value)
  }
  if (expanded.size !== prefixed.length) throw notAnAnswer('an attribute twice')
  return { scope, nil }
}
