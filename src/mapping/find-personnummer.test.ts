import { expect, test } from '@jest/globals'
import { containsPersonnummer } from './find-personnummer.ts'

const NOW = new Date('2026-10-15T10:00:00Z')

test.each([
  '189001019802',
  '18900101-9802',
  '900101+9802',
  'Gäller 9001019802.',
  'nr 900101 9802, ringer igen',
  '90 01 01 98 02',
  '18 90 01 01 - 98 02',
  '9001.01.9802',
  '9001019802'.split('').join(' '),
  '90010\u20119802'.replace('90010', '900101'),
  'x9001019802x',
  '4711900101980247',
  '９００１０１９８０２',
  '٩٠٠١٠١٩٨٠٢',
  'a9001019-802b',
  '9-0-0-1-0-1-9-8-0-2',
  '00900101980200',
  'anna.ek_900101_9802',
])('%j holds something that reads as a personnummer', (text) => {
  expect(containsPersonnummer(text, NOW)).toBe(true)
})

test.each([
  '',
  'Talat med Anna, ärendet stämmer.',
  'Ringer 08-508 00 000 i morgon.',
  '9001019803',
  'KC-2026-10018 den 2026-10-15 klockan 10:30',
  'Faktura 1636976, OCR 1234566',
  '900101 till 9802 kr',
  'anna 900101, rum 9802',
])('%j does not', (text) => {
  expect(containsPersonnummer(text, NOW)).toBe(false)
})
