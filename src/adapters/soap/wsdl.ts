import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { WSDL } from 'soap'
import { SOAP_NS } from './envelope.ts'

export type SoapValue = string | number | boolean | readonly SoapValue[] | { readonly [name: string]: SoapValue }

export interface SoapRequest {
  readonly xml: string
  /** The value of the SOAPAction header, with its quotes: SOAP 1.1, 6.1.1. */
  readonly soapAction: string
}

/** Requests and replies of one service by its WSDL. What node-soap throws may quote either of them. */
export interface SoapService {
  request(operation: string, argument: { readonly [name: string]: SoapValue }): SoapRequest
  /** The answer's element of a reply, read by the schema. The reply must be one envelope with that element. */
  answer(operation: string, reply: string): unknown
}

/** node-soap's description of a type: member names in schema order, `Name[]` for lists. */
type Description = { readonly [name: string]: string | Description }

/** Only the bindings of the file are used, never an address in it. */
export async function readWsdl(file: URL): Promise<SoapService> {
  const path = fileURLToPath(file)
  const wsdl = new WSDL(await readFile(path, 'utf8'), path, {
    attributesKey: 'attributes',
    envelopeKey: 'soap',
  })
  await new Promise<void>((resolve, reject) =>
    wsdl.onReady((error?: Error) => (error === undefined || error === null ? resolve() : reject(error))),
  )
  const [service] = Object.values(wsdl.definitions.services)
  const [port] = Object.values(service?.ports ?? {})
  const operationOf = (name: string) => {
    const operation = port?.binding.methods[name]
    if (operation === undefined) throw new TypeError(`the WSDL has no operation ${name}`)
    return operation
  }

  return {
    request(name, argument) {
      const operation = operationOf(name)
      const { input } = operation
      const description = operation.description(wsdl.definitions) as { readonly input: Description }
      const message = wsdl.objectToDocumentXML(
        input.$name ?? '',
        inSchemaOrder(argument, description.input),
        input.targetNSAlias ?? '',
        input.targetNamespace,
        input.$type ?? input.$lookupType,
      ) as string
      return { xml: envelope(message, wsdl.xmlnsInEnvelope), soapAction: `"${operation.soapAction}"` }
    },

    answer(name, reply) {
      const { Body } = wsdl.xmlToObject(reply) as { readonly Body?: { readonly [element: string]: unknown } }
      return Body?.[operationOf(name).output.$name ?? '']
    },
  }
}

const XSI_NS = 'http://www.w3.org/2001/XMLSchema-instance'

const envelope = (message: string, namespaces: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${SOAP_NS}" xmlns:xsi="${XSI_NS}"${namespaces}>` +
  `<soap:Body>${message}</soap:Body></soap:Envelope>`

/** What node-soap's descriptions mix in among the members. */
const NOT_MEMBERS = new Set(['targetNSAlias', 'targetNamespace'])

/**
 * node-soap 1.13 does not order the members of the outermost element, while xsd:sequence has an order of its own and a
 * .NET service silently ignores a member out of place. Throws when the schema does not have a member.
 */
function inSchemaOrder(value: SoapValue, description: Description | string): SoapValue {
  if (Array.isArray(value)) return value.map((item: SoapValue) => inSchemaOrder(item, description))
  if (typeof value !== 'object') return value
  if (typeof description === 'string') throw new TypeError('a value with members where the schema has none')
  const members = value as { readonly [name: string]: SoapValue }
  const ordered: { [name: string]: SoapValue } = {}
  for (const [key, memberDescription] of Object.entries(description)) {
    const name = key.endsWith('[]') ? key.slice(0, -2) : key
    const member = NOT_MEMBERS.has(name) ? undefined : members[name]
    if (member !== undefined) ordered[name] = inSchemaOrder(member, memberDescription)
  }
  const unknown = Object.keys(members).find((name) => !Object.hasOwn(ordered, name))
  if (unknown !== undefined) throw new TypeError(`member ${unknown} is not in the schema`)
  return ordered
}
