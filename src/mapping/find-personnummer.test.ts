import { readFileSync } from 'node:fs'
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
  '900101\u20439802',
  '900101\u2e3a9802',
  '900101\u02d79802',
  '900101/9802',
  '900101, 9802',
  '(900101) 9802',
  '900101:9802',
  '90\u200b01\u206001\u{e0020}9802',
  '9\ufe0f\u20e3001019802',
  '9\ufe0f\u20e30\ufe0f\u20e301019802',
  '⑨⓪⓪①⓪①⑨⑧⓪②',
  '9٠٠१०१９8𝟎２',
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
  'mellan 2026-10-15 10:30 och 2026-10-16 09:15',
])('%j does not', (text) => {
  expect(containsPersonnummer(text, NOW)).toBe(false)
})

const published = (file: string): string[] =>
  readFileSync(new URL(`../../simulators/population/data/${file}`, import.meta.url), 'utf8')
    .trim()
    .split(/\s+/)

test.each(['test-personnummer.txt', 'test-samordningsnummer.txt'])(
  'every number of %s is found, as people write it',
  (file) => {
    const spellings = (number: string) => [
      number,
      `${number.slice(0, 8)}-${number.slice(8)}`,
      `${number.slice(2, 8)}-${number.slice(8)}`,
      `${number.slice(2, 8)}+${number.slice(8)}`,
      `KC-2026-${number.slice(2)}`,
      `${number.slice(0, 8)} – ${number.slice(8)}`,
    ]
    expect(
      published(file)
        .flatMap(spellings)
        .filter((text) => !containsPersonnummer(text, NOW)),
    ).toEqual([])
  },
)
