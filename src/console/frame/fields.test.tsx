import { expect, test } from '@jest/globals'
import { renderToString } from 'preact-render-to-string'
import { notEmpty } from '../../../test/support/not-empty.ts'
import { KINDS } from '../../informationsmangd.ts'
import { FIELD_NAMES, kindName } from '../../informationsmangd/names.ts'
import { FieldNames } from './fields.tsx'

const fields = new Set(Object.values(KINDS).flatMap((kind) => Object.keys(kind.fields)))

test('fields are read in words, each with its code behind it', () => {
  expect(renderToString(<FieldNames fields={['ocrNummer', 'constructor']} />)).toBe(
    '<span title="ocrNummer">OCR-nummer</span>, <span title="constructor">constructor</span>',
  )
})

test('every field and every kind has a name of its own in the list', () => {
  for (const field of fields) expect([field, Object.hasOwn(FIELD_NAMES, field)]).toEqual([field, true])
  for (const kind of notEmpty(Object.keys(KINDS))) expect(kindName(kind)).toMatch(/^[A-ZÅÄÖ][a-zåäö ]+$/)
})
