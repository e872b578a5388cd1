import { existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { type Arendelager, skapaArendelager } from './arende-store.ts'

/** In the case numbers: a case must have the same one when it is made again. */
const SERIE = 'varaktig'
const ANDRANDE = ['skapa', 'andra', 'skriv', 'berika', 'taBort', 'rensa'] as const

/** One thing that was done to the cases: what, and with which arguments. */
export type Journalrad = {
  [K in (typeof ANDRANDE)[number]]: readonly [K, ...Parameters<Arendelager[K]>]
}[(typeof ANDRANDE)[number]]

/** What a case system whose process has been killed still knows: everything that it had answered. */
export function lasJournal(fil: string): Journalrad[] {
  return helaRader(fil)
    .split('\n')
    .slice(0, -1)
    .map((rad) => JSON.parse(rad) as Journalrad)
}

/** Without what follows the last line's end: that was being written when the process died, and was never answered. */
function helaRader(fil: string): string {
  const text = existsSync(fil) ? readFileSync(fil, 'utf8') : ''
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

/** The cases as the journal tells of them, in memory alone. */
export function spelaUpp(rader: readonly Journalrad[]): Arendelager {
  const lager = skapaArendelager(SERIE)
  for (const [vad, ...argument] of rader) gor(lager, vad, argument)
  return lager
}

/**
 * Cases that outlive their process: each change is handed to the operating system before it is made, and so before it is
 * answered.
 */
export function varaktigtArendelager(fil: string): Arendelager {
  const lager = spelaUpp(lasJournal(fil))
  // What was cut off must not become the beginning of the next line.
  if (existsSync(fil)) truncateSync(fil, Buffer.byteLength(helaRader(fil)))
  const journal = openSync(fil, 'a')
  const medJournal = { ...lager }
  for (const vad of ANDRANDE) {
    Object.assign(medJournal, {
      [vad]: (...argument: unknown[]) => {
        writeSync(journal, `${JSON.stringify([vad, ...argument])}\n`)
        return gor(lager, vad, argument)
      },
    })
  }
  return medJournal
}

const gor = (lager: Arendelager, vad: Journalrad[0], argument: readonly unknown[]): unknown =>
  (lager[vad] as (this: void, ...argument: readonly unknown[]) => unknown)(...argument)
