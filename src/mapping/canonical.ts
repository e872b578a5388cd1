/**
 * Canonical JSON (RFC 8785): keys in code-unit order, numbers and strings as ECMAScript writes them. Takes strings,
 * finite numbers (integers only if safe), booleans, null, arrays and plain objects; anything else throws, since what
 * cannot be written one way only must not end up in a digest. An undefined member is an error, not an absence.
 */
export function canonical(value: unknown): string {
  // The row reader builds its items with keys in order, so that the common case is one native call.
  const text = check(value) ? JSON.stringify(value) : write(value)
  // JSON.stringify escapes a lone surrogate as \ud…; half a character has no canonical form.
  if (text.includes('\\ud') && LONE_SURROGATE.test(text)) throw new TypeError('a lone surrogate has no canonical form')
  return text
}

/** Its escape, after an even number of backslashes. */
const LONE_SURROGATE = /(?<!\\)(?:\\\\)*\\ud[89a-f]/

/** True when all keys are in order already; throws on what has no canonical form. */
function check(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
        throw new TypeError('a number that is not exact has no canonical form')
      return true
    case 'object':
      return value === null || (Array.isArray(value) ? checkList(value) : checkObject(value))
    default:
      throw new TypeError(`a ${typeof value} has no canonical form`)
  }
}

function checkList(list: readonly unknown[]): boolean {
  let inOrder = true
  // Not every(): each element must be looked at, and a hole is an undefined.
  for (const value of list) inOrder = check(value) && inOrder
  return inOrder
}

function checkObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in object)
    throw new TypeError('only plain objects have a canonical form')
  let inOrder = true
  let previous: string | undefined
  for (const key of Object.keys(object)) {
    if (previous !== undefined && key < previous) inOrder = false
    previous = key
    inOrder = check((object as Record<string, unknown>)[key]) && inOrder
  }
  return inOrder
}

/** Written by hand: a copy with sorted keys would still list a key that looks like an array index first. */
function write(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${write(inner)}`).join(',')}}`
}
