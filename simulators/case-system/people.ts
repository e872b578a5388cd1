import { setTimeout as wait } from 'node:timers/promises'
import type { Arende, ArendeStore, HubAnswer } from './arende-store.ts'
import type { Category, Tempo } from './schemas.ts'

type Event = 'oppnat' | 'kategoriserat' | 'stangt'

/** People at the case system. Each call tells the hub, once they know where it is. Undefined: no such case. */
export interface People {
  open(personnummer: string, andamal: string): Promise<Arende>
  categorise(arendeId: string, category: Category): Promise<Arende | undefined>
  close(arendeId: string): Promise<Arende | undefined>
  openAgain(arendeId: string): Promise<Arende | undefined>
  /** Opens `tempo.oppna` cases, resolves when the hub has been told of them all, and goes on at the pace asked for. */
  begin(tempo: Tempo): Promise<void>
  /** Resolves when nothing is under way any more. */
  pause(): Promise<void>
}

export interface PeopleDeps {
  readonly store: ArendeStore
  readonly randomPerson: () => string
  readonly token: () => Promise<string>
  /** From 0 up to but not including 1. */
  readonly random: () => number
}

const ANDAMAL = ['fakturafraga', 'avgiftsfraga', 'beslutsfraga', 'utforarfraga', 'kontakt-handlaggare', 'kofraga']
const CATEGORIES: readonly Category[] = [
  { huvudkategori: 'Äldreomsorg', arendetyp: 'Beslut', arendeklass: 'Fråga om beslut' },
  { huvudkategori: 'Äldreomsorg', arendetyp: 'Utförare', arendeklass: 'Fråga om utförare' },
  { huvudkategori: 'Äldreomsorg', arendetyp: 'Handläggare' },
  { huvudkategori: 'Ekonomi', arendetyp: 'Faktura', arendeklass: 'Fråga om faktura' },
]
const CONCURRENT = 32
const PATIENCE_MS = 30_000

export function createPeople({ store, randomPerson, token, random }: PeopleDeps): People {
  let connection: { readonly hub: string; readonly token: () => Promise<string> } | undefined
  let abort = new AbortController()
  let working: Promise<void> = Promise.resolve()
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

  async function queryHub(arende: Arende, status: Event): Promise<HubAnswer | undefined> {
    if (connection === undefined) return undefined
    const { arendeId, personnummer, andamal, huvudkategori, arendetyp, arendeklass } = arende
    try {
      const answer = await fetch(`${connection.hub}/api/v1/arenden/${arendeId}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${await connection.token()}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status, personnummer, andamal, huvudkategori, arendetyp, arendeklass }),
        signal: AbortSignal.any([abort.signal, AbortSignal.timeout(PATIENCE_MS)]),
      })
      const text = await answer.text()
      return { status: answer.status, ...(text === '' ? {} : { enrichment: JSON.parse(text) as unknown }) }
    } catch {
      return { status: 0 }
    }
  }

  async function tell(arende: Arende | undefined, status: Event): Promise<Arende | undefined> {
    if (arende === undefined) return undefined
    const hubAnswer = await queryHub(arende, status)
    return hubAnswer === undefined ? arende : store.change(arende.arendeId, { hubAnswer })
  }

  const open = async (personnummer: string, andamal: string): Promise<Arende> => {
    const arende = store.create(personnummer, andamal)
    return (await tell(arende, 'oppnat')) ?? arende
  }
  const categorise = (arendeId: string, category: Category): Promise<Arende | undefined> =>
    tell(store.change(arendeId, category), 'kategoriserat')
  const close = (arendeId: string): Promise<Arende | undefined> =>
    tell(store.change(arendeId, { status: 'stangt' }), 'stangt')
  const openAtRandom = (): Promise<Arende> => open(randomPerson(), oneOf(ANDAMAL))

  async function openMany(count: number, signal: AbortSignal): Promise<void> {
    let left = count
    const workers = async (): Promise<void> => {
      while (left > 0 && !signal.aborted) {
        left -= 1
        await openAtRandom()
      }
    }
    await Promise.all(Array.from({ length: Math.min(CONCURRENT, count) }, workers))
  }

  async function anEvent(): Promise<void> {
    const opened = store.open(CONCURRENT)
    const options = random()
    if (opened.length === 0 || options < 1 / 3) await openAtRandom()
    else if (options < 2 / 3) await categorise(oneOf(opened).arendeId, oneOf(CATEGORIES))
    else await close(oneOf(opened).arendeId)
  }

  async function work(rangesMs: number, signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await wait(rangesMs, undefined, { signal })
        await anEvent()
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  async function pause(): Promise<void> {
    abort.abort()
    await working
    connection = undefined
    abort = new AbortController()
  }

  return {
    open,
    categorise,
    close,
    openAgain: (arendeId) => tell(store.change(arendeId, { status: 'oppet' }), 'oppnat'),
    pause,
    async begin(tempo) {
      await pause()
      const given = tempo.token
      connection = { hub: tempo.hubb, token: given === undefined ? token : async () => given }
      const { signal } = abort
      await openMany(tempo.oppna, signal)
      if (tempo.intervallMs !== undefined && !signal.aborted) working = work(tempo.intervallMs, signal)
    },
  }
}
