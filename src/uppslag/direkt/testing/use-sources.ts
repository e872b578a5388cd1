import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, jest } from '@jest/globals'
import { Registry } from 'prom-client'
import { failureText, InsynError } from '../../../errors.ts'
import type { Informationsmangd, SourceName } from '../../../informationsmangd.ts'
import type { PersonItems } from '../../../mapping/person-items.ts'
import type { PersonAnswer } from '../../../sync/read-source.ts'
import type { ReadScope, Source } from '../../../sync/source.ts'
import { createCompartments } from '../compartments.ts'
import type { ReadAnswer } from '../live-source.ts'
import { createLiveMetrics } from '../metrics.ts'
import { createLiveReads } from '../read-sources.ts'

const NUMBER = '189001019802'
export const DEADLINE = 100
/** What an answer may take beyond its deadline on a busy machine; one that does not heed it never ends. */
export const BREATHER = 5_000
export const STADSDELAR = ['bromma', 'farsta', 'jarva'] as const
export const CONCURRENT = { paraplyet: 3, agresso: 4, agressoForetag: 2 }
export const BREAKER = { fel: 3, viloMs: 60_000 }
const realNow = Date.now
/** Puts the clock of the breakers behind the rest, which no test waits for and no busy machine sleeps through. */
export const rest = () => void jest.spyOn(Date, 'now').mockImplementation(() => realNow() + BREAKER.viloMs)

export type Behaviour = (signal: AbortSignal) => Promise<readonly PersonItems[]>

export const person = (changed: Partial<PersonItems> = {}): PersonItems => ({
  personnummer: NUMBER,
  skydd: 'nej',
  uppgifter: { beslut: [{ beslutId: 'B1' }] },
  rejected: [],
  ...changed,
})
export const hang: Behaviour = (signal) =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new InsynError('KALLA_OTILLGANGLIG', 'aborted')), { once: true }),
  )
/** Answers when it is let go; `begun` counts those that have been asked. */
export function held() {
  const gate = { begun: 0, letGo: (): void => undefined }
  const open = new Promise<void>((resolve) => (gate.letGo = resolve))
  const behaviour: Behaviour = async () => {
    gate.begun++
    await open
    return [person()]
  }
  return { gate, behaviour }
}
/** Does not even listen to being aborted. */
export const deaf: Behaviour = () => new Promise(() => undefined)
export const refuse: Behaviour = async () => {
  throw new InsynError('KALLA_OTILLGANGLIG', 'refused', { retryable: true })
}
export const slow =
  (ms: number): Behaviour =>
  async (signal) => {
    await delay(ms, undefined, { signal })
    return [person()]
  }

export const scope = (source: SourceName, stadsdel: string): ReadScope => ({
  source,
  stadsdel,
  mangder: new Set<Informationsmangd>(['beslut']),
})
export const FARSTA = [scope('paraplyet', 'farsta')]
export const ALL = STADSDELAR.flatMap((stadsdel) => [scope('paraplyet', stadsdel), scope('agresso', stadsdel)])
export const query = (scopes: readonly ReadScope[], deadlineMs = DEADLINE) => ({
  personnummer: NUMBER,
  scopes,
  fristMs: deadlineMs,
  evenProtected: false,
})
export const silent = (answer: readonly ReadAnswer[]) =>
  answer.flatMap(({ source, stadsdel, answered }) => (answered ? [] : [`${source}/${stadsdel}`]))
export async function time<T>(what: Promise<T>): Promise<{ answer: T; ms: number }> {
  const start = performance.now()
  const answer = await what
  return { answer, ms: performance.now() - start }
}

/** Both sources in three districts, which do what the test tells them, with the real compartments around them. */
export function useSources() {
  /** By `source/stadsdel`; those without one answer at once. */
  const behaviours = new Map<string, Behaviour>()
  /** Reads under way, and the most there ever were. */
  const running = { now: new Map<string, number>(), most: new Map<string, number>() }
  const logged: string[] = []
  const mirrored: PersonAnswer[] = []
  const proof = { mirror: async (answer: PersonAnswer): Promise<void> => void mirrored.push(answer) }
  let register = new Registry()

  afterEach(() => void jest.restoreAllMocks())
  beforeEach(() => {
    behaviours.clear()
    running.now.clear()
    running.most.clear()
    logged.length = 0
    mirrored.length = 0
    register = new Registry()
    proof.mirror = async (answer) => void mirrored.push(answer)
  })

  function source(name: SourceName): Source {
    async function* read({ stadsdel }: { stadsdel: string }, signal: AbortSignal) {
      const who = `${name}/${stadsdel}`
      const now = (running.now.get(who) ?? 0) + 1
      running.now.set(who, now)
      running.most.set(who, Math.max(now, running.most.get(who) ?? 0))
      try {
        const personer = await (behaviours.get(who) ?? (async () => [person()]))(signal)
        for (const one of personer) yield { personer: [one], orphans: [] }
      } finally {
        running.now.set(who, (running.now.get(who) ?? 0) - 1)
      }
    }
    return {
      name: name,
      readAll: (extent, _reading, signal) => read(extent, signal),
      readChanged: (extent, _since, _reading, signal) => read(extent, signal),
      readPerson: (extent, _personnummer, _reading, signal) => read(extent, signal),
    }
  }

  return {
    behaviours,
    running,
    logged,
    mirrored,
    proof,
    sources: [source('paraplyet'), source('agresso')],
    liveReading: (sources = [source('paraplyet'), source('agresso')]) => {
      const metrics = createLiveMetrics(register)
      const write = (event: string) => void logged.push(event)
      const log = { info: write, warn: write, error: write }
      const connected = { paraplyet: STADSDELAR, agresso: STADSDELAR }
      return createLiveReads({
        sources,
        inCompartment: createCompartments(connected, { samtidiga: CONCURRENT, brytare: BREAKER }, { log, metrics }),
        itemKeys: new Map([['beslut', { postnyckel: ['beslutId'] }]]),
        mirror: (_scope, _last, answer) => proof.mirror(answer),
        mirrorFailed: ({ source }) => write(`misslyckad ${source}`),
        readFailed: ({ source }, error) => write(`${source} ${failureText(error)}`),
        metrics,
        clock: () => new Date(),
      })
    },
    /** Of open breakers. */
    brytare: async () => {
      await delay(1)
      const rows = (await register.metrics()).matchAll(
        /^insyn_circuit_breaker_open\{source="(\w+)",stadsdel="(\w+)"\} 1$/gm,
      )
      return [...rows].map(([, source, stadsdel]) => `${source} ${stadsdel}`)
    },
  }
}
