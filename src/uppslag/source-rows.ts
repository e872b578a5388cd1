import { KALLOR, MANGDER_AV_KALLA } from '../informationsmangd.ts'
import type { Kallstatus } from '../mirror/mirror.ts'
import type { Stadsdel } from '../policy/policy.ts'
import type { Rackvidd } from '../policy/reach.ts'
import type { Kallrad } from './uppslag-schema.ts'

/** A nightly read and its retries fit in this; older is told to be old. */
const AKTUELL_MS = 26 * 60 * 60 * 1000

const klockslag = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'short',
})
const MAX_MINNS = 1000
const skrivna = new Map<number, string>()

/** Each lookup tells the same few times again, and Intl is slow. */
export function skrivKlockslag(tid: Date): string {
  const kand = skrivna.get(tid.getTime())
  if (kand !== undefined) return kand
  if (skrivna.size >= MAX_MINNS) skrivna.clear()
  const text = klockslag.format(tid)
  skrivna.set(tid.getTime(), text)
  return text
}

type Fraga = readonly [
  stadsdelar: readonly Stadsdel[],
  statusar: readonly Kallstatus[],
  rackvidd: Pick<Rackvidd, 'beslut'>,
  nu: Date,
]

/**
 * The rows of `kallrader`, made once for each reading of the sources' state and kept for as long as that is: they hang
 * on nothing else that changes meanwhile. Frozen, so that they are also written only once.
 */
export function createKallrader(): (...fraga: Fraga) => Kallrad[] {
  const gjorda = new WeakMap<object, WeakMap<object, Kallrad[]>>()
  return (stadsdelar, statusar, rackvidd, nu) => {
    const avLasningen = gjorda.get(statusar) ?? new WeakMap<object, Kallrad[]>()
    gjorda.set(statusar, avLasningen)
    const rader = avLasningen.get(rackvidd) ?? kallrader(stadsdelar, statusar, rackvidd, nu)
    avLasningen.set(rackvidd, rader)
    Object.freeze(rader)
    return rader
  }
}

/** One row per source and district of today. Depends on the request and the sources, never on the person. */
export function kallrader(...[stadsdelar, statusar, rackvidd, nu]: Fraga): Kallrad[] {
  const kanda = new Map(statusar.map((status) => [`${status.kalla}/${status.stadsdel}`, status]))
  return KALLOR.flatMap((kalla) =>
    stadsdelar.map(({ kod }): Kallrad => {
      const ingar = MANGDER_AV_KALLA[kalla].some((mangd) => rackvidd.beslut(kod, mangd).falt.size > 0)
      return Object.freeze<Kallrad>(
        ingar
          ? { kalla, stadsdel: kod, ...bedomKalla(kanda.get(`${kalla}/${kod}`), nu) }
          : { kalla, stadsdel: kod, status: 'ingar-ej', speglad: null, forklaring: INGAR_EJ },
      )
    }),
  )
}

const INGAR_EJ = 'Ingår inte: avtal, roll, ändamål eller identifiering öppnar inga uppgifter härifrån.'

/** How fresh a source is, in words; shared with the start page. */
export function bedomKalla(
  status: Kallstatus | undefined,
  nu: Date,
): Pick<Kallrad, 'speglad' | 'forklaring'> & { status: Exclude<Kallrad['status'], 'ingar-ej'> } {
  const last = status?.speglad ?? null
  if (status === undefined || last === null)
    return { status: 'ej-svar', speglad: null, forklaring: 'Källan har ännu inte kunnat läsas.' }
  const [speglad, nar] = [last.toISOString(), skrivKlockslag(last)]
  if (status.senasteKorning === 'misslyckad')
    return { status: 'ej-svar', speglad, forklaring: `Senaste läsningen misslyckades. Uppgifterna är från ${nar}.` }
  if (status.senasteKorning !== 'lyckad')
    return { status: 'inaktuell', speglad, forklaring: `En läsning är inte klar. Uppgifterna är från ${nar}.` }
  return nu.getTime() - last.getTime() < AKTUELL_MS
    ? { status: 'aktuell', speglad, forklaring: `Uppgifterna är från ${nar}.` }
    : { status: 'inaktuell', speglad, forklaring: `Källan har inte lästs i tid. Uppgifterna är från ${nar}.` }
}
