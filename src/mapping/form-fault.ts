/** Why a text is not of its type, in the words that docs/tittbehorighet.md lists; nothing of the text. */
export interface Fault {
  readonly reason: string
  /** Of a number that several persons may have: theirs. */
  readonly mayBe?: readonly string[]
}

/** The class of a text that has not the form of its type: what stands in it that may not, else what is `otherwise` wrong. */
export function formFault(text: string, allowed: RegExp, otherwise: string): Fault {
  if (/\p{L}/u.test(text)) return { reason: 'format:bokstaver' }
  return { reason: `format:${allowed.test(text) ? otherwise : 'tecken'}` }
}
