import { setMaxListeners } from 'node:events'
import type { KallaNamn } from '../informationsmangd.ts'
import { sammanfoga, type Postnycklar } from '../mapping/merge-posts.ts'
import type { PersonPost } from '../mapping/person-post.ts'
import type { Kalla, Lasning } from '../sync/kalla.ts'
import type { Personsvar } from '../sync/one-person.ts'
import type { Lasfraga, Lasomrade, LasPersonNu, Lassvar } from '../uppslag/lasning.ts'
import type { InCompartment } from './compartments.ts'
import type { DirektMetrics } from './metrics.ts'

export interface DirektDeps {
  readonly kallor: readonly Kalla[]
  readonly inCompartment: InCompartment
  readonly postnycklar: Postnycklar
  /** Takes what a source said into the mirror. */
  readonly spegla: (omrade: Lasomrade, last: Date, svar: Personsvar) => Promise<void>
  /** A write into the mirror that failed; what was read is answered all the same. */
  readonly misslyckad: (omrade: Lasomrade, error: unknown) => void
  readonly metrics: DirektMetrics
  readonly klocka: () => Date
}

export interface Direktlasning {
  readonly las: LasPersonNu
  /** Whether this source answered the last live read of anybody; true when none was made yet. */
  svaradeSenast(omrade: { readonly kalla: KallaNamn; readonly stadsdel: string }): boolean
  /** Resolves when nothing is on its way into the mirror. */
  fardig(): Promise<void>
}

type Svar = Extract<Lassvar, { svarade: true }>

/**
 * Reads one person live. What a source says is in the mirror before it is answered, when there is time for that: a
 * mirrored lookup right after then shows no older state. The write never holds an answer up beyond the deadline; it goes
 * on by itself then.
 */
export function createDirektlasning(deps: DirektDeps): Direktlasning {
  const tysta = new Set<string>()
  const skrivs = new Set<Promise<void>>()

  function speglat(omrade: Lasomrade, last: Date, svar: Personsvar): Promise<void> {
    const skriver = deps.spegla(omrade, last, svar).then(
      () => deps.metrics.speglad(omrade, 'klar'),
      (error: unknown) => {
        deps.metrics.speglad(omrade, 'misslyckad')
        deps.misslyckad(omrade, error)
      },
    )
    skrivs.add(skriver)
    return skriver.finally(() => skrivs.delete(skriver))
  }

  /** Never rejects, and resolves by the deadline: whatever is still under way then is aborted, and not waited for. */
  async function lasEtt(omrade: Lasomrade, fraga: Lasfraga): Promise<Lassvar> {
    const avbrott = new AbortController()
    const { signal } = avbrott
    // Each request of the read listens.
    setMaxListeners(0, signal)
    let svar: Svar | undefined
    const fristen = new Promise<void>((ute) => signal.addEventListener('abort', () => ute(), { once: true }))
    const timer = setTimeout(() => avbrott.abort(), fraga.fristMs)
    const lasning = async () => {
      const { last, sagt } = await deps.inCompartment(omrade, signal, async () => {
        const last = deps.klocka()
        return { last, sagt: await lasPerson(deps, omrade, fraga.personnummer, signal) }
      })
      svar = { ...omrade, svarade: true, last, person: sagt.person && visbar(sagt.person, fraga.avenSkyddad) }
      await speglat(omrade, last, sagt)
    }
    await Promise.race([lasning().catch(() => undefined), fristen])
    clearTimeout(timer)
    const namn = `${omrade.kalla}/${omrade.stadsdel}`
    if (svar === undefined) tysta.add(namn)
    else tysta.delete(namn)
    deps.metrics.last(omrade, svar === undefined ? 'svarade-ej' : 'svarade')
    return svar ?? { ...omrade, svarade: false }
  }

  return {
    las: (fraga) => Promise.all(fraga.omraden.map((omrade) => lasEtt(omrade, fraga))),
    svaradeSenast: ({ kalla, stadsdel }) => !tysta.has(`${kalla}/${stadsdel}`),
    async fardig() {
      await Promise.all(skrivs)
    },
  }
}

/** The whole of what one source says; a flag that was read stands however the read ended. */
async function lasPerson(
  { kallor, postnycklar }: DirektDeps,
  { kalla: namn, stadsdel, mangder }: Lasomrade,
  personnummer: string,
  signal: AbortSignal,
): Promise<Personsvar> {
  const kalla = kallor.find((en) => en.namn === namn)
  if (kalla === undefined) throw new RangeError(`no source ${namn}`)
  const lasning: Lasning = { byte: 0, rader: 0, okandaFalt: new Map() }
  const delar: PersonPost[] = []
  let herrelosa = 0
  try {
    for await (const leverans of kalla.lasPerson({ stadsdel, mangder }, personnummer, lasning, signal)) {
      delar.push(...leverans.personer)
      herrelosa += leverans.herrelosa.length
    }
  } catch (error) {
    if (!delar.some(({ skydd }) => skydd === 'ja')) throw error
  }
  return { person: delar.length === 0 ? undefined : sammanfoga(delar, postnycklar), herrelosa }
}

/** A flag that cannot be read counts as set, and nothing that came with it may be shown. */
const visbar = (person: PersonPost, avenSkyddad: boolean): PersonPost =>
  person.skydd === 'nej' || (person.skydd === 'ja' && avenSkyddad) ? person : { ...person, uppgifter: {}, avvisade: [] }
