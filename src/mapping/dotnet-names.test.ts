import { expect, test } from '@jest/globals'
import { decodeXmlName, encodeXmlName } from './dotnet-names.ts'

test.each([
  ['apar_id', 'apar_id'],
  ['_recno', '_recno'],
  ['r1#radtext#41', 'r1_x0023_radtext_x0023_41'],
  ['r2#enddate#36', 'r2_x0023_enddate_x0023_36'],
  ['1st', '_x0031_st'],
  ['a b', 'a_x0020_b'],
  ['a:b', 'a_x003A_b'],
  ['Förnamn', 'Förnamn'],
  ['a_x0041_', 'a_x005F_x0041_'],
  ['-a', '_x002D_a'],
])('the column %s is the element %s', (column, element) => {
  expect(encodeXmlName(column)).toBe(element)
  expect(decodeXmlName(element)).toBe(column)
})
