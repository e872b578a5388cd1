import { SaxesParser } from 'saxes'
import type { Member, Schema } from './schema.ts'

/** What is wrong with a request; sent as a fault of the caller. */
export class InvalidRequest extends Error {}

interface Node {
  readonly namn: string
  readonly namnrymd: string
  readonly nil: boolean
  readonly children: Node[]
  text: string
}

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const MAX_DEPTH = 20

export type Value = string | number | boolean | null | undefined | ObjectSchema | readonly (ObjectSchema | null)[]
export interface ObjectSchema {
  readonly [member: string]: Value
}

/** The operation and its members, read as the schema says: unknown, misplaced and missing members are refused. */
export function decode(xml: string, schema: Schema, namespace: string): { operation: string; request: ObjectSchema } {
  const envelope = readThread(xml)
  const body = envelope.children.find(({ namn, namnrymd: ns }) => namn === 'Body' && ns === ENVELOPE)
  const [root, ...more] = body?.children ?? []
  if (envelope.namn !== 'Envelope' || envelope.namnrymd !== ENVELOPE || root === undefined || more.length > 0)
    throw new InvalidRequest('no SOAP 1.1 envelope with one element in its body')
  const members = schema.element.get(root.namn)
  if (root.namnrymd !== namespace || members === undefined) throw new InvalidRequest('unknown operation')
  return { operation: root.namn, request: readObject(root, members, schema, namespace) }
}

function readThread(xml: string): Node {
  const root: Node = { namn: '', namnrymd: '', nil: false, children: [], text: '' }
  const path = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('doctype', () => {
    throw new InvalidRequest('DTD')
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    const nil = Object.values(attributes).some((a) => a.uri === XSI && a.local === 'nil' && /^(true|1)$/.test(a.value))
    const node: Node = { namn: local, namnrymd: uri, nil, children: [], text: '' }
    path.at(-1)?.children.push(node)
    if (path.push(node) > MAX_DEPTH) throw new InvalidRequest('nested too deep')
  })
  parser.on('text', (text) => (path.at(-1)!.text += text))
  parser.on('cdata', (text) => (path.at(-1)!.text += text))
  parser.on('closetag', () => void path.pop())
  try {
    parser.write(xml).close()
  } catch (error) {
    throw error instanceof InvalidRequest ? error : new InvalidRequest('not well-formed')
  }
  return root.children[0]!
}

function readObject(node: Node, members: readonly Member[], schema: Schema, namespace: string): ObjectSchema {
  const object: Record<string, Value> = {}
  let left = node.children
  for (const member of members) {
    const count = left.findIndex(({ namn, namnrymd: ns }) => namn !== member.namn || ns !== namespace)
    const own = left.slice(0, count === -1 ? undefined : count)
    left = left.slice(own.length)
    if (member.list) {
      object[member.namn] = own.map((n) => (n.nil ? null : (readValue(n, member, schema, namespace) as ObjectSchema)))
      continue
    }
    const [one, ...more] = own
    if (more.length > 0) throw new InvalidRequest(`${member.namn} occurs twice`)
    if (one !== undefined && !one.nil) object[member.namn] = readValue(one, member, schema, namespace)
    else if (member.kravs) throw new InvalidRequest(`${member.namn} is missing in ${node.namn}`)
  }
  if (left[0] !== undefined) throw new InvalidRequest(`${left[0].namn} is unknown or misplaced in ${node.namn}`)
  return object
}

function readValue(node: Node, { namn, typ }: Member, schema: Schema, namespace: string): Value {
  const composed = schema.types.get(typ)
  if (composed !== undefined) return readObject(node, composed, schema, namespace)
  if (node.children.length > 0) throw new InvalidRequest(`${namn} has child elements`)
  const text = node.text.trim()
  if (typ === 'boolean' && /^(true|false|0|1)$/.test(text)) return text === 'true' || text === '1'
  if ((typ === 'long' || typ === 'int') && /^-?\d{1,15}$/.test(text)) return Number(text)
  if (typ === 'string') return node.text
  throw new InvalidRequest(`${namn} is no ${typ}`)
}

export const escape = (text: string): string =>
  /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text

/** Members as elements in the schema's order; absent ones are left out, list entries that are null are nil. */
export function encode(object: ObjectSchema, members: readonly Member[], schema: Schema): string {
  return members
    .map(({ namn, typ, list }) => {
      const value = object[namn]
      const values = list ? ((value ?? []) as readonly (ObjectSchema | null)[]) : value === undefined ? [] : [value]
      return values.map((v) => encodeOne(namn, v as Value, schema.types.get(typ), schema)).join('')
    })
    .join('')
}

function encodeOne(name: string, value: Value, members: readonly Member[] | undefined, schema: Schema): string {
  if (value === null) return `<${name} xsi:nil="true"/>`
  const inner = typeof value === 'object' ? encode(value as ObjectSchema, members ?? [], schema) : escape(String(value))
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`
}
