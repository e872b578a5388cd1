import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { InsynError } from '../../errors.ts'
import type { Kalla } from '../../sync/source.ts'
import {
  ALLA,
  deaf,
  FARSTA,
  fraga,
  FRIST,
  hang,
  omrade,
  person,
  PUST,
  refuse,
  SAMTIDIGA,
  slow,
  tid,
  tysta,
  useSources,
} from './testing/use-sources.ts'

const { beteenden, direktlasning, loggat, pagar, prov, speglade } = useSources()

test('all are asked at once, and answered as soon as all have answered', async () => {
  for (const { kalla, stadsdel } of ALLA) beteenden.set(`${kalla}/${stadsdel}`, slow(100))
  const { svar, ms } = await tid(direktlasning().las(fraga(ALLA, 1_000)))
  expect(tysta(svar)).toEqual([])
  expect(ms).toBeLessThan(400)
})

test.each([
  ['hangs', hang],
  ['hangs and hears no abort', deaf],
  ['refuses', refuse],
])('one that %s is told by the deadline and disturbs no other', async (_, beteende) => {
  beteenden.set('paraplyet/farsta', beteende)
  const { svar, ms } = await tid(direktlasning().las(fraga(ALLA)))
  expect(tysta(svar)).toEqual(['paraplyet/farsta'])
  expect(ms).toBeLessThan(FRIST + PUST)
})

test('a read that was given up is aborted and leaves its place', async () => {
  const foretaget = fraga([omrade('agresso', 'farsta')])
  beteenden.set('agresso/farsta', hang)
  const direkt = direktlasning()
  await Promise.all(Array.from({ length: SAMTIDIGA.agressoForetag }, () => direkt.las(foretaget)))
  await delay(5)
  expect(pagar.nu.get('agresso/farsta')).toBe(0)
  beteenden.delete('agresso/farsta')
  expect(tysta(await direkt.las(foretaget))).toEqual([])
})

test('pieces of one person are joined', async () => {
  beteenden.set('paraplyet/farsta', async () => [
    person(),
    person({ skydd: 'okand', uppgifter: { beslut: [{ beslutId: 'B2' }] } }),
  ])
  const [svar] = await direktlasning().las(fraga(FARSTA))
  expect(svar).toMatchObject({ person: { uppgifter: { beslut: [{ beslutId: 'B1' }, { beslutId: 'B2' }] } } })
})

test('nobody with that number is an answer', async () => {
  beteenden.set('paraplyet/farsta', async () => [])
  const [svar] = await direktlasning().las(fraga(FARSTA))
  expect(svar).toMatchObject({ svarade: true, person: undefined })
})

test('a flag stands even when the read that told it broke off', async () => {
  const las = async function* () {
    yield { personer: [person({ skydd: 'ja', uppgifter: {} })], herrelosa: [] }
    throw new InsynError('KALLA_TRUNKERAD', 'cut')
  }
  const kalla: Kalla = { namn: 'paraplyet', lasAllt: las, lasAndrade: las, lasPerson: las }
  const direkt = direktlasning([kalla])
  expect(await direkt.las(fraga(FARSTA))).toMatchObject([{ person: { skydd: 'ja' } }])
  expect(speglade).toMatchObject([{ person: { skydd: 'ja' } }])
})

test('what came with a flag that cannot be read is not handed on', async () => {
  beteenden.set('paraplyet/farsta', async () => [person({ skydd: 'okand' })])
  const [svar] = await direktlasning().las(fraga(FARSTA))
  expect(svar).toMatchObject({ person: { skydd: 'okand', uppgifter: {} } })
})

test('is in the mirror before it is answered, but the mirror never holds it up beyond the deadline', async () => {
  const direkt = direktlasning()
  await direkt.las(fraga(FARSTA))
  expect(speglade).toHaveLength(1)

  let skrivet: () => void = () => undefined
  prov.spegla = () => new Promise((resolve) => (skrivet = resolve))
  const { svar, ms } = await tid(direkt.las(fraga(FARSTA)))
  expect([tysta(svar), ms < FRIST + PUST]).toEqual([[], true])
  let fardig = false
  const vantan = direkt.fardig().then(() => (fardig = true))
  await delay(5)
  expect(fardig).toBe(false)
  skrivet()
  await vantan
})

test('a write that fails is told, and what was read is answered all the same', async () => {
  prov.spegla = () => Promise.reject(new Error('the database is away'))
  const svar = await direktlasning().las(fraga(FARSTA))
  expect(svar).toMatchObject([{ svarade: true, person: { skydd: 'nej' } }])
  expect(loggat).toEqual(['misslyckad paraplyet'])
})
