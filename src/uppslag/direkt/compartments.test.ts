import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import type { KallaNamn } from '../../informationsmangd.ts'
import { withBudget } from '../../sync/budget.ts'
import type { Kalla } from '../../sync/source.ts'
import {
  ALLA,
  BRYTARE,
  deaf,
  FARSTA,
  fraga,
  FRIST,
  hang,
  omrade,
  refuse,
  SAMTIDIGA,
  slow,
  STADSDELAR,
  tid,
  tysta,
  useSources,
} from './testing/use-sources.ts'

const { beteenden, brytare, direktlasning, kallor, loggat, pagar } = useSources()

test('after failures in a row a source is not asked for a while, then once, and then again as before', async () => {
  const direkt = direktlasning()
  const las = () => tid(direkt.las(fraga(FARSTA)))
  beteenden.set('paraplyet/farsta', hang)
  for (let antal = 0; antal < BRYTARE.fel; antal++) await las()
  expect(await brytare()).toEqual(['paraplyet farsta'])
  const { svar, ms } = await las()
  expect([tysta(svar), ms < FRIST / 2]).toEqual([['paraplyet/farsta'], true])
  expect(direkt.svaradeSenast({ kalla: 'paraplyet', stadsdel: 'farsta' })).toBe(false)

  beteenden.delete('paraplyet/farsta')
  await delay(BRYTARE.viloMs)
  expect(tysta((await las()).svar)).toEqual([])
  expect(await brytare()).toEqual([])
  expect(loggat).toEqual(['direkt-brytare-oppen', 'direkt-brytare-stangd'])
  expect(direkt.svaradeSenast({ kalla: 'paraplyet', stadsdel: 'farsta' })).toBe(true)
})

test('Agresso is one service: its breaker is one for all companies, and no company takes all its places', async () => {
  const direkt = direktlasning()
  const agresso = (stadsdel: string) => direkt.las(fraga([omrade('agresso', stadsdel)], 1_000))
  beteenden.set('agresso/bromma', deaf)
  const hungna = Array.from({ length: 8 }, () => direkt.las(fraga([omrade('agresso', 'bromma')], FRIST)))
  expect(tysta(await agresso('farsta'))).toEqual([])
  expect(pagar.mest.get('agresso/bromma')).toBe(SAMTIDIGA.agressoForetag)
  await Promise.all(hungna)

  beteenden.set('agresso/jarva', refuse)
  for (let antal = 0; antal < BRYTARE.fel; antal++) await agresso('jarva')
  expect(await brytare()).toEqual(['agresso alla'])
  expect(tysta(await agresso('farsta'))).toEqual(['agresso/farsta'])
})

test('callers that crowd a well source out open no breaker', async () => {
  beteenden.set('paraplyet/farsta', slow(0.6 * FRIST))
  const direkt = direktlasning()
  await Promise.all(Array.from({ length: 40 }, () => direkt.las(fraga(FARSTA))))
  expect(pagar.mest.get('paraplyet/farsta')).toBe(SAMTIDIGA.paraplyet)
  expect(await brytare()).toEqual([])
  expect(tysta(await direkt.las(fraga(FARSTA)))).toEqual([])
})

const synka = async (kallor: readonly Kalla[], kalla: KallaNamn, stadsdel: string, signal: AbortSignal) => {
  const en = kallor.find(({ namn }) => namn === kalla)
  const lasning = { byte: 0, rader: 0, okandaFalt: new Map<string, number>() }
  for await (const leverans of en?.lasAllt({ stadsdel, mangder: new Set() }, lasning, signal) ?? []) void leverans
}

test('a sync that fills its own places takes none from live reads, nor live reads from a sync', async () => {
  const budgeterade = withBudget(kallor, { agresso: 2, paraplyet: 1 })
  const direkt = direktlasning()
  const stopp = new AbortController()
  for (const stadsdel of STADSDELAR) beteenden.set(`agresso/${stadsdel}`, hang)
  const hungna = STADSDELAR.map((stadsdel) =>
    synka(budgeterade, 'agresso', stadsdel, stopp.signal).catch(() => undefined),
  )
  await delay(5)
  expect([...pagar.nu.values()].reduce((summa, antal) => summa + antal, 0)).toBe(2)
  beteenden.clear()
  expect(tysta(await direkt.las(fraga(ALLA)))).toEqual([])

  stopp.abort()
  await Promise.all(hungna)
  for (const stadsdel of STADSDELAR) beteenden.set(`agresso/${stadsdel}`, hang)
  const live = Array.from({ length: 20 }, () => direkt.las(fraga(ALLA)))
  await delay(5)
  beteenden.clear()
  const reads = STADSDELAR.map((stadsdel) => synka(budgeterade, 'agresso', stadsdel, new AbortController().signal))
  expect((await tid(Promise.all(reads))).ms).toBeLessThan(FRIST / 2)
  expect(pagar.nu.get('agresso/bromma')).toBeGreaterThan(0)
  await Promise.all(live)
})
