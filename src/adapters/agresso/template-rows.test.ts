import { expect, test } from '@jest/globals'
import { allTexts, error } from '../../../test/support/sources/http-peer.ts'
import { never, readCounts } from '../../../test/support/sources/reading.ts'
import { answer, envelope } from '../../../test/support/sources/xml-reply.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import type { Row } from '../../mapping/row-reader.ts'
import { readStream } from '../soap/stream-reply.ts'
import type { AgressoClient, Template } from './client.ts'
import type { CompletenessMode } from './completeness.ts'
import { templateRows } from './template-rows.ts'

const NS = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
const SECRET = 'kanarie-9923'
const manifest = readManifest('config/tittbehorighet').find((m) => m.informationsmangd === 'faktura')!

async function read(xml: string, bit = 500, maxRows = 0, completeness: CompletenessMode = 'total-rad'): Promise<Row[]> {
  const client: AgressoClient = {
    template: () => Promise.reject(new Error('not asked for')),
    read: (_template, _filters, recipient) =>
      readStream(
        answer(xml, { bit }),
        {
          what: 'agresso farsta',
          answer: { namespace: NS, name: 'GetTemplateResultAsXMLResponse' },
          faultCodes: new Set(),
        },
        recipient,
      ),
  }
  const template = { name: 'oppna', maxRows, completeness } as Template
  const limits = {
    counts: readCounts(),
    signal: never,
    deadlineMs: 1,
    capBytes: 1,
    today: new Date('2026-09-15'),
  }
  const all: Row[] = []
  const query = { client, what: 'agresso farsta', template, manifest, sourceRow: 'oppna', filters: [] }
  for await (const rows of templateRows(query, limits)) all.push(...rows)
  return all
}

const D = (recno: number, amount: string): string =>
  `<AgressoQE><_recno>${recno}</_recno><_section>D</_section><apar_id>10000001</apar_id><apar_name>${SECRET}</apar_name>` +
  `<ext_inv_ref>F${recno}</ext_inv_ref><trans_date>2026-01-01T00:00:00</trans_date><due_date>2026-02-01T00:00:00</due_date>` +
  `<amount>10.00</amount><rest_amount>10.00</rest_amount><sequence_no>1</sequence_no>` +
  `<r1_x0023_radtext_x0023_41>Å &lt;&amp;&gt; é</r1_x0023_radtext_x0023_41>` +
  `<r1_x0023_radbelopp_x0023_41>${amount}</r1_x0023_radbelopp_x0023_41></AgressoQE>`
const T = (recno: number, amount: string): string =>
  `<AgressoQE><_recno>${recno}</_recno><_section>T</_section><r1_x0023_radbelopp_x0023_41>${amount}</r1_x0023_radbelopp_x0023_41></AgressoQE>`
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const reply = (inside: string): string =>
  envelope(
    `<GetTemplateResultAsXMLResponse xmlns="${NS}"><GetTemplateResultAsXMLResult>${inside}</GetTemplateResultAsXMLResult></GetTemplateResultAsXMLResponse>`,
  )
const result = (inner: string, code = '0'): string =>
  reply(`<ReturnCode>${code}</ReturnCode><Status>${SECRET}</Status><TemplateResult>${escape(inner)}</TemplateResult>`)
const agresso = (...rows: string[]): string => result(`<Agresso>${rows.join('')}</Agresso>`)

const ROWS = [D(1, '4.00'), D(2, '-1.50'), D(3, '0.00'), D(4, '7.25')]
const WHOLE = agresso(...ROWS, T(5, '9.75'))

test.each([1, 13, 100_000])('a whole answer is read, in pieces of %d bytes', async (bit) => {
  const rows = await read(WHOLE, bit)
  expect(rows.map(({ falt }) => falt['fakturanummer'])).toEqual(['F1', 'F2', 'F3', 'F4'])
  expect(rows[0]?.subItem).toEqual({ radnummer: 1, text: 'Å <&> é', belopp: 400 })
  expect(JSON.stringify(rows)).not.toContain(SECRET)
})

test('a result that says another encoding of itself is read as the text that it is', async () => {
  const inner = `<?xml version="1.0" encoding="utf-16"?><Agresso>${ROWS.join('')}${T(5, '9.75')}</Agresso>`
  expect(await read(result(inner), 13)).toEqual(await read(WHOLE))
})

test('an answer cut at any byte is no answer', async () => {
  for (let i = 0; i < WHOLE.length; i += 3) {
    const failure = await error(read(WHOLE.slice(0, i), 10_000))
    expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
    expect(allTexts(failure)).not.toContain(SECRET)
  }
})

test('an answer that lacks any of its rows is not whole, whatever the row says', async () => {
  for (let i = 0; i < ROWS.length; i++) {
    expect(await error(read(agresso(...ROWS.toSpliced(i, 1), T(5, '9.75'))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
    if (i > 0) expect(await error(read(agresso(...ROWS.slice(0, i))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
  }
})

test.each([
  ['a total of other rows', agresso(...ROWS, T(5, '9.76'))],
  ['a total without a sum', agresso(...ROWS, T(5, ''))],
  ['a total that is numbered otherwise', agresso(...ROWS, T(6, '9.75'))],
  ['a row after the total', agresso(D(1, '4.00'), T(2, '4.00'), D(3, '1.00'))],
  ['a total and none of its rows', agresso(T(5, '9.75'))],
])('%s: not whole', async (_what, xml) => {
  expect(await error(read(xml))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
})

test('as many rows as the limit of the template may be all there are, and may not', async () => {
  expect(await error(read(WHOLE, 500, 4))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
  expect(await read(WHOLE, 500, 5)).toHaveLength(4)
})

test('a subtotal is no total and no row', async () => {
  const rows = await read(agresso(D(1, '4.00'), T(2, '4.00'), D(2, '-1.50'), T(3, '2.50')))
  expect(rows).toHaveLength(2)
})

test.each([
  ['apar_id', (row: string) => row.replace(/<apar_id>.*<\/apar_id>/, '')],
  ['ext_inv_ref', (row: string) => row.replaceAll('ext_inv_ref', 'extinvref')],
])('a column that no row has is named, though the template may say that it has it: %s', async (column, without) => {
  const many = Array.from({ length: 12 }, (_, i) => D(i + 1, '1.00'))
  const failure = await error(read(agresso(...many.map(without), T(13, '12.00'))))
  expect(failure).toMatchObject({ code: 'KONFIG_OGILTIG', message: expect.stringContaining(column) })
  await expect(read(agresso(...many.slice(1).map(without), D(13, '1.00'), T(14, '12.00')))).resolves.toHaveLength(12)
  await expect(read(agresso(...ROWS.map(without), T(5, '9.75')))).resolves.toHaveLength(4)
})

test('nothing found is an answer', async () => {
  expect(await read(agresso())).toEqual([])
  expect(await read(agresso(T(1, '0.00')))).toEqual([])
})

test('an amount that cannot be read rejects its row, and the rows are still counted', async () => {
  const rows = await read(agresso(D(1, SECRET), D(2, '1.00'), T(3, '1.00')))
  expect(rows.map(({ rejected }) => rejected?.reason)).toEqual(['format:bokstaver', undefined])
  expect(await error(read(agresso(D(1, SECRET), T(3, '1.00'))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
})

test.each([
  ['no result', reply('<ReturnCode>0</ReturnCode><Status/>')],
  ['an empty result', result('')],
  ['no ReturnCode', reply(`<Status/><TemplateResult>${escape('<Agresso/>')}</TemplateResult>`)],
  ['a ReturnCode that is no number', result('<Agresso/>', SECRET)],
  [
    'two results',
    WHOLE.replace('<TemplateResult>', '<TemplateResult>&lt;Agresso/&gt;</TemplateResult><TemplateResult>'),
  ],
  ['another document', result('<html><body/></html>')],
  ['a cut document', result(`<Agresso>${ROWS[0]}`)],
  ['two documents', result('<Agresso/><Agresso/>')],
  ['a DTD in the result', result(`<!DOCTYPE a [<!ENTITY e "${SECRET}">]><Agresso/>`)],
  ['a row of no section', agresso(D(1, '4.00').replace('<_section>D</_section>', ''), T(2, '4.00'))],
  [
    'an element in the result instead of text',
    reply('<ReturnCode>0</ReturnCode><TemplateResult><Agresso/></TemplateResult>'),
  ],
])('%s: no answer', async (_what, xml) => {
  const failure = await error(read(xml))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test('a ReturnCode that is not 0 is a fault, and its text is not told', async () => {
  const failure = await error(read(result('', '3')))
  expect(failure).toMatchObject({ code: 'KALLA_FAULT', message: expect.stringContaining('ReturnCode 3') })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test('the declaration that .NET puts before a document in a string is of no account', async () => {
  expect(await read(result('<?xml version="1.0" encoding="utf-16"?><Agresso></Agresso>'))).toEqual([])
})
