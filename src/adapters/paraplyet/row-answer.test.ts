import { expect, test } from '@jest/globals'
import { allaTexter, felet } from '../../../test/support/sources/http-peer.ts'
import { kuvert, svar } from '../../../test/support/sources/xml-reply.ts'
import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import { lasManifest } from '../../mapping/load-manifests.ts'
import type { Rad } from '../../mapping/row-reader.ts'
import { lasStrom } from '../soap/stream-reply.ts'
import type { Svar } from '../soap/transport.ts'
import { PARAPLYET_NS } from './client.ts'
import { radsvar } from './row-answer.ts'

const manifest = lasManifest('config/tittbehorighet').find((m) => m.informationsmangd === 'kostatus')!
const HEMLIGT = 'kanarie-3310'

async function las(reply: Svar): Promise<Rad[]> {
  const rader = compileRowReader([{ element: 'KoRad', kallrad: 'KoRad', manifest }], {
    idag: new Date('2026-09-15'),
    okandaFalt: new Map(),
  })
  const inre = radsvar('paraplyet farsta LasAllt', rader, (element) => element !== 'BeslutRad')
  const alla: Rad[] = []
  const ta = (): Rad[] => rader.take()
  const delar = lasStrom(
    reply,
    {
      vad: 'paraplyet farsta LasAllt',
      svar: { namespace: PARAPLYET_NS, namn: 'LasAlltSvar' },
      faultkoder: new Set(),
      inre,
    },
    { ta, klar: () => inre.klar() },
  )
  for await (const del of delar) alla.push(...del)
  return alla
}

const rad = (n: number): string =>
  `<KoRad><Personnummer>189001019802</Personnummer><KoId>k${n}</KoId><KoSlag>DAG</KoSlag><KoStatus>VANTAR</KoStatus>` +
  `<KoSedan>2026-01-0${n}</KoSedan><KoAnteckning>${HEMLIGT}</KoAnteckning></KoRad>`
const RADER = [rad(1), `<BeslutRad><Diagnos>${HEMLIGT}</Diagnos></BeslutRad>`, rad(2), '<NyRad/>', rad(3)]
const document = (rader: readonly string[], antal = RADER.length): string =>
  kuvert(
    `<LasAlltSvar xmlns="${PARAPLYET_NS}"><Rader>${rader.join('')}</Rader><AntalRader>${antal}</AntalRader><Tidpunkt>2026-09-15T08:00:00Z</Tidpunkt></LasAlltSvar>`,
  )
const HELT = document(RADER)

test.each([1, 7, 100_000])('a whole answer is read, in pieces of %d bytes', async (bit) => {
  const rader = await las(svar(HELT, { bit }))
  expect(rader.map(({ falt }) => falt['koId'])).toEqual(['k1', 'k2', 'k3'])
  expect(JSON.stringify(rader)).not.toContain(HEMLIGT)
})

test('an answer cut at any byte is no answer', async () => {
  for (let i = 0; i < HELT.length; i++) {
    const error = await felet(las(svar(HELT.slice(0, i), { bit: 1_000 })))
    expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
    expect(allaTexter(error)).not.toContain(HEMLIGT)
  }
})

test('an answer that lacks any of its rows, or has one too many, is not whole', async () => {
  for (let i = 0; i < RADER.length; i++) {
    expect(await felet(las(svar(document(RADER.toSpliced(i, 1)))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
    expect(await felet(las(svar(document(RADER.slice(0, i)))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
  }
  expect(await felet(las(svar(document([...RADER, rad(4)]))))).toMatchObject({ code: 'KALLA_TRUNKERAD' })
})

test.each([
  ['no count', HELT.replace('<AntalRader>5</AntalRader>', '')],
  ['an empty count', HELT.replace('<AntalRader>5', '<AntalRader>')],
  ['a count that is no number', HELT.replace('<AntalRader>5', `<AntalRader>${HEMLIGT}`)],
  ['two counts', HELT.replace('<Tidpunkt>', '<AntalRader>5</AntalRader><Tidpunkt>')],
  ['no rows and no count', kuvert(`<LasAlltSvar xmlns="${PARAPLYET_NS}"/>`)],
  ['rows twice', HELT.replace('<Rader>', '<Rader></Rader><Rader>')],
  ['something else in it', HELT.replace('<Rader>', `<Annat>${HEMLIGT}</Annat><Rader>`)],
])('%s: no answer', async (_vad, xml) => {
  const error = await felet(las(svar(xml)))
  expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
  expect(allaTexter(error)).not.toContain(HEMLIGT)
})

test('with status 500 the answer is none, and its rows are not read', async () => {
  expect(await felet(las(svar(HELT, { status: 500 })))).toMatchObject({ code: 'KALLA_INTE_SVAR' })
})

test('no rows at all is an answer when the source says so', async () => {
  expect(await las(svar(document([], 0)))).toEqual([])
})

test.each(['x-ingen-sadan', 'utf-16'])(
  'a charset of %s that cannot be read is no answer, and the request ends',
  async (charset) => {
    let slut = 0
    const error = await felet(las(svar(HELT, { charset, slut: () => slut++ })))
    expect(error).toMatchObject({
      code: 'KALLA_INTE_SVAR',
      message: expect.stringMatching(/^paraplyet farsta LasAllt: /),
    })
    expect(slut).toBe(1)
  },
)
