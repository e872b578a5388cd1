import { expect, test } from '@jest/globals'
import type { TSchema } from 'typebox'
import { riktigPolicy } from '../../test/support/api-in-memory.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { Uppslagssvar } from '../uppslag/uppslag-schema.ts'

interface Objektschema {
  readonly properties: Readonly<Record<string, Objektschema & { readonly items?: Objektschema }>>
  readonly additionalProperties: boolean
}

const svar = Uppslagssvar as TSchema as Objektschema
const ursprung = ['stadsdel', 'kalla', 'forfallen', 'fakturaRef']

test.each(INFORMATIONSMANGDER)('every listed field of %s has a place in the answer, and nothing else has', (mangd) => {
  const schema = svar.properties[mangd === 'faktura' ? 'fakturor' : mangd]
  const post = schema?.items ?? schema
  const namn = Object.entries(post?.properties ?? {}).flatMap(([falt, { items }]) =>
    items === undefined ? [falt] : Object.keys(items.properties).map((under) => `${falt}.${under}`),
  )
  expect(namn.filter((falt) => !ursprung.includes(falt)).sort()).toEqual([...riktigPolicy().listade[mangd]].sort())
  expect(post?.additionalProperties).toBe(false)
})
