import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
}
interface Dokument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

export interface Begaran {
  readonly method: string
  /** After the address of the service. */
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** The service's own access control asks for it, though its document does not say so. */
const UTANFOR = ['x-sent-by']
/** Other headers belong to HTTP and to what lies before the service. */
const TJANSTENS = /^(x-|if-)/i

/** Holds requests against the service's own document. Gives what does not follow it: fields, never their values. */
export function lasDokument() {
  const dokument = parse(readFileSync(join(import.meta.dirname, 'openapi.yaml'), 'utf8')) as Dokument
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: 'dokument', components: dokument.components })
  const rutter = Object.entries(dokument.paths).map(([mall, operationer]) => ({
    traffar: new RegExp(`^${mall.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    operationer: new Map(
      Object.entries(operationer).map(([metod, operation]) => [metod, { operation, body: bodyschema(ajv, operation) }]),
    ),
  }))

  return ({ method, path, query, headers, body }: Begaran): string[] => {
    const traff = rutter.find(({ traffar }) => traffar.test(path))?.operationer.get(method.toLowerCase())
    if (traff === undefined) return [`${method}: no such operation`]
    const listade = (plats: string) =>
      (traff.operation.parameters ?? []).filter((en) => en.in === plats).map(({ name }) => name.toLowerCase())
    const brister = [
      ...okanda('query', Object.keys(query), new Set(listade('query'))),
      ...okanda(
        'header',
        Object.keys(headers).filter((namn) => TJANSTENS.test(namn)),
        new Set([...listade('header'), ...UTANFOR]),
      ),
      ...(traff.body === undefined
        ? body === undefined
          ? []
          : ['body: none is expected']
        : bodyfel(traff.body, body)),
      ...skrivskyddade(body, dokument, traff.operation),
    ]
    return brister.map((brist) => `${method} ${brist}`)
  }
}

function bodyschema(ajv: Ajv2020, { requestBody }: Operation): ValidateFunction | undefined {
  const schema = requestBody?.content['application/json']?.schema
  if (schema === undefined) return undefined
  return ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('#/components', 'dokument#/components')) as typeof schema,
  )
}

function bodyfel(foljer: ValidateFunction, body: unknown): string[] {
  foljer(body)
  return (foljer.errors ?? []).map(({ instancePath, keyword }) => `body${instancePath}: ${keyword}`)
}

const okanda = (vad: string, namn: readonly string[], kanda: ReadonlySet<string>): string[] =>
  namn.filter((ett) => !kanda.has(ett.toLowerCase())).map((ett) => `${vad} ${ett}: not in the document`)

interface Falt {
  readonly $ref?: string
  readonly items?: Falt
  readonly readOnly?: boolean
  readonly properties?: Readonly<Record<string, Falt>>
}

/** Fields that the document does not know, or that only the service sets. It ignores the former, and refuses some of the latter. */
function skrivskyddade(body: unknown, dokument: Dokument, { requestBody }: Operation): string[] {
  const brister: string[] = []
  const ga = (varde: unknown, falt: Falt, vag: string): void => {
    const schema =
      falt.$ref === undefined ? falt : (dokument.components.schemas[falt.$ref.split('/').at(-1) ?? ''] as Falt)
    if (Array.isArray(varde)) return varde.forEach((en) => ga(en, schema.items ?? {}, `${vag}/*`))
    // A JSON value is anything at all.
    if (typeof varde !== 'object' || varde === null || falt.$ref?.endsWith('/JsonNode') === true) return
    if (schema.properties === undefined) return
    for (const [namn, inre] of Object.entries(varde)) {
      const egenskap = schema.properties[namn]
      if (egenskap === undefined) brister.push(`body${vag}/${namn}: not in the document`)
      else if (egenskap.readOnly === true) brister.push(`body${vag}/${namn}: read only`)
      else ga(inre, egenskap, `${vag}/${namn}`)
    }
  }
  ga(body, requestBody?.content['application/json']?.schema ?? {}, '')
  return brister
}
