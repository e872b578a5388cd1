import { setTimeout as vanta } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { felet } from '../../../test/support/sources/http-peer.ts'
import { aldrig, allt, lasning, omfang } from '../../../test/support/sources/reading.ts'
import { sanningarI, stadMed } from '../../../test/support/sources/simulated-city.ts'
import {
  LOSENORD,
  startaParaplyet,
  type SimuleratParaplyet,
} from '../../../test/support/sources/simulated-paraplyet.ts'
import { lasManifest } from '../../mapping/load-manifests.ts'
import { paraplyetKalla } from './source.ts'

const STADSDEL = 'farsta'
const stad = stadMed(300, 11, '2026-09-15')
let paraplyet: SimuleratParaplyet
let kalla: ReturnType<typeof paraplyetKalla>

beforeAll(async () => {
  paraplyet = await startaParaplyet(stad, STADSDEL, { tider: { senMs: 800, droppMs: 20 } })
  kalla = paraplyetKalla({
    installationer: { [STADSDEL]: { url: paraplyet.url, anvandare: 'insyn', losenord: LOSENORD, taOver: true } },
    manifests: lasManifest('config/tittbehorighet'),
    frister: { inloggning: 5_000, allt: 60_000, andrade: 60_000, person: 10_000 },
    capBytes: 50_000_000,
    klocka: () => new Date('2026-09-15T08:00:00Z'),
  })
})
afterAll(async () => {
  await kalla.stang()
  await paraplyet.stop()
})

const las = (signal: AbortSignal) => {
  const [nagon] = sanningarI(stad, STADSDEL, 'paraplyet')
  return allt(kalla.lasPerson(omfang(STADSDEL, 'person', 'beslut'), nagon?.personnummer ?? '', lasning(), signal))
}

test('whoever gives up while the session is being had is let go at once, and the login goes on for the others', async () => {
  paraplyet.fel.satt({ peer: 'paraplyet', fel: 'sen', operation: 'LoggaIn', antal: 1 })
  const avbrott = new AbortController()
  const given = felet(las(avbrott.signal))
  const other = las(aldrig)
  await vanta(50)
  const start = performance.now()
  avbrott.abort()
  expect(await given).toMatchObject({ code: 'KALLA_OTILLGANGLIG' })
  expect(performance.now() - start).toBeLessThan(300)
  expect((await other).personer).toHaveLength(1)
})

test('a source that goes on and on about one person is stopped long before the limit of a complete read', async () => {
  paraplyet.fel.satt({ peer: 'paraplyet', fel: 'for-stort', operation: 'LasPerson', antal: 1 })
  const raknare = lasning()
  const nagon = sanningarI(stad, STADSDEL, 'paraplyet')[0]?.personnummer ?? ''
  const reading = allt(kalla.lasPerson(omfang(STADSDEL, 'person'), nagon, raknare, aldrig))
  expect(await felet(reading)).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(raknare.byte).toBeLessThan(6_000_000)
})
