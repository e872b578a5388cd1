import { expect, test } from '@jest/globals'
import { trialText } from './agresso.ts'

const template = {
  kind: 'kunder',
  name: 'Insyn kundregister',
  id: 4317,
  maxRows: 0,
  columns: [
    { column: 'r0#skyddskod#36', falt: 'skydd', state: 'saknas' },
    { column: 'apar_id', falt: 'personnyckel', state: 'finns' },
    { column: 'comp_reg_no', falt: 'personnummer', state: 'dold' },
  ],
  criteria: [
    { column: 'apar_id', exists: true, use: 'person' },
    { column: 'last_update', exists: false, use: 'andrad' },
  ],
  rows: 0,
} as const

test('what is missing is named with what it is for, and nothing is said of what was not read', () => {
  const problem = 'agresso farsta: template "Insyn kundregister" does not deliver r0#skyddskod#36 (skydd)'
  const text = trialText({ stadsdel: 'farsta', templates: [template], rejected: [], unlisted: {}, problems: [problem] })
  expect(text.split('\n')).toEqual([
    'agresso farsta',
    '',
    'kunder    "Insyn kundregister", id 4317, no limit of rows',
    '  columns   1 of the 3 that the manifest lists',
    '            r0#skyddskod#36 (skydd) is missing',
    '            comp_reg_no (personnummer) is hidden',
    '  criteria  apar_id, no last_update: what changed is found by reading everything',
    '',
    `problem   ${problem}`,
    '',
  ])
})

test('what was read is told in numbers, fields and reasons', () => {
  const text = trialText({
    stadsdel: 'farsta',
    templates: [{ ...template, columns: [], maxRows: 900, evidence: 'antal', order: 'text', rows: 38 }],
    read: { personer: 36, fakturor: 396, notPersons: { organisation: 4 } },
    rejected: [{ falt: 'forfallodatum', reason: 'format', count: 2 }],
    unlisted: { 'kunder.apar_name': 38, 'kunder.address': 38 },
    problems: [],
  })
  expect(text.split('\n').slice(2)).toEqual([
    'kunder    "Insyn kundregister", id 4317, at most 900 rows (MaxRows)',
    '  columns   0 of the 0 that the manifest lists',
    '  criteria  apar_id, no last_update: what changed is found by reading everything',
    '  rows      38; all rows came: a second read agrees (no total row that can tell)',
    '  order     by customer number, as text',
    '',
    'persons   36, with 396 invoices (of protected persons none)',
    'left out  4 customers: organisation',
    'refused   2 because of forfallodatum: format',
    'passed over in kunder: apar_name, address',
    'A sync would succeed. Nothing was kept.',
    '',
  ])
})
