/** node-soap's own description of a type: member names in schema order, `Name[]` for lists. */
export type Beskrivning = { readonly [namn: string]: string | Beskrivning }

export type SoapVarde = string | number | boolean | readonly SoapVarde[] | { readonly [namn: string]: SoapVarde }

/** What describe() mixes in among the members. */
const EJ_MEDLEMMAR = new Set(['targetNSAlias', 'targetNamespace'])

/**
 * node-soap writes members in the order of the object's keys, while xsd:sequence has an order of its own and a .NET
 * service silently ignores a member out of place. A member that the schema does not know is an error of ours.
 */
export function ordnaEfterSchema(varde: SoapVarde, beskrivning: Beskrivning | string): SoapVarde {
  if (Array.isArray(varde)) return varde.map((v: SoapVarde) => ordnaEfterSchema(v, beskrivning))
  if (typeof varde !== 'object') return varde
  if (typeof beskrivning === 'string') throw new TypeError('the schema has no members here')
  const medlemmar = varde as { readonly [namn: string]: SoapVarde }
  const ut: { [namn: string]: SoapVarde } = {}
  let kvar = Object.keys(medlemmar).length
  for (const [nyckel, under] of Object.entries(beskrivning)) {
    const namn = nyckel.endsWith('[]') ? nyckel.slice(0, -2) : nyckel
    const medlem = EJ_MEDLEMMAR.has(namn) ? undefined : medlemmar[namn]
    if (medlem === undefined) continue
    ut[namn] = ordnaEfterSchema(medlem, under)
    kvar--
  }
  if (kvar > 0) throw new TypeError('a member that the schema does not have')
  return ut
}
