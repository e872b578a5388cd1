import { expect, test } from '@jest/globals'
import { allTexts, error } from '../../../test/support/sources/http-peer.ts'
import { never, all, readCounts } from '../../../test/support/sources/reading.ts'
import { envelope, answer } from '../../../test/support/sources/xml-reply.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import { readStream } from '../soap/stream-reply.ts'
import type { AgressoClient, Filter, Template } from './client.ts'
import { changed, person, type Company } from './read-company.ts'

const NS = 'urn:x'
const [ANNA, BO] = ['189001019802', '189001029819']
const manifests = readManifest('config/tittbehorighet')
const manifest = (mangd: string) => manifests.find((m) => m.informationsmangd === mangd)!
const CONDITION = { readCounts: readCounts(), signal: never, deadlineMs: 1, capBytes: 1, today: new Date('2026-09-15') }

/** A company whose templates answer whatever is written here, heeding no criterion. */
function company(
  rows: Readonly<Record<string, readonly string[]>>,
  columns = ['apar_id', 'comp_reg_no', 'last_update'],
) {
  const queries: (readonly [string, readonly Filter[]])[] = []
  const klient: AgressoClient = {
    template: () => Promise.reject(new Error('not asked for')),
    read: ({ namn }, filter, recipient) => {
      queries.push([namn, filter])
      const own = (rows[namn] ?? []).map(
        (field, i) => `<AgressoQE><_recno>${i + 1}</_recno><_section>D</_section>${field}</AgressoQE>`,
      )
      const total = `<AgressoQE><_recno>${own.length + 1}</_recno><_section>T</_section><r1_x0023_radbelopp_x0023_41>${own.length}.00</r1_x0023_radbelopp_x0023_41></AgressoQE>`
      const inner = `<Agresso>${own.join('')}${own.length > 0 ? total : ''}</Agresso>`.replaceAll('<', '&lt;')
      const xml = envelope(
        `<R xmlns="${NS}"><GetTemplateResultAsXMLResult><ReturnCode>0</ReturnCode><TemplateResult>${inner}</TemplateResult></GetTemplateResultAsXMLResult></R>`,
      )
      const wrapper = { what: 'agresso farsta', answer: { namespace: NS, namn: 'R' }, faultCodes: new Set<string>() }
      return readStream(answer(xml), { ...wrapper, inner: recipient.inner }, recipient)
    },
  }
  const template = (namn: string) => ({ namn, maxRows: 0, columns: new Set(columns) }) as unknown as Template
  const mallar = { kunder: template('kunder'), oppna: template('oppna'), historik: template('historik') }
  const own: Company = {
    who: 'agresso farsta',
    klient,
    mallar,
    customer: manifest('kund'),
    faktura: manifest('faktura'),
    tidszon: 'UTC',
  }
  return { own, queries }
}
const customer = (number: string, personnummer: string): string =>
  `<apar_id>${number}</apar_id><comp_reg_no>${personnummer}</comp_reg_no><r0_x0023_skyddskod_x0023_36>0</r0_x0023_skyddskod_x0023_36>`
const faktura = (number: string): string =>
  `<apar_id>${number}</apar_id><ext_inv_ref>F${number}</ext_inv_ref><trans_date>2026-01-01</trans_date><due_date>2026-02-01</due_date>` +
  '<amount>1.00</amount><rest_amount>1.00</rest_amount><sequence_no>1</sequence_no><r1_x0023_radtext_x0023_41>x</r1_x0023_radtext_x0023_41>' +
  '<r1_x0023_radbelopp_x0023_41>1.00</r1_x0023_radbelopp_x0023_41>'

test('customers of others, that a careless criterion let through, are left where they are', async () => {
  const { own } = company({ kunder: [customer('1', ANNA), customer('2', BO)], oppna: [faktura('1')] })
  const { personer } = await all(person(own, ANNA, CONDITION))
  expect(personer.map(({ personnummer }) => personnummer)).toEqual([ANNA])
})

test('invoices of another customer than was asked for are no answer', async () => {
  const { own } = company({ kunder: [customer('1', ANNA)], oppna: [faktura('1'), faktura('2')] })
  const failure = await error(all(person(own, ANNA, CONDITION)))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain(ANNA)
})

test('a template without the criterion that one person needs is a setting to put right', async () => {
  const { own } = company({}, ['apar_id'])
  expect(await error(all(person(own, ANNA, CONDITION)))).toMatchObject({
    code: 'KONFIG_OGILTIG',
    message: expect.stringContaining('comp_reg_no'),
  })
})

test('templates that cannot tell what changed are read as a whole', async () => {
  const { own, queries } = company({ kunder: [customer('1', ANNA), customer('2', BO)], oppna: [faktura('1')] }, [
    'apar_id',
  ])
  const { personer } = await all(changed(own, new Date(), CONDITION))
  expect(personer.map(({ personnummer }) => personnummer)).toEqual([ANNA, BO])
  expect(queries.map(([name, filter]) => [name, filter.length])).toEqual([
    ['kunder', 0],
    ['oppna', 0],
    ['historik', 0],
  ])
})
