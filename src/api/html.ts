const MARKUP = Symbol('html')

/** Trusted markup; only `html` creates it. */
export interface Html {
  readonly [MARKUP]: string
}

type Value = string | number | Html | readonly Html[]

/** Markup in which every inserted value is escaped, unless it came from `html` itself. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  [MARKUP]: parts.reduce((page, part, i) => page + part + asMarkup(values[i]), ''),
})

export const renderHtml = (markup: Html): string => markup[MARKUP]

function asMarkup(value: Value | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number')
    return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
  return 'map' in value ? value.map(renderHtml).join('') : renderHtml(value)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
