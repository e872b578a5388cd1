import { sammanfoga, type Postnycklar } from '../mapping/merge-items.ts'
import type { PersonPost } from '../mapping/person-items.ts'
import type { Kalla, Lasning, Omfang } from './source.ts'
import type { Personsvar } from './one-person.ts'

/** The whole of what one source says of one person; a flag that was read stands however the read ended. */
export async function readPerson(
  kalla: Kalla,
  omfang: Omfang,
  personnummer: string,
  postnycklar: Postnycklar,
  signal: AbortSignal,
  avenSkyddad: boolean,
): Promise<Personsvar> {
  const lasning: Lasning = { byte: 0, rader: 0, okandaFalt: new Map() }
  const delar: PersonPost[] = []
  let herrelosa = 0
  try {
    for await (const leverans of kalla.lasPerson(omfang, personnummer, lasning, signal, avenSkyddad)) {
      delar.push(...leverans.personer)
      herrelosa += leverans.herrelosa.length
    }
  } catch (error) {
    if (!delar.some(({ skydd }) => skydd === 'ja')) throw error
  }
  return { person: delar.length === 0 ? undefined : sammanfoga(delar, postnycklar), herrelosa }
}
