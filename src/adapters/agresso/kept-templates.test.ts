import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { LOSENORD, startaAgresso, type Agressoprov } from '../../../test/support/sources/agresso.ts'
import { felet } from '../../../test/support/sources/http-peer.ts'
import { aldrig, allt, lasning, omfang } from '../../../test/support/sources/reading.ts'
import { sanningarI } from '../../../test/support/sources/simulated-city.ts'
import { lasManifest } from '../../mapping/load-manifests.ts'
import { agressoKalla } from './source.ts'

const STADSDEL = 'farsta'
let prov: Agressoprov
let kalla: ReturnType<typeof agressoKalla>
let nu = new Date('2026-09-15T12:00:00Z')

beforeAll(async () => {
  prov = await startaAgresso({}, 300)
  kalla = agressoKalla({
    url: prov.url,
    anvandare: 'insyn',
    losenord: LOSENORD,
    foretag: { [STADSDEL]: prov.inloggning(STADSDEL).Client },
    mallar: { kunder: 'Insyn kundregister', oppna: 'Insyn öppna fakturor', historik: 'Insyn betalda fakturor' },
    tidszon: 'Europe/Stockholm',
    manifests: lasManifest('config/tittbehorighet'),
    frister: { smaanrop: 5_000, allt: 60_000, andrade: 60_000, person: 10_000 },
    capBytes: 50_000_000,
    klocka: () => nu,
  })
})
afterAll(async () => {
  await kalla.stang()
  await prov.stop()
})

const lasEn = () => {
  const nagon = sanningarI(prov.population, STADSDEL, 'agresso').find(({ skydd }) => skydd === 'ingen')
  return allt(kalla.lasPerson(omfang(STADSDEL, 'faktura'), nagon?.personnummer ?? '', lasning(), aldrig))
}
const mallarKanHamtas = (ja: boolean) => {
  prov.fel.rensa()
  if (!ja) prov.fel.satt({ peer: 'agresso', fel: 'fault', operation: 'GetTemplateProperties' })
}

test('templates are asked for once for many reads of single persons, and again after a while and after a failure', async () => {
  expect((await lasEn()).personer).toHaveLength(1)
  mallarKanHamtas(false)
  expect((await lasEn()).personer).toHaveLength(1)

  nu = new Date(nu.getTime() + 11 * 60_000)
  expect(await felet(lasEn())).toMatchObject({ code: 'KALLA_FAULT' })
  mallarKanHamtas(true)
  await lasEn()

  prov.fel.satt({ peer: 'agresso', fel: 'fault', operation: 'GetTemplateResultAsXML', antal: 1 })
  await felet(lasEn())
  mallarKanHamtas(false)
  expect(await felet(lasEn())).toMatchObject({ code: 'KALLA_FAULT' })
})
