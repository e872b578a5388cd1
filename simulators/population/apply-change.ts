import type { Andringar } from './changes.ts'
import { KALLSYSTEM, type Kallsystem, type Population } from './population.ts'
import type { Andring } from './truth.ts'

/** Makes a change, or throws when what it is about is not in the source. Messages name kinds, never persons. */
export function tillampa(population: Population, andringar: Andringar, andring: Andring, nar: Date): void {
  const tid = nar.getTime()
  if (andring.slag === 'storm') {
    andringar.storm({ stadsdel: andring.stadsdel, under: gransFor(population, andring), varv: andring.varv, tid })
    return
  }
  const index = population.indexAv(andring.personnummer)
  if (index === undefined) throw new RangeError(`${andring.slag}: no such person`)
  if (andring.slag === 'satt-skydd') {
    andringar.sattSkydd(index, andring.skydd)
    for (const kalla of KALLSYSTEM)
      for (const stadsdel of population.stadsdelarAv(index, kalla)) andringar.notera(index, stadsdel, kalla, tid)
    return
  }
  const { stadsdel } = andring
  const kravs = (finns: boolean, vad: string): void => {
    if (!finns) throw new RangeError(`${andring.slag}: no such ${vad}`)
  }
  const i = (kalla: Kallsystem): boolean => population.stadsdelarAv(index, kalla).includes(stadsdel)
  switch (andring.slag) {
    case 'byt-handlaggare':
      kravs(i('paraplyet') && population.omsorg(index, stadsdel).handlaggare.length > 0, 'handläggare')
      andringar.bytHandlaggare(index, stadsdel)
      andringar.notera(index, stadsdel, 'paraplyet', tid)
      return
    case 'ta-bort-beslut': {
      const { beslutId } = andring
      kravs(i('paraplyet') && population.omsorg(index, stadsdel).beslut.some((b) => b.beslutId === beslutId), 'beslut')
      andringar.taBortBeslut(index, stadsdel, beslutId)
      andringar.notera(index, stadsdel, 'paraplyet', tid)
      return
    }
    case 'betala-faktura': {
      const { fakturanummer } = andring
      const rader = population.agressoRader(index, stadsdel)
      kravs(
        rader.some((rad) => rad.fakturanummer === fakturanummer),
        'faktura',
      )
      andringar.betala(index, stadsdel, fakturanummer)
      andringar.notera(index, stadsdel, 'agresso', tid)
      return
    }
    case 'ta-bort-person': {
      const kallor = KALLSYSTEM.filter(i)
      kravs(kallor.length > 0, 'person')
      andringar.taBort(index, stadsdel)
      for (const kalla of kallor) andringar.notera(index, stadsdel, kalla, tid)
      return
    }
  }
}

/** The index after the last of the stadsdel's first `antal` persons who live there. */
function gransFor(population: Population, { stadsdel, antal }: { stadsdel: string; antal: number }): number {
  let kvar = antal
  for (let i = 0; i < population.antal; i++) {
    if (kvar === 0) return i
    if (population.stadsdelarAv(i, 'paraplyet')[0] === stadsdel) kvar -= 1
  }
  return population.antal
}
