import { setMaxListeners } from 'node:events'
import type { KallaNamn } from '../../informationsmangd.ts'
import type { Postnycklar } from '../../mapping/merge-items.ts'
import type { PersonPost } from '../../mapping/person-items.ts'
import type { Kalla } from '../../sync/source.ts'
import type { Personsvar } from '../../sync/one-person.ts'
import { readPerson } from '../../sync/read-person.ts'
import type { Lasfraga, Lasomrade, LasPersonNu, Lassvar } from './live-query.ts'
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
        const kalla = kallan(deps, omrade.kalla)
        return {
          last,
          sagt: await readPerson(kalla, omrade, fraga.personnummer, deps.postnycklar, signal, fraga.avenSkyddad),
        }
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

function kallan({ kallor }: DirektDeps, namn: KallaNamn): Kalla {
  const kalla = kallor.find((en) => en.namn === namn)
  if (kalla === undefined) throw new RangeError(`no source ${namn}`)
  return kalla
}

/** A flag that cannot be read counts as set, and nothing that came with it may be shown. */
const visbar = (person: PersonPost, avenSkyddad: boolean): PersonPost =>
  person.skydd === 'nej' || (person.skydd === 'ja' && avenSkyddad) ? person : { ...person, uppgifter: {}, avvisade: [] }
