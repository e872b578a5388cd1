import { SaxesParser } from 'saxes'

/** A member of an `xs:sequence`. */
export interface Medlem {
  readonly namn: string
  /** Local name: of `xs:` for string, long, int, boolean and double, else of a complex type. */
  readonly typ: string
  readonly kravs: boolean
  readonly lista: boolean
}

export interface Schema {
  /** Members of each global element: requests and responses by their names. */
  readonly element: ReadonlyMap<string, readonly Medlem[]>
  readonly typer: ReadonlyMap<string, readonly Medlem[]>
}

/** The part of a WSDL that tells which members come in which order, so that both directions follow the same document. */
export function lasSchema(wsdl: string): Schema {
  const element = new Map<string, Medlem[]>()
  const typer = new Map<string, Medlem[]>()
  let medlemmar: Medlem[] | undefined
  let iSchemat = false
  const parser = new SaxesParser({})

  parser.on('opentag', ({ name, attributes: a }) => {
    if (name === 'xs:schema') iSchemat = true
    if (!iSchemat) return
    if (name === 'xs:complexType' && a.name !== undefined) typer.set(a.name, (medlemmar = []))
    if (name !== 'xs:element' || a.name === undefined) return
    if (a.type === undefined && medlemmar === undefined) element.set(a.name, (medlemmar = []))
    else
      medlemmar?.push({
        namn: a.name,
        typ: a.type?.split(':')[1] ?? '',
        kravs: a.minOccurs !== '0',
        lista: a.maxOccurs === 'unbounded',
      })
  })
  parser.on('closetag', ({ name, attributes: a }) => {
    if (name === 'xs:schema') iSchemat = false
    if (name === 'xs:complexType' && a.name !== undefined) medlemmar = undefined
    if (name === 'xs:element' && element.get(a.name ?? '') === medlemmar) medlemmar = undefined
  })
  parser.write(wsdl).close()
  return { element, typer }
}
