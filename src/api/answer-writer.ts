import type { TObject, TSchema } from 'typebox'
import type { Granska } from './validation.ts'

/** The answer as JSON; undefined when it does not follow its schema. */
export type Skrivsvar = (svar: unknown) => string | undefined

/**
 * Checks and writes an answer field by field of its schema: what is not declared has no way out, and one that carries
 * it is not written at all. A field whose value is frozen (all the way down) is checked and written once, and its text
 * used again for as long as the value lives.
 */
export function createSvarsskrivare(schema: TObject, granskare: (del: TSchema) => Granska): Skrivsvar {
  const kravda = new Set<string>(schema.required)
  const delar = Object.entries(schema.properties).map(([namn, del]) => {
    const granska = granskare(del)
    return {
      namn,
      kravs: kravda.has(namn),
      skriv: skrivEnGang((varde) =>
        granska(varde).length > 0 ? undefined : `${JSON.stringify(namn)}:${JSON.stringify(varde)}`,
      ),
    }
  })
  return (svar) => {
    if (typeof svar !== 'object' || svar === null || Array.isArray(svar)) return undefined
    const varden = svar as Readonly<Record<string, unknown>>
    const text: string[] = []
    for (const { namn, kravs, skriv } of delar) {
      const del = Object.hasOwn(varden, namn) ? skriv(varden[namn]) : undefined
      if (del !== undefined) text.push(del)
      else if (kravs || Object.hasOwn(varden, namn)) return undefined
    }
    return text.length === Object.keys(varden).length ? `{${text.join(',')}}` : undefined
  }
}

function skrivEnGang(skriv: Skrivsvar): Skrivsvar {
  const skrivna = new WeakMap<object, string>()
  return (varde) => {
    if (typeof varde !== 'object' || varde === null || !Object.isFrozen(varde)) return skriv(varde)
    const text = skrivna.get(varde) ?? skriv(varde)
    if (text !== undefined) skrivna.set(varde, text)
    return text
  }
}
