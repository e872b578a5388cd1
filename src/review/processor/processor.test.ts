import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { realPolicy } from '../../../test/support/api-in-memory.ts'
import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { explain } from '../../policy/explain.ts'
import { IDENTIFIERINGAR } from '../../policy/policy.ts'
import { writePdf } from '../pdf/document.ts'
import { readPdf } from '../pdf/testing/read-pdf.ts'
import { markdownOf } from './markdown.ts'
import { matrixDocument, matrixOf } from './matrix.ts'
import { processingDocument, processingRecord } from './processing-record.ts'
import { readProcessor } from './processor.ts'

const CONFIG = join(import.meta.dirname, '../../../config')
const DAY = '2026-10-15'
const policy = realPolicy()
const processor = readProcessor(CONFIG, policy)

test('the matrix shows exactly what a lookup would be shown, on the weakest identification that it names', () => {
  const { rader } = matrixOf(policy, 'bromma', DAY)
  const cell = (one: { roll: string; andamal: string; mangd: string; falt: string }) => Object.values(one).join(' ')
  for (const roll of Object.keys(policy.roller))
    for (const andamal of Object.keys(policy.andamal))
      for (const identifiering of IDENTIFIERINGAR)
        for (const arende of ['KC-1', null]) {
          // Opening hours are no part of the matrix: every role is asked when it is open.
          const open = {
            ...policy,
            roller: { ...policy.roller, [roll]: { ...policy.roller[roll]!, oppettid: undefined } },
          }
          const query = { roll, andamal, identifiering, arende, date: DAY, minute: 600 }
          const shown = explain(open as unknown as typeof policy, query, ['bromma']).flatMap(({ mangd, visas }) =>
            visas.map((field) => cell({ roll, andamal, mangd, falt: field })),
          )
          const rank = (level: (typeof IDENTIFIERINGAR)[number]) => IDENTIFIERINGAR.indexOf(level)
          const listed = rader
            .filter((row) => row.roll === roll && row.andamal === andamal)
            .filter((row) => rank(row.identifiering) <= rank(identifiering) && (arende !== null || !row.arende))
            .flatMap(({ mangd, falt }) => falt.map((one) => cell({ roll, andamal, mangd, falt: one })))
          expect(listed.sort()).toEqual(shown.sort())
        }
  expect(new Set(rader.map(({ mangd }) => mangd))).toEqual(new Set(INFORMATIONSMANGDER))
})

test('a day without an avtal shows nothing, and says so', async () => {
  const matrix = matrixOf(policy, 'bromma', '2020-01-01')
  expect(matrix).toMatchObject({ avtal: null, rader: [] })
  expect(await markdownOf(matrixDocument(policy, processor, matrix))).toContain('Inget avtal gäller den dagen')
})

test('the PDF of a matrix says what its Markdown says, and has places to sign', async () => {
  const document = matrixDocument(policy, processor, matrixOf(policy, 'bromma', DAY))
  const { pages } = await readPdf(await writePdf(document))
  const cells = pages.flat().filter(([role]) => role === 'TD' || role === 'TH')
  const rows = (await markdownOf(document)).split('\n').filter((line) => line.startsWith('| '))
  const bare = (text: string) => text.replace(/[\s|]|---/g, '')
  expect(bare(cells.map(([, text]) => text).join(''))).toBe(bare(rows.join('')))
  expect(pages.flat().map(([, text]) => text)).toContain('Underskrift för nämnden')
})

test('the record names every board with an avtal, whom to turn to, what is processed and what protects it', async () => {
  const record = processingRecord(policy, processor, DAY)
  expect(record.ansvariga.map(({ stadsdel }) => stadsdel)).toEqual(
    policy.stadsdelar.map(({ kod }) => kod).filter((code) => policy.avtal.some(({ stadsdel }) => stadsdel === code)),
  )
  expect(record).toMatchObject({ datum: DAY, policyversion: policy.version, underbitraden: [], overforingar: [] })
  const text = await markdownOf(processingDocument(record))
  for (const { namn, diarienummer, kontakt } of record.ansvariga)
    for (const one of [namn, diarienummer, kontakt.epost]) expect(text).toContain(one)
  expect(processingRecord(policy, processor, DAY, 'jarva').ansvariga.map(({ namn }) => namn)).toEqual([
    'Järva stadsdelsnämnd',
  ])
})

test('a board with an avtal that the file does not name stops the reading', () => {
  const avtal = [{ ...policy.avtal[0]!, stadsdel: 'rinkeby' }]
  expect(() => readProcessor(CONFIG, { ...policy, avtal })).toThrow(/rinkeby has an avtal and is not listed/)
  expect(() => readProcessor(CONFIG, { ...policy, stadsdelar: [], avtal: [] })).toThrow(/is no stadsdel/)
})
