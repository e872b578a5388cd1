import { expect, test } from '@jest/globals'
import { allTexts, error } from '../../../test/support/sources/http-peer.ts'
import { all, never, readCounts } from '../../../test/support/sources/reading.ts'
import { answer, envelope } from '../../../test/support/sources/xml-reply.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import { readStream } from '../soap/stream-reply.ts'
import type { AgressoClient, Filter, Template } from './client.ts'
import { type Company, readChanged, readPerson } from './read-company.ts'

const NS = 'urn:x'
const [ANNA, BO] = ['189001019802', '189001029819']
const manifests = readManifest('config/tittbehorighet')
const manifest = (mangd: string) => manifests.find((m) => m.informationsmangd === mangd)!
const LIMITS = { counts: readCounts(), signal: never, deadlineMs: 1, capBytes: 1, today: new Date('2026-09-15') }

/** A company whose templates answer with these rows, whatever the criteria. */
function companyWith(
  rows: Readonly<Record<string, readonly string[]>>,
  columns = ['apar_id', 'comp_reg_no', 'last_update'],
) {
  const queries: (readonly [string, readonly Filter[]])[] = []
  const client: AgressoClient = {
    template: () => Promise.reject(new Error('not asked for')),
    read: ({ name }, filters, recipient) => {
      queries.push([name, filters])
      const details = (rows[name] ?? []).map(
        (field, i) => `<AgressoQE><_recno>${i + 1}</_recno><_section>D</_section>${field}</AgressoQE>`,
      )
      const total = `<AgressoQE><_recno>${details.length + 1}</_recno><_section>T</_section><r1_x0023_radbelopp_x0023_41>${details.length}.00</r1_x0023_radbelopp_x0023_41></AgressoQE>`
      const inner = `<Agresso>${details.join('')}${details.length > 0 ? total : ''}</Agresso>`.replaceAll('<', '&lt;')
      const xml = envelope(
        `<R xmlns="${NS}"><GetTemplateResultAsXMLResult><ReturnCode>0</ReturnCode><TemplateResult>${inner}</TemplateResult></GetTemplateResultAsXMLResult></R>`,
      )
      const expected = { what: 'agresso farsta', answer: { namespace: NS, name: 'R' }, faultCodes: new Set<string>() }
      return readStream(answer(xml), expected, recipient)
    },
  }
  const template = (name: string) =>
    ({
      name,
      maxRows: 0,
      completeness: 'total-rad',
      criteria: columns.map((ColumnName) => ({ ColumnName })),
    }) as unknown as Template
  const templates = { kunder: template('kunder'), oppna: template('oppna'), historik: template('historik') }
  const company: Company = {
    who: 'agresso farsta',
    client,
    templates,
    renewed: () => Promise.resolve(undefined),
    kund: manifest('kund'),
    faktura: manifest('faktura'),
    tidszon: 'UTC',
  }
  return { company, queries }
}
const customer = (number: string, personnummer: string): string =>
  `<apar_id>${number}</apar_id><comp_reg_no>${personnummer}</comp_reg_no><r0_x0023_skyddskod_x0023_36>0</r0_x0023_skyddskod_x0023_36>`
const faktura = (number: string): string =>
  `<apar_id>${number}</apar_id><ext_inv_ref>F${number}</ext_inv_ref><trans_date>2026-01-01</trans_date><due_date>2026-02-01</due_date>` +
  '<amount>1.00</amount><rest_amount>1.00</rest_amount><sequence_no>1</sequence_no><r1_x0023_radtext_x0023_41>x</r1_x0023_radtext_x0023_41>' +
  '<r1_x0023_radbelopp_x0023_41>1.00</r1_x0023_radbelopp_x0023_41>'

test('customers of others, returned although the criterion does not match, are dropped', async () => {
  const { company } = companyWith({ kunder: [customer('1', ANNA), customer('2', BO)], oppna: [faktura('1')] })
  const { personer } = await all(readPerson(company, ANNA, LIMITS))
  expect(personer.map(({ personnummer }) => personnummer)).toEqual([ANNA])
})

test('a person is asked for in every form of her number', async () => {
  const { company, queries } = companyWith({ kunder: [customer('1', '900101+9802')], oppna: [faktura('1')] })
  const { personer } = await all(readPerson(company, ANNA, LIMITS))
  expect(personer.map(({ personnummer }) => personnummer)).toEqual([ANNA])
  expect(queries.flatMap(([name, [filter]]) => (name === 'kunder' ? [filter?.value] : [])).sort()).toEqual(
    ['189001019802', '18900101-9802', '18900101+9802', '9001019802', '900101-9802', '900101+9802'].sort(),
  )
})

test.each([
  [undefined, []],
  [19, ['190201019809']],
  [20, ['200201019809']],
])('a customer whose number two persons may have, decided for %s, is shown to %j alone', async (century, shown) => {
  const written = '020101-9809'
  const limits = { ...LIMITS, century: { centuryOf: (text: string) => (text === written ? century : undefined) } }
  for (const asked of ['190201019809', '200201019809']) {
    const { company } = companyWith({ kunder: [customer('1', written)], oppna: [faktura('1')] })
    const { personer, orphans } = await all(readPerson(company, asked, limits))
    expect(personer.map(({ personnummer }) => personnummer)).toEqual(shown.filter((one) => one === asked))
    // Nothing may follow from what is not there: it may be hers.
    expect(new Set(orphans.map(({ reason }) => reason))).toEqual(new Set(century === undefined ? ['tvetydigt'] : []))
  }
})

test('invoices of another customer than was asked for are refused', async () => {
  const { company } = companyWith({ kunder: [customer('1', ANNA)], oppna: [faktura('1'), faktura('2')] })
  const failure = await error(all(readPerson(company, ANNA, LIMITS)))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allTexts(failure)).not.toContain(ANNA)
})

test('a template without the criterion that one person needs is a setting to put right', async () => {
  const { company } = companyWith({}, ['apar_id'])
  expect(await error(all(readPerson(company, ANNA, LIMITS)))).toMatchObject({
    code: 'KONFIG_OGILTIG',
    message: expect.stringContaining('comp_reg_no'),
  })
})

test('templates that cannot tell what changed are read as a whole', async () => {
  const { company, queries } = companyWith(
    { kunder: [customer('1', ANNA), customer('2', BO)], oppna: [faktura('1')] },
    ['apar_id'],
  )
  const { personer } = await all(readChanged(company, new Date(), LIMITS))
  expect(personer.map(({ personnummer }) => personnummer)).toEqual([ANNA, BO])
  expect(queries.map(([name, filter]) => [name, filter.length])).toEqual([
    ['kunder', 0],
    ['oppna', 0],
    ['historik', 0],
  ])
})
