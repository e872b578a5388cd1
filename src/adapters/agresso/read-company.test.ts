import { expect, test } from '@jest/globals'
import { allaTexter, felet } from '../../../test/support/sources/http-peer.ts'
import { aldrig, allt, lasning } from '../../../test/support/sources/reading.ts'
import { kuvert, svar } from '../../../test/support/sources/xml-reply.ts'
import { lasManifest } from '../../mapping/load-manifests.ts'
import { lasStrom } from '../soap/stream-reply.ts'
import type { AgressoKlient, Filter, Mall } from './client.ts'
import { andrade, person, type Foretag } from './read-company.ts'

const NS = 'urn:x'
const [ANNA, BO] = ['189001019802', '189001029819']
const manifests = lasManifest('config/tittbehorighet')
const manifestet = (mangd: string) => manifests.find((m) => m.informationsmangd === mangd)!
const VILLKOR = { lasning: lasning(), signal: aldrig, deadlineMs: 1, capBytes: 1, idag: new Date('2026-09-15') }

/** A company whose templates answer whatever is written here, heeding no criterion. */
function foretag(
  rader: Readonly<Record<string, readonly string[]>>,
  kolumner = ['apar_id', 'comp_reg_no', 'last_update'],
) {
  const fragor: (readonly [string, readonly Filter[]])[] = []
  const klient: AgressoKlient = {
    mall: () => Promise.reject(new Error('not asked for')),
    las: ({ namn }, filter, mottagare) => {
      fragor.push([namn, filter])
      const egna = (rader[namn] ?? []).map(
        (falt, i) => `<AgressoQE><_recno>${i + 1}</_recno><_section>D</_section>${falt}</AgressoQE>`,
      )
      const total = `<AgressoQE><_recno>${egna.length + 1}</_recno><_section>T</_section><r1_x0023_radbelopp_x0023_41>${egna.length}.00</r1_x0023_radbelopp_x0023_41></AgressoQE>`
      const inre = `<Agresso>${egna.join('')}${egna.length > 0 ? total : ''}</Agresso>`.replaceAll('<', '&lt;')
      const xml = kuvert(
        `<R xmlns="${NS}"><GetTemplateResultAsXMLResult><ReturnCode>0</ReturnCode><TemplateResult>${inre}</TemplateResult></GetTemplateResultAsXMLResult></R>`,
      )
      const omslag = { vad: 'agresso farsta', svar: { namespace: NS, namn: 'R' }, faultkoder: new Set<string>() }
      return lasStrom(svar(xml), { ...omslag, inre: mottagare.inre }, mottagare)
    },
  }
  const mall = (namn: string) => ({ namn, maxRows: 0, kolumner: new Set(kolumner) }) as unknown as Mall
  const mallar = { kunder: mall('kunder'), oppna: mall('oppna'), historik: mall('historik') }
  const egen: Foretag = {
    vem: 'agresso farsta',
    klient,
    mallar,
    kund: manifestet('kund'),
    faktura: manifestet('faktura'),
    tidszon: 'UTC',
  }
  return { egen, fragor }
}
const kund = (nummer: string, personnummer: string): string =>
  `<apar_id>${nummer}</apar_id><comp_reg_no>${personnummer}</comp_reg_no><r0_x0023_skyddskod_x0023_36>0</r0_x0023_skyddskod_x0023_36>`
const faktura = (nummer: string): string =>
  `<apar_id>${nummer}</apar_id><ext_inv_ref>F${nummer}</ext_inv_ref><trans_date>2026-01-01</trans_date><due_date>2026-02-01</due_date>` +
  '<amount>1.00</amount><rest_amount>1.00</rest_amount><sequence_no>1</sequence_no><r1_x0023_radtext_x0023_41>x</r1_x0023_radtext_x0023_41>' +
  '<r1_x0023_radbelopp_x0023_41>1.00</r1_x0023_radbelopp_x0023_41>'

test('customers of others, that a careless criterion let through, are left where they are', async () => {
  const { egen } = foretag({ kunder: [kund('1', ANNA), kund('2', BO)], oppna: [faktura('1')] })
  const { personer } = await allt(person(egen, ANNA, VILLKOR))
  expect(personer.map(({ personnummer }) => personnummer)).toEqual([ANNA])
})

test('invoices of another customer than was asked for are no answer', async () => {
  const { egen } = foretag({ kunder: [kund('1', ANNA)], oppna: [faktura('1'), faktura('2')] })
  const error = await felet(allt(person(egen, ANNA, VILLKOR)))
  expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allaTexter(error)).not.toContain(ANNA)
})

test('a template without the criterion that one person needs is a setting to put right', async () => {
  const { egen } = foretag({}, ['apar_id'])
  expect(await felet(allt(person(egen, ANNA, VILLKOR)))).toMatchObject({
    code: 'KONFIG_OGILTIG',
    message: expect.stringContaining('comp_reg_no'),
  })
})

test('templates that cannot tell what changed are read as a whole', async () => {
  const { egen, fragor } = foretag({ kunder: [kund('1', ANNA), kund('2', BO)], oppna: [faktura('1')] }, ['apar_id'])
  const { personer } = await allt(andrade(egen, new Date(), VILLKOR))
  expect(personer.map(({ personnummer }) => personnummer)).toEqual([ANNA, BO])
  expect(fragor.map(([namn, filter]) => [namn, filter.length])).toEqual([
    ['kunder', 0],
    ['oppna', 0],
    ['historik', 0],
  ])
})
