import type { Errand } from './errands.ts'

export type Filter = (errand: Errand) => boolean

type Expression =
  | { readonly slag: 'och' | 'eller'; readonly parts: readonly Expression[] }
  | { readonly slag: 'jamfor'; readonly attributes: Attributes; readonly op: string; readonly value: string }

const ATTRIBUTES = ['id', 'status', 'title', 'errandNumber', 'externalTags.key', 'externalTags.value'] as const
type Attributes = (typeof ATTRIBUTES)[number]

const LEXEME = /\s*(?:(\(|\))|(and|or)\b|([A-Za-z.]+)\s*([:<>])\s*'((?:[^'\\]|\\.)*)')/gy

/**
 * The part of spring-filter that errands are searched by: `attribute:'value'`, `>` and `<`, `and`, `or`, parentheses.
 * What is asked of a tag is asked of one and the same tag. Undefined: no filter (400); 'okant': no such attribute (500).
 */
export function parseFilter(text: string): Filter | 'okant' | undefined {
  const lexeme: RegExpExecArray[] = []
  LEXEME.lastIndex = 0
  while (LEXEME.lastIndex < text.trimEnd().length) {
    const one = LEXEME.exec(text)
    if (one === null) return undefined
    lexeme.push(one)
  }
  let unknown = false
  let i = 0

  const list = (
    words: 'and' | 'or',
    kind: 'och' | 'eller',
    part: () => Expression | undefined,
  ): Expression | undefined => {
    const parts: Expression[] = []
    do {
      const one = part()
      if (one === undefined) return undefined
      parts.push(one)
    } while (lexeme[i]?.[2] === words && ++i > 0)
    return { slag: kind, parts }
  }
  const either = (): Expression | undefined => list('or', 'eller', both)
  const both = (): Expression | undefined => list('and', 'och', one)
  function one(): Expression | undefined {
    const [, parenthesis, , attributes, op, value] = lexeme[i++] ?? []
    if (parenthesis === '(') {
      const inner = either()
      return lexeme[i++]?.[1] === ')' ? inner : undefined
    }
    if (attributes === undefined || op === undefined || value === undefined) return undefined
    if (!(ATTRIBUTES as readonly string[]).includes(attributes)) unknown = true
    return { slag: 'jamfor', attributes: attributes as Attributes, op, value }
  }

  const expression = either()
  if (expression === undefined || i !== lexeme.length) return undefined
  if (unknown) return 'okant'
  return (errand) => [undefined, ...errand.externalTags].some((tag) => applies(expression, errand, tag))
}

function applies(expression: Expression, errand: Errand, tag: Errand['externalTags'][number] | undefined): boolean {
  if (expression.slag !== 'jamfor') {
    const partApplies = (part: Expression): boolean => applies(part, errand, tag)
    return expression.slag === 'och' ? expression.parts.every(partApplies) : expression.parts.some(partApplies)
  }
  const { attributes, op, value } = expression
  const has =
    attributes === 'externalTags.key' ? tag?.key : attributes === 'externalTags.value' ? tag?.value : errand[attributes]
  if (has === undefined) return false
  // The database compares without regard to case.
  const [a, b] = [has.toLowerCase(), value.toLowerCase()]
  return op === ':' ? a === b : op === '>' ? a > b : a < b
}
