const SAKER = Symbol('html')

/** Text that is markup already; only `html` makes it. */
export interface Html {
  readonly [SAKER]: string
}

type Varde = string | number | Html | readonly Html[]

/** Markup in which every inserted value is escaped, unless it came from `html` itself. */
export const html = (delar: TemplateStringsArray, ...varden: readonly Varde[]): Html => ({
  [SAKER]: delar.reduce((sida, del, i) => sida + del + somMarkup(varden[i]), ''),
})

export const renderaHtml = (markup: Html): string => markup[SAKER]

function somMarkup(varde: Varde | undefined): string {
  if (varde === undefined) return ''
  if (typeof varde === 'string' || typeof varde === 'number')
    return String(varde).replace(/[&<>"']/g, (tecken) => TECKEN[tecken] ?? '')
  return 'map' in varde ? varde.map(renderaHtml).join('') : renderaHtml(varde)
}

const TECKEN: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
