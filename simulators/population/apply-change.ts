import type { Changes } from './changes.ts'
import { type Population, SOURCE_SYSTEM, type SourceSystem } from './population.ts'
import type { Change } from './truth.ts'

/** Makes a change, or throws when what it is about is not in the source. Messages name kinds, never persons. */
export function apply(population: Population, changes: Changes, change: Change, when: Date): void {
  const time = when.getTime()
  if (change.slag === 'storm') {
    changes.storm({ stadsdel: change.stadsdel, under: limitFor(population, change), round: change.round, tid: time })
    return
  }
  const index = population.indexOf(change.personnummer)
  if (index === undefined) throw new RangeError(`${change.slag}: no such person`)
  if (change.slag === 'satt-skydd') {
    changes.setSkydd(index, change.skydd)
    for (const source of SOURCE_SYSTEM)
      for (const stadsdel of population.stadsdelarOf(index, source)) changes.note(index, stadsdel, source, time)
    return
  }
  const { stadsdel } = change
  const required = (exists: boolean, what: string): void => {
    if (!exists) throw new RangeError(`${change.slag}: no such ${what}`)
  }
  const i = (source: SourceSystem): boolean => population.stadsdelarOf(index, source).includes(stadsdel)
  switch (change.slag) {
    case 'byt-handlaggare':
      required(i('paraplyet') && population.care(index, stadsdel).handlaggare.length > 0, 'handläggare')
      changes.replaceHandlaggare(index, stadsdel)
      changes.note(index, stadsdel, 'paraplyet', time)
      return
    case 'ta-bort-beslut': {
      const { beslutId } = change
      required(i('paraplyet') && population.care(index, stadsdel).beslut.some((b) => b.beslutId === beslutId), 'beslut')
      changes.removeBeslut(index, stadsdel, beslutId)
      changes.note(index, stadsdel, 'paraplyet', time)
      return
    }
    case 'betala-faktura': {
      const { fakturanummer } = change
      const rows = population.agressoRows(index, stadsdel)
      required(
        rows.some((row) => row.fakturanummer === fakturanummer),
        'faktura',
      )
      changes.pay(index, stadsdel, fakturanummer)
      changes.note(index, stadsdel, 'agresso', time)
      return
    }
    case 'ta-bort-person': {
      const sources = SOURCE_SYSTEM.filter(i)
      required(sources.length > 0, 'person')
      changes.remove(index, stadsdel)
      for (const source of sources) changes.note(index, stadsdel, source, time)
      return
    }
  }
}

/** The index after the last of the stadsdel's first `antal` persons who live there. */
function limitFor(population: Population, { stadsdel, antal }: { stadsdel: string; antal: number }): number {
  let left = antal
  for (let i = 0; i < population.antal; i++) {
    if (left === 0) return i
    if (population.stadsdelarOf(i, 'paraplyet')[0] === stadsdel) left -= 1
  }
  return population.antal
}
