import { SaxesParser } from 'saxes'

/** A member of an `xs:sequence`. */
export interface Member {
  readonly namn: string
  /** Local name: of `xs:` for string, long, int, boolean and double, else of a complex type. */
  readonly typ: string
  readonly kravs: boolean
  readonly list: boolean
}

export interface Schema {
  /** Members of each global element: requests and responses by their names. */
  readonly element: ReadonlyMap<string, readonly Member[]>
  readonly types: ReadonlyMap<string, readonly Member[]>
}

/** The part of a WSDL that tells which members come in which order, so that both directions follow the same document. */
export function readSchema(wsdl: string): Schema {
  const element = new Map<string, Member[]>()
  const types = new Map<string, Member[]>()
  let members: Member[] | undefined
  let inSchema = false
  const parser = new SaxesParser({})

  parser.on('opentag', ({ name, attributes: a }) => {
    if (name === 'xs:schema') inSchema = true
    if (!inSchema) return
    if (name === 'xs:complexType' && a.name !== undefined) types.set(a.name, (members = []))
    if (name !== 'xs:element' || a.name === undefined) return
    if (a.type === undefined && members === undefined) element.set(a.name, (members = []))
    else
      members?.push({
        namn: a.name,
        typ: a.type?.split(':')[1] ?? '',
        kravs: a.minOccurs !== '0',
        list: a.maxOccurs === 'unbounded',
      })
  })
  parser.on('closetag', ({ name, attributes: a }) => {
    if (name === 'xs:schema') inSchema = false
    if (name === 'xs:complexType' && a.name !== undefined) members = undefined
    if (name === 'xs:element' && element.get(a.name ?? '') === members) members = undefined
  })
  parser.write(wsdl).close()
  return { element, types }
}
