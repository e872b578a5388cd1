import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import { stateSchema } from '../bus/asyncapi.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { createOpenapi } from './openapi.ts'

type Json = { readonly [name: string]: unknown }

/** What may stand without: names and conditions inside `if`, `then` and `else` repeat what is described beside them. */
const CONDITIONS: ReadonlySet<string> = new Set(['if', 'then', 'else', 'not', 'oneOf'])
const AMOUNT = /belopp|kvarstaende|avgift|taxa|inkomst|kostnad|summa|pris/i
const METHODS = ['get', 'put', 'post', 'patch', 'delete']

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isDescribed = (value: Json): boolean =>
  typeof value.description === 'string' && /\p{L}{2}/u.test(value.description)

/** What a reader of the document is not told, by its place in it. */
function undescribed(document: Json): readonly string[] {
  const components = document.components as { readonly [K: string]: Json | undefined }
  const resolved = (value: Json): Json => {
    const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(String(value.$ref)) ?? []
    return name === '' ? value : (components[kind]?.[name] as Json)
  }
  const missing: string[] = []
  const need = (place: string, value: Json): void => {
    if (!isDescribed(resolved(value))) missing.push(place)
  }

  function schema(place: string, value: unknown): void {
    if (Array.isArray(value)) value.forEach((part, i) => schema(`${place}/${String(i)}`, part))
    if (!isObject(value)) return
    const { properties = {}, ...others } = value
    for (const [name, property] of Object.entries(properties as Json)) {
      const where = `${place}.${name}`
      const own = property as Json
      need(where, own)
      // `anyOf` is an amount that may be absent.
      const types = [own, ...((own.anyOf ?? []) as Json[])].map(({ type }) => type)
      const counts = types.includes('integer') || types.includes('number')
      if (counts && AMOUNT.test(name) && !/(?<!\p{L})öre(?!\p{L})/u.test(String(own.description)))
        missing.push(`${where}: öre`)
      schema(where, property)
    }
    for (const [key, part] of Object.entries(others)) if (!CONDITIONS.has(key)) schema(`${place}/${key}`, part)
  }

  for (const [name, value] of Object.entries(components.schemas ?? {})) {
    need(name, value as Json)
    schema(name, value)
  }
  for (const kind of ['responses', 'parameters', 'headers', 'securitySchemes'])
    for (const [name, value] of Object.entries(components[kind] ?? {})) need(`${kind}/${name}`, value as Json)
  for (const [path, methods] of Object.entries((document.paths ?? {}) as Json))
    for (const [method, operation] of Object.entries(methods as Json)) {
      if (!METHODS.includes(method)) continue
      const { parameters = [], requestBody, responses = {}, ...one } = operation as Json
      const place = `${method} ${path}`
      need(place, one)
      if (typeof one.summary !== 'string') missing.push(`${place}: summary`)
      for (const parameter of parameters as Json[]) {
        need(`${place} ${String(parameter.name)}`, parameter)
        schema(`${place} ${String(parameter.name)}`, parameter.schema)
      }
      schema(`${place} request`, requestBody)
      for (const [status, answer] of Object.entries(responses as Json)) {
        need(`${place} ${status}`, answer as Json)
        schema(`${place} ${status}`, (answer as Json).content)
      }
    }
  return missing
}

const shipped = () =>
  JSON.parse(JSON.stringify(createOpenapi({ policy: realPolicy(), address: 'https://insyn.example' }))) as Json

test('every property, parameter, answer and operation of the API is described, and every amount says öre', () => {
  expect(undescribed(shipped())).toEqual([])
})

test('so is every field of an uppgift in messages and cases', () => {
  const schemas = Object.fromEntries(
    INFORMATIONSMANGDER.map((mangd) => [mangd, { ...stateSchema(mangd), description: 'State' }]),
  )
  expect(undescribed(JSON.parse(JSON.stringify({ components: { schemas } })) as Json)).toEqual([])
})

type Part = { [name: string]: Part } & Part[]
const drop = (part: Part | undefined, name: string) => Reflect.deleteProperty(part as object, name)
const describe = (part: Part | undefined, description: string) => Object.assign(part as object, { description })

test.each<[string, (document: Part) => unknown]>([
  [
    'Uppslagsbegaran.relation',
    ({ components }) => drop(components!.schemas!.Uppslagsbegaran!.properties!.relation, 'description'),
  ],
  ['Kallrad', ({ components }) => drop(components!.schemas!.Kallrad, 'description')],
  // Referred to alone, the component's own description stands for it.
  ['Uppslagssvar.person', ({ components }) => drop(components!.schemas!.PersonVisad, 'description')],
  [
    'FakturaVisad.belopp: öre',
    ({ components }) => describe(components!.schemas!.FakturaVisad!.properties!.belopp, 'I kronor.'),
  ],
  [
    'FakturaVisad.rader/items.belopp',
    ({ components }) =>
      drop(components!.schemas!.FakturaVisad!.properties!.rader!.items!.properties!.belopp, 'description'),
  ],
  ['Statistikrad.antal', ({ components }) => describe(components!.schemas!.Statistikrad!.properties!.antal, ' ')],
  ['responses/Problem403', ({ components }) => drop(components!.responses!.Problem403, 'description')],
  ['parameters/Traceparent', ({ components }) => drop(components!.parameters!.Traceparent, 'description')],
  [
    'securitySchemes/klientcertifikat',
    ({ components }) => drop(components!.securitySchemes!.klientcertifikat, 'description'),
  ],
  ['get /larm', ({ paths }) => drop(paths!['/larm']!.get, 'description')],
  ['get /larm slag', ({ paths }) => drop(paths!['/larm']!.get!.parameters![0], 'description')],
  ['get /larm 200', ({ paths }) => drop(paths!['/larm']!.get!.responses!['200'], 'description')],
])('without its description %s would be found', (place, change) => {
  const document = shipped()
  change(document as unknown as Part)
  expect(undescribed(document)).toContain(place)
})
