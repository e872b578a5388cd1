import { SaxesParser } from 'saxes'
import type { Medlem, Schema } from './schema.ts'

/** What is wrong with a request; sent as a fault of the caller. */
export class OgiltigBegaran extends Error {}

interface Nod {
  readonly namn: string
  readonly namnrymd: string
  readonly nil: boolean
  readonly barn: Nod[]
  text: string
}

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const MAX_DJUP = 20

export type Varde = string | number | boolean | null | undefined | Objekt | readonly (Objekt | null)[]
export interface Objekt {
  readonly [medlem: string]: Varde
}

/** The operation and its members, read as the schema says: unknown, misplaced and missing members are refused. */
export function avkoda(xml: string, schema: Schema, namnrymd: string): { operation: string; begaran: Objekt } {
  const kuvert = lasTrad(xml)
  const kropp = kuvert.barn.find(({ namn, namnrymd: ns }) => namn === 'Body' && ns === ENVELOPE)
  const [rot, ...fler] = kropp?.barn ?? []
  if (kuvert.namn !== 'Envelope' || kuvert.namnrymd !== ENVELOPE || rot === undefined || fler.length > 0)
    throw new OgiltigBegaran('no SOAP 1.1 envelope with one element in its body')
  const medlemmar = schema.element.get(rot.namn)
  if (rot.namnrymd !== namnrymd || medlemmar === undefined) throw new OgiltigBegaran('unknown operation')
  return { operation: rot.namn, begaran: lasObjekt(rot, medlemmar, schema, namnrymd) }
}

function lasTrad(xml: string): Nod {
  const rot: Nod = { namn: '', namnrymd: '', nil: false, barn: [], text: '' }
  const stig = [rot]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('doctype', () => {
    throw new OgiltigBegaran('DTD')
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    const nil = Object.values(attributes).some((a) => a.uri === XSI && a.local === 'nil' && /^(true|1)$/.test(a.value))
    const nod: Nod = { namn: local, namnrymd: uri, nil, barn: [], text: '' }
    stig.at(-1)?.barn.push(nod)
    if (stig.push(nod) > MAX_DJUP) throw new OgiltigBegaran('nested too deep')
  })
  parser.on('text', (text) => (stig.at(-1)!.text += text))
  parser.on('cdata', (text) => (stig.at(-1)!.text += text))
  parser.on('closetag', () => void stig.pop())
  try {
    parser.write(xml).close()
  } catch (error) {
    throw error instanceof OgiltigBegaran ? error : new OgiltigBegaran('not well-formed')
  }
  return rot.barn[0]!
}

function lasObjekt(nod: Nod, medlemmar: readonly Medlem[], schema: Schema, namnrymd: string): Objekt {
  const objekt: Record<string, Varde> = {}
  let kvar = nod.barn
  for (const medlem of medlemmar) {
    const antal = kvar.findIndex(({ namn, namnrymd: ns }) => namn !== medlem.namn || ns !== namnrymd)
    const egna = kvar.slice(0, antal === -1 ? undefined : antal)
    kvar = kvar.slice(egna.length)
    if (medlem.lista) {
      objekt[medlem.namn] = egna.map((n) => (n.nil ? null : (lasVarde(n, medlem, schema, namnrymd) as Objekt)))
      continue
    }
    const [ett, ...fler] = egna
    if (fler.length > 0) throw new OgiltigBegaran(`${medlem.namn} occurs twice`)
    if (ett !== undefined && !ett.nil) objekt[medlem.namn] = lasVarde(ett, medlem, schema, namnrymd)
    else if (medlem.kravs) throw new OgiltigBegaran(`${medlem.namn} is missing in ${nod.namn}`)
  }
  if (kvar[0] !== undefined) throw new OgiltigBegaran(`${kvar[0].namn} is unknown or misplaced in ${nod.namn}`)
  return objekt
}

function lasVarde(nod: Nod, { namn, typ }: Medlem, schema: Schema, namnrymd: string): Varde {
  const sammansatt = schema.typer.get(typ)
  if (sammansatt !== undefined) return lasObjekt(nod, sammansatt, schema, namnrymd)
  if (nod.barn.length > 0) throw new OgiltigBegaran(`${namn} has child elements`)
  const text = nod.text.trim()
  if (typ === 'boolean' && /^(true|false|0|1)$/.test(text)) return text === 'true' || text === '1'
  if ((typ === 'long' || typ === 'int') && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (typ === 'string') return nod.text
  throw new OgiltigBegaran(`${namn} is no ${typ}`)
}

export const flykt = (text: string): string =>
  /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text

/** Members as elements in the schema's order; absent ones are left out, list entries that are null are nil. */
export function koda(objekt: Objekt, medlemmar: readonly Medlem[], schema: Schema): string {
  return medlemmar
    .map(({ namn, typ, lista }) => {
      const varde = objekt[namn]
      const varden = lista ? ((varde ?? []) as readonly (Objekt | null)[]) : varde === undefined ? [] : [varde]
      return varden.map((v) => kodaEtt(namn, v as Varde, schema.typer.get(typ), schema)).join('')
    })
    .join('')
}

function kodaEtt(namn: string, varde: Varde, medlemmar: readonly Medlem[] | undefined, schema: Schema): string {
  if (varde === null) return `<${namn} xsi:nil="true"/>`
  const inre = typeof varde === 'object' ? koda(varde as Objekt, medlemmar ?? [], schema) : flykt(String(varde))
  return inre === '' ? `<${namn}/>` : `<${namn}>${inre}</${namn}>`
}
