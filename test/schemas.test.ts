import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { CONTRACTS } from '../src/api/contracts/all.ts'
import { createTextValidator, createValidator } from '../src/api/validation.ts'

/*
 * A hub, and each of its commands, compiles these schemas without holding them against their meta-schema: it would take
 * half a second of every start.
 */
const FOLDER = join(import.meta.dirname, '../config/schema')
const ajv = new Ajv2020()

test('a schema that is none is told', () => {
  expect(ajv.validateSchema({ properties: { name: { minLength: -1 } } })).toBe(false)
})

test.each(readdirSync(FOLDER))('%s follows its meta-schema', (file) => {
  expect(ajv.validateSchema(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as object)).toBe(true)
})

test.each(CONTRACTS.map((one) => [one.id, one] as const))(
  'the schemas of %s follow their meta-schema',
  (_, { answer, request, query, parameters }) => {
    for (const schema of [answer, request, query, parameters]) {
      if (schema === undefined) continue
      expect(ajv.validateSchema(schema)).toBe(true)
    }
  },
)

// A hub compiles each of them when it is first used, and the answer field by field.
test.each(CONTRACTS.map((one) => [one.id, one] as const))(
  'the schemas of %s compile as the hub compiles them',
  (_, { answer, request, query, parameters }) => {
    const body = createValidator()
    for (const schema of [request, ...Object.values(answer?.properties ?? {})])
      if (schema !== undefined) expect(() => body(schema)(undefined)).not.toThrow()
    for (const schema of [query, parameters])
      if (schema !== undefined) expect(() => createTextValidator(schema)({})).not.toThrow()
  },
)
