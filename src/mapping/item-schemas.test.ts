import { expect, test } from '@jest/globals'
import type { TSchema } from 'typebox'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import { INFORMATIONSMANGDER, KINDS } from '../informationsmangd.ts'
import { Uppslagssvar } from '../uppslag/uppslag-schema.ts'

interface ObjectSchema {
  readonly properties: Readonly<Record<string, ObjectSchema & { readonly items?: ObjectSchema }>>
  readonly additionalProperties: boolean
}

const answer = Uppslagssvar as TSchema as ObjectSchema
const origin = ['stadsdel', 'kalla']

test.each(INFORMATIONSMANGDER)('every listed field of %s has a place in the answer, and nothing else has', (mangd) => {
  const schema = answer.properties[KINDS[mangd].answer]
  const item = schema?.items ?? schema
  const name = Object.entries(item?.properties ?? {}).flatMap(([field, { items }]) =>
    items === undefined ? [field] : Object.keys(items.properties).map((under) => `${field}.${under}`),
  )
  expect(name.filter((field) => ![...origin, ...Object.keys(KINDS[mangd].shown ?? {})].includes(field)).sort()).toEqual(
    [...realPolicy().listed[mangd]].sort(),
  )
  expect(item?.additionalProperties).toBe(false)
})
