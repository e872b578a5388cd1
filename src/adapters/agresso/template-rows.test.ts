import { expect, test } from '@jest/globals'
import { allaTexter, felet } from '../../../test/support/sources/http-peer.ts'
import { aldrig, lasning } from '../../../test/support/sources/reading.ts'
import { kuvert, svar } from '../../../test/support/sources/xml-reply.ts'
import { lasManifest } from '../../mapping/load-manifests.ts'
import type { Rad } from '../../mapping/row-reader.ts'
import { lasStrom } from '../soap/stream-reply.ts'
import type { AgressoKlient, Mall } from './client.ts'
import { mallrader } from './template-rows.ts'

const NS = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
const HEMLIGT = 'kanarie-9923'
const manifest = lasManifest('config/tittbehorighet').find((m) => m.informationsmangd === 'faktura')!

async function las(xml: string, bit = 500, maxRows = 0): Promise<Rad[]> {
  const klient: AgressoKlient = {
    mall: () => Promise.reject(new Error('not asked for')),
    las: (_mall, _filter, mottagare) =>
      lasStrom(
        svar(xml, { bit }),
        {
          vad: 'agresso farsta',
          svar: { namespace: NS, namn: 'GetTemplateResultAsXMLResponse' },
          faultkoder: new Set(),
          inre: mottagare.inre,
        },
        mottagare,
      ),
  }
  const mall = { namn: 'oppna', maxRows } as Mall
  const villkor = { lasning: lasning(), signal: aldrig, deadlineMs: 1, capBytes: 1, idag: new Date('2026-09-15') }
  const alla: Rad[] = []
  const fraga = { klient, vad: 'agresso farsta', mall, manifest, kallrad: 'oppna', filter: [] }
  for await (const rader of mallrader(fraga, villkor)) alla.push(...rader)
  return alla
}

const D = (recno: number, belopp: string): string =>
  `<AgressoQE><_recno>${recno}</_recno><_section>D</_section><apar_id>10000001</apar_id><apar_name>${HEMLIGT}</apar_name>` +
  `<ext_inv_ref>F${recno}</ext_inv_ref><trans_date>2026-01-01T00:00:00</trans_date><due_date>2026-02-01T00:00:00</due_date>` +
  `<amount>10.00</amount><rest_amount>10.00</rest_amount><sequence_no>1</sequence_no>` +
  `<r1_x0023_radtext_x0023_41>Å &lt;&amp;&gt; é</r1_x0023_radtext_x0023_41>` +
  `<r1_x0023_radbelopp_x0023_41>${belopp}</r1_x0023_radbelopp_x0023_41></AgressoQE>`
const T = (recno: number, belopp: string): string =>
  `<AgressoQE><_recno>${recno}</_recno><_section>T</_section><r1_x0023_radbelopp_x0023_41>${belopp}</r1_x0023_radbelopp_x0023_41></AgressoQE>`
const flykt = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const svaret = (inne: string): string =>
  kuvert(
    `<GetTemplateResultAsXMLResponse xmlns="${NS}"><GetTemplateResultAsXMLResult>${inne}</GetTemplateResultAsXMLResult></GetTemplateResultAsXMLResponse>`,
  )
const resultat = (inre: string, kod = '0'): string =>
  svaret(`<ReturnCode>${kod}</ReturnCode><Status>${HEMLIGT}</Status><TemplateResult>${flykt(inre)}</TemplateResult>`)
const agresso = (...rader: string[]): string => resultat(`<Agresso>${rader.join('')}</Agresso>`)

const RADER = [D(1, '4.00'), D(2, '-1.50'), D(3, '0.00'), D(4, '7.25')]
const HELT = agresso(...RADER, T(5, '9.75'))

test.each([1, 13, 100_000])('a whole answer is read, in pieces of %d bytes', async (bit) => {
  const rader = await las(HELT, bit)
  expect(rader.map(({ falt }) => falt['fakturanummer'])).toEqual(['F1', 'F2', 'F3', 'F4'])
  expect(rader[0]?.underpost).toEqual({ radnummer: 1, text: 'Å <&> é', belopp: 400 })
  expect(JSON.stringify(rader)).not.toContain(HEMLIGT)
})

test('a result that says another encoding of itself is read as the text that it is', async () => {
  const inre = `<?xml version="1.0" encoding="utf-16"?><Agresso>${RADER.join('')}${T(5, '9.75')}</Agresso>`
  expect(await las(resultat(inre), 13)).toEqual(await las(HELT))
})

test('an answer cut at any byte is no answer', async () => {
  for (let i = 0; i < HELT.length; i += 3) {
    const error = await felet(las(HELT.slice(0, i), 10_000))
    expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
    expect(allaTexter(error)).not.toContain(HEMLIGT)
  }
})

test('an answer that lacks any of its rows is not whole, whatever the row says', async () => {
  for (let i = 0; i < RADER.length; i++) {
    expect(await felet(las(agresso(...RADER.toSpliced(i, 1), T(5, '9.75'))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
    if (i > 0) expect(await felet(las(agresso(...RADER.slice(0, i))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
  }
})

test.each([
  ['a total of other rows', agresso(...RADER, T(5, '9.76'))],
  ['a total without a sum', agresso(...RADER, T(5, ''))],
  ['a total that is numbered otherwise', agresso(...RADER, T(6, '9.75'))],
  ['a row after the total', agresso(D(1, '4.00'), T(2, '4.00'), D(3, '1.00'))],
  ['a total and none of its rows', agresso(T(5, '9.75'))],
])('%s: not whole', async (_vad, xml) => {
  expect(await felet(las(xml))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
})

test('as many rows as the limit of the template may be all there are, and may not', async () => {
  expect(await felet(las(HELT, 500, 4))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
  expect(await las(HELT, 500, 5)).toHaveLength(4)
})

test('a subtotal is no total and no row', async () => {
  const rader = await las(agresso(D(1, '4.00'), T(2, '4.00'), D(2, '-1.50'), T(3, '2.50')))
  expect(rader).toHaveLength(2)
})

test('nothing found is an answer', async () => {
  expect(await las(agresso())).toEqual([])
  expect(await las(agresso(T(1, '0.00')))).toEqual([])
})

test('an amount that cannot be read rejects its row, and the rows are still counted', async () => {
  const rader = await las(agresso(D(1, HEMLIGT), D(2, '1.00'), T(3, '1.00')))
  expect(rader.map(({ avvisad }) => avvisad?.orsak)).toEqual(['format', undefined])
  expect(await felet(las(agresso(D(1, HEMLIGT), T(3, '1.00'))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
})

test.each([
  ['no result', svaret('<ReturnCode>0</ReturnCode><Status/>')],
  ['an empty result', resultat('')],
  ['no ReturnCode', svaret(`<Status/><TemplateResult>${flykt('<Agresso/>')}</TemplateResult>`)],
  ['a ReturnCode that is no number', resultat('<Agresso/>', HEMLIGT)],
  [
    'two results',
    HELT.replace('<TemplateResult>', '<TemplateResult>&lt;Agresso/&gt;</TemplateResult><TemplateResult>'),
  ],
  ['another document', resultat('<html><body/></html>')],
  ['a cut document', resultat(`<Agresso>${RADER[0]}`)],
  ['two documents', resultat('<Agresso/><Agresso/>')],
  ['a DTD in the result', resultat(`<!DOCTYPE a [<!ENTITY e "${HEMLIGT}">]><Agresso/>`)],
  ['a row of no section', agresso(D(1, '4.00').replace('<_section>D</_section>', ''), T(2, '4.00'))],
  [
    'an element in the result instead of text',
    svaret('<ReturnCode>0</ReturnCode><TemplateResult><Agresso/></TemplateResult>'),
  ],
])('%s: no answer', async (_vad, xml) => {
  const error = await felet(las(xml))
  expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allaTexter(error)).not.toContain(HEMLIGT)
})

test('a ReturnCode that is not 0 is a fault, and its text is not told', async () => {
  const error = await felet(las(resultat('', '3')))
  expect(error).toMatchObject({ code: 'KALLA_FAULT', message: expect.stringContaining('ReturnCode 3') })
  expect(allaTexter(error)).not.toContain(HEMLIGT)
})

test('the declaration that .NET puts before a document in a string is of no account', async () => {
  expect(await las(resultat('<?xml version="1.0" encoding="utf-16"?><Agresso></Agresso>'))).toEqual([])
})
