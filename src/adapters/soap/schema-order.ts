/** node-soap's own description of a type: member names in schema order, `Name[]` for lists. */
export type Description = { readonly [name: string]: string | Description }

export type SoapValue = string | number | boolean | readonly SoapValue[] | { readonly [name: string]: SoapValue }

/** What describe() mixes in among the members. */
const NOT_MEMBERS = new Set(['targetNSAlias', 'targetNamespace'])

/**
 * node-soap writes members in the order of the object's keys, while xsd:sequence has an order of its own and a .NET
 * service silently ignores a member out of place. A member that the schema does not know is an error of ours.
 */
export function arrangeAfterSchema(value: SoapValue, description: Description | string): SoapValue {
  if (Array.isArray(value)) return value.map((v: SoapValue) => arrangeAfterSchema(v, description))
  if (typeof value !== 'object') return value
  if (typeof description === 'string') throw new TypeError('the schema has no members here')
  const members = value as { readonly [name: string]: SoapValue }
  const out: { [name: string]: SoapValue } = {}
  let left = Object.keys(members).length
  for (const [key, under] of Object.entries(description)) {
    const name = key.endsWith('[]') ? key.slice(0, -2) : key
    const member = NOT_MEMBERS.has(name) ? undefined : members[name]
    if (member === undefined) continue
    out[name] = arrangeAfterSchema(member, under)
    left--
  }
  if (left > 0) throw new TypeError('a member that the schema does not have')
  return out
}
