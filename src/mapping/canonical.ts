/**
 * Canonical JSON (RFC 8785): keys in code-unit order, numbers and strings as ECMAScript writes them. Takes strings,
 * finite numbers (integers only if safe), booleans, null, arrays and plain objects; anything else throws, since what
 * cannot be written one way only must not end up in a digest. An undefined member is an error, not an absence.
 */
export function kanonisk(varde: unknown): string {
  // The row reader builds its items with keys in order, so that the common case is one native call.
  const text = granska(varde) ? JSON.stringify(varde) : skriv(varde)
  // JSON.stringify escapes a lone surrogate as \ud…; half a character has no canonical form.
  if (text.includes('\\ud') && LOSRYCKT_SURROGAT.test(text))
    throw new TypeError('a lone surrogate has no canonical form')
  return text
}

/** Its escape, after an even number of backslashes. */
const LOSRYCKT_SURROGAT = /(?<!\\)(?:\\\\)*\\ud[89a-f]/

/** True when all keys are in order already; throws on what has no canonical form. */
function granska(varde: unknown): boolean {
  switch (typeof varde) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      if (!Number.isFinite(varde) || (Number.isInteger(varde) && !Number.isSafeInteger(varde)))
        throw new TypeError('a number that is not exact has no canonical form')
      return true
    case 'object':
      return varde === null || (Array.isArray(varde) ? granskaLista(varde) : granskaObjekt(varde))
    default:
      throw new TypeError(`a ${typeof varde} has no canonical form`)
  }
}

function granskaLista(lista: readonly unknown[]): boolean {
  let iOrdning = true
  // Not every(): each element must be looked at, and a hole is an undefined.
  for (const varde of lista) iOrdning = granska(varde) && iOrdning
  return iOrdning
}

function granskaObjekt(objekt: object): boolean {
  const prototyp: unknown = Object.getPrototypeOf(objekt)
  if ((prototyp !== Object.prototype && prototyp !== null) || 'toJSON' in objekt)
    throw new TypeError('only plain objects have a canonical form')
  let iOrdning = true
  let forra: string | undefined
  for (const nyckel of Object.keys(objekt)) {
    if (forra !== undefined && nyckel < forra) iOrdning = false
    forra = nyckel
    iOrdning = granska((objekt as Record<string, unknown>)[nyckel]) && iOrdning
  }
  return iOrdning
}

/** Written by hand: a copy with sorted keys would still list a key that looks like an array index first. */
function skriv(varde: unknown): string {
  if (typeof varde !== 'object' || varde === null) return JSON.stringify(varde)
  if (Array.isArray(varde)) return `[${varde.map(skriv).join(',')}]`
  const medlemmar = Object.entries(varde).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${medlemmar.map(([nyckel, inre]) => `${JSON.stringify(nyckel)}:${skriv(inre)}`).join(',')}}`
}
