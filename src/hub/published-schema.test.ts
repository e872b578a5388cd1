import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { sourcesSchema } from './published-schema.ts'

test('what is committed is what the sources declare: `npm run openapi` writes it anew', () => {
  const published = readFileSync(join(import.meta.dirname, '../../config/schema/kallor.schema.json'), 'utf8')
  expect(published).toBe(`${JSON.stringify(sourcesSchema(), null, 2)}\n`)
})
