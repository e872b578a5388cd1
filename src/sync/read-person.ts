import { merge, type ItemKeys } from '../mapping/merge-items.ts'
import type { PersonItems } from '../mapping/person-items.ts'
import type { Source, ReadCounts, ReadExtent } from './source.ts'
import type { PersonAnswer } from './one-person.ts'

/** The whole of what one source says of one person; a flag that was read stands however the read ended. */
export async function readPerson(
  source: Source,
  extent: ReadExtent,
  personnummer: string,
  itemKeys: ItemKeys,
  signal: AbortSignal,
  evenProtected: boolean,
): Promise<PersonAnswer> {
  const readCounts: ReadCounts = { byte: 0, rader: 0, unknownFields: new Map() }
  const parts: PersonItems[] = []
  let orphans = 0
  try {
    for await (const delivery of source.readPerson(extent, personnummer, readCounts, signal, evenProtected)) {
      parts.push(...delivery.personer)
      orphans += delivery.orphans.length
    }
  } catch (error) {
    if (!parts.some(({ skydd }) => skydd === 'ja')) throw error
  }
  return { person: parts.length === 0 ? undefined : merge(parts, itemKeys), orphans }
}
