import type { Errand } from './errands.ts'

export type Filter = (errand: Errand) => boolean

type Uttryck =
  | { readonly slag: 'och' | 'eller'; readonly delar: readonly Uttryck[] }
  | { readonly slag: 'jamfor'; readonly attribut: Attribut; readonly op: string; readonly varde: string }

const ATTRIBUT = ['id', 'status', 'title', 'errandNumber', 'externalTags.key', 'externalTags.value'] as const
type Attribut = (typeof ATTRIBUT)[number]

const LEXEM = /\s*(?:(\(|\))|(and|or)\b|([A-Za-z.]+)\s*([:<>])\s*'((?:[^'\\]|\\.)*)')/gy

/**
 * The part of spring-filter that errands are searched by: `attribute:'value'`, `>` and `<`, `and`, `or`, parentheses.
 * What is asked of a tag is asked of one and the same tag. Undefined: no filter (400); 'okant': no such attribute (500).
 */
export function tolkaFilter(text: string): Filter | 'okant' | undefined {
  const lexem: RegExpExecArray[] = []
  LEXEM.lastIndex = 0
  while (LEXEM.lastIndex < text.trimEnd().length) {
    const ett = LEXEM.exec(text)
    if (ett === null) return undefined
    lexem.push(ett)
  }
  let okant = false
  let i = 0

  const lista = (ord: 'and' | 'or', slag: 'och' | 'eller', del: () => Uttryck | undefined): Uttryck | undefined => {
    const delar: Uttryck[] = []
    do {
      const en = del()
      if (en === undefined) return undefined
      delar.push(en)
    } while (lexem[i]?.[2] === ord && ++i > 0)
    return { slag, delar }
  }
  const eller = (): Uttryck | undefined => lista('or', 'eller', och)
  const och = (): Uttryck | undefined => lista('and', 'och', ett)
  function ett(): Uttryck | undefined {
    const [, parentes, , attribut, op, varde] = lexem[i++] ?? []
    if (parentes === '(') {
      const inre = eller()
      return lexem[i++]?.[1] === ')' ? inre : undefined
    }
    if (attribut === undefined || op === undefined || varde === undefined) return undefined
    if (!(ATTRIBUT as readonly string[]).includes(attribut)) okant = true
    return { slag: 'jamfor', attribut: attribut as Attribut, op, varde }
  }

  const uttryck = eller()
  if (uttryck === undefined || i !== lexem.length) return undefined
  if (okant) return 'okant'
  return (errand) => [undefined, ...errand.externalTags].some((tagg) => galler(uttryck, errand, tagg))
}

function galler(uttryck: Uttryck, errand: Errand, tagg: Errand['externalTags'][number] | undefined): boolean {
  if (uttryck.slag !== 'jamfor') {
    const delGaller = (del: Uttryck): boolean => galler(del, errand, tagg)
    return uttryck.slag === 'och' ? uttryck.delar.every(delGaller) : uttryck.delar.some(delGaller)
  }
  const { attribut, op, varde } = uttryck
  const har =
    attribut === 'externalTags.key' ? tagg?.key : attribut === 'externalTags.value' ? tagg?.value : errand[attribut]
  if (har === undefined) return false
  // The database compares without regard to case.
  const [a, b] = [har.toLowerCase(), varde.toLowerCase()]
  return op === ':' ? a === b : op === '>' ? a > b : a < b
}
