import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

export interface Request {
  readonly method: string
  /** After the address of the service. */
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** The service's own access control asks for it, though its document does not say so. */
const OUTSIDE = ['x-sent-by']
/** Other headers belong to HTTP and to what lies before the service. */
const SERVICE = /^(x-|if-)/i

/** Holds requests against the service's own document. Gives what does not follow it: fields, never their values. */
export function readDocument() {
  const document = parse(readFileSync(join(import.meta.dirname, 'openapi.yaml'), 'utf8')) as Document
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: 'dokument', components: document.components })
  const routes = Object.entries(document.paths).map(([template, operations]) => ({
    hits: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    operations: new Map(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { operation, body: bodyschema(ajv, operation) },
      ]),
    ),
  }))

  return ({ method, path, query, headers, body }: Request): string[] => {
    const hit = routes.find(({ hits }) => hits.test(path))?.operations.get(method.toLowerCase())
    if (hit === undefined) return [`${method}: no such operation`]
    const listed = (place: string) =>
      (hit.operation.parameters ?? []).filter((one) => one.in === place).map(({ name }) => name.toLowerCase())
    const shortcomings = [
      ...unknown('query', Object.keys(query), new Set(listed('query'))),
      ...unknown(
        'header',
        Object.keys(headers).filter((name) => SERVICE.test(name)),
        new Set([...listed('header'), ...OUTSIDE]),
      ),
      ...(hit.body === undefined ? (body === undefined ? [] : ['body: none is expected']) : bodyErrors(hit.body, body)),
      ...readOnly(body, document, hit.operation),
    ]
    return shortcomings.map((shortcoming) => `${method} ${shortcoming}`)
  }
}

function bodyschema(ajv: Ajv2020, { requestBody }: Operation): ValidateFunction | undefined {
  const schema = requestBody?.content['application/json']?.schema
  if (schema === undefined) return undefined
  return ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('#/components', 'dokument#/components')) as typeof schema,
  )
}

function bodyErrors(follows: ValidateFunction, body: unknown): string[] {
  follows(body)
  return (follows.errors ?? []).map(({ instancePath, keyword }) => `body${instancePath}: ${keyword}`)
}

const unknown = (what: string, name: readonly string[], knownBoards: ReadonlySet<string>): string[] =>
  name.filter((one) => !knownBoards.has(one.toLowerCase())).map((one) => `${what} ${one}: not in the document`)

interface Field {
  readonly $ref?: string
  readonly items?: Field
  readonly readOnly?: boolean
  readonly properties?: Readonly<Record<string, Field>>
}

/** Fields that the document does not know, or that only the service sets. It ignores the former, and refuses some of the latter. */
function readOnly(body: unknown, document: Document, { requestBody }: Operation): string[] {
  const shortcomings: string[] = []
  const visit = (value: unknown, field: Field, path: string): void => {
    const schema =
      field.$ref === undefined ? field : (document.components.schemas[field.$ref.split('/').at(-1) ?? ''] as Field)
    if (Array.isArray(value)) return value.forEach((one) => visit(one, schema.items ?? {}, `${path}/*`))
    // A JSON value is anything at all.
    if (typeof value !== 'object' || value === null || field.$ref?.endsWith('/JsonNode') === true) return
    if (schema.properties === undefined) return
    for (const [name, inner] of Object.entries(value)) {
      const property = schema.properties[name]
      if (property === undefined) shortcomings.push(`body${path}/${name}: not in the document`)
      else if (property.readOnly === true) shortcomings.push(`body${path}/${name}: read only`)
      else visit(inner, property, `${path}/${name}`)
    }
  }
  visit(body, requestBody?.content['application/json']?.schema ?? {}, '')
  return shortcomings
}
