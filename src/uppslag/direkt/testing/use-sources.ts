import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach } from '@jest/globals'
import { Registry } from 'prom-client'
import { InsynError } from '../../../errors.ts'
import type { Informationsmangd, KallaNamn } from '../../../informationsmangd.ts'
import type { PersonPost } from '../../../mapping/person-items.ts'
import type { Kalla } from '../../../sync/source.ts'
import type { Personsvar } from '../../../sync/one-person.ts'
import type { Lasomrade, Lassvar } from '../live-query.ts'
import { createCompartments } from '../compartments.ts'
import { createDirektlasning } from '../read-person-now.ts'
import { createDirektMetrics } from '../metrics.ts'

const NUMMER = '189001019802'
export const FRIST = 100
/** What an answer may take beyond its deadline. */
export const PUST = 200
export const STADSDELAR = ['bromma', 'farsta', 'jarva'] as const
export const SAMTIDIGA = { paraplyet: 3, agresso: 4, agressoForetag: 2 }
export const BRYTARE = { fel: 3, viloMs: 200 }

export type Beteende = (signal: AbortSignal) => Promise<readonly PersonPost[]>

export const person = (andrat: Partial<PersonPost> = {}): PersonPost => ({
  personnummer: NUMMER,
  skydd: 'nej',
  uppgifter: { beslut: [{ beslutId: 'B1' }] },
  avvisade: [],
  ...andrat,
})
export const hang: Beteende = (signal) =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new InsynError('KALLA_OTILLGANGLIG', 'aborted')), { once: true }),
  )
/** Does not even listen to being aborted. */
export const deaf: Beteende = () => new Promise(() => undefined)
export const refuse: Beteende = async () => {
  throw new InsynError('KALLA_OTILLGANGLIG', 'refused', { retryable: true })
}
export const slow =
  (ms: number): Beteende =>
  async (signal) => {
    await delay(ms, undefined, { signal })
    return [person()]
  }

export const omrade = (kalla: KallaNamn, stadsdel: string): Lasomrade => ({
  kalla,
  stadsdel,
  mangder: new Set<Informationsmangd>(['beslut']),
})
export const FARSTA = [omrade('paraplyet', 'farsta')]
export const ALLA = STADSDELAR.flatMap((stadsdel) => [omrade('paraplyet', stadsdel), omrade('agresso', stadsdel)])
export const fraga = (omraden: readonly Lasomrade[], fristMs = FRIST) => ({
  personnummer: NUMMER,
  omraden,
  fristMs,
  avenSkyddad: false,
})
export const tysta = (svar: readonly Lassvar[]) =>
  svar.flatMap(({ kalla, stadsdel, svarade }) => (svarade ? [] : [`${kalla}/${stadsdel}`]))
export async function tid<T>(vad: Promise<T>): Promise<{ svar: T; ms: number }> {
  const start = performance.now()
  const svar = await vad
  return { svar, ms: performance.now() - start }
}

/** Both sources in three districts, which do what the test tells them, with the real compartments around them. */
export function useSources() {
  /** By `kalla/stadsdel`; those without one answer at once. */
  const beteenden = new Map<string, Beteende>()
  /** Reads under way, and the most there ever were. */
  const pagar = { nu: new Map<string, number>(), mest: new Map<string, number>() }
  const loggat: string[] = []
  const speglade: Personsvar[] = []
  const prov = { spegla: async (svar: Personsvar): Promise<void> => void speglade.push(svar) }
  let register = new Registry()

  beforeEach(() => {
    beteenden.clear()
    pagar.nu.clear()
    pagar.mest.clear()
    loggat.length = 0
    speglade.length = 0
    register = new Registry()
    prov.spegla = async (svar) => void speglade.push(svar)
  })

  function kallan(namn: KallaNamn): Kalla {
    async function* las({ stadsdel }: { stadsdel: string }, signal: AbortSignal) {
      const vem = `${namn}/${stadsdel}`
      const nu = (pagar.nu.get(vem) ?? 0) + 1
      pagar.nu.set(vem, nu)
      pagar.mest.set(vem, Math.max(nu, pagar.mest.get(vem) ?? 0))
      try {
        const personer = await (beteenden.get(vem) ?? (async () => [person()]))(signal)
        for (const en of personer) yield { personer: [en], herrelosa: [] }
      } finally {
        pagar.nu.set(vem, (pagar.nu.get(vem) ?? 0) - 1)
      }
    }
    return {
      namn,
      lasAllt: (omfang, _lasning, signal) => las(omfang, signal),
      lasAndrade: (omfang, _sedan, _lasning, signal) => las(omfang, signal),
      lasPerson: (omfang, _personnummer, _lasning, signal) => las(omfang, signal),
    }
  }

  return {
    beteenden,
    pagar,
    loggat,
    speglade,
    prov,
    kallor: [kallan('paraplyet'), kallan('agresso')],
    direktlasning: (kallor = [kallan('paraplyet'), kallan('agresso')]) => {
      const metrics = createDirektMetrics(register)
      const skriv = (event: string) => void loggat.push(event)
      const log = { info: skriv, warn: skriv, error: skriv }
      const anslutna = { paraplyet: STADSDELAR, agresso: STADSDELAR }
      return createDirektlasning({
        kallor,
        inCompartment: createCompartments(anslutna, { samtidiga: SAMTIDIGA, brytare: BRYTARE }, { log, metrics }),
        postnycklar: new Map([['beslut', { postnyckel: ['beslutId'] }]]),
        spegla: (_omrade, _last, svar) => prov.spegla(svar),
        misslyckad: ({ kalla }) => skriv(`misslyckad ${kalla}`),
        metrics,
        klocka: () => new Date(),
      })
    },
    /** Of open breakers. */
    brytare: async () => {
      await delay(1)
      const rader = (await register.metrics()).matchAll(
        /^insyn_direkt_brytare_oppen\{kalla="(\w+)",stadsdel="(\w+)"\} 1$/gm,
      )
      return [...rader].map(([, kalla, stadsdel]) => `${kalla} ${stadsdel}`)
    },
  }
}
