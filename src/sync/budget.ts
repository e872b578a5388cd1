import { bulkhead, type BulkheadPolicy } from 'cockatiel'
import type { KallaNamn } from '../informationsmangd.ts'
import type { Leverans } from '../mapping/person-items.ts'
import type { Kalla } from './source.ts'

export interface Synkbudget {
  /** Scopes read at the same time, over all companies: Agresso is one service. */
  readonly agresso: number
  /** The same of one installation. */
  readonly paraplyet: number
}

/**
 * The sources as a sync may use them: no more reads of one service at once than its compartment has room for, whatever
 * asks for them. A read that finds it full waits. Live reads have compartments of their own.
 */
export function withBudget(kallor: readonly Kalla[], budget: Synkbudget): Kalla[] {
  const rum = new Map<string, BulkheadPolicy>()
  const rumFor = (kalla: KallaNamn, stadsdel: string): BulkheadPolicy => {
    const namn = kalla === 'agresso' ? kalla : `${kalla}/${stadsdel}`
    const finns = rum.get(namn) ?? bulkhead(budget[kalla], Infinity)
    rum.set(namn, finns)
    return finns
  }
  return kallor.map((kalla) => ({
    ...kalla,
    lasAllt: (omfang, lasning, signal) =>
      within(rumFor(kalla.namn, omfang.stadsdel), signal, () => kalla.lasAllt(omfang, lasning, signal)),
    lasAndrade: (omfang, sedan, lasning, signal) =>
      within(rumFor(kalla.namn, omfang.stadsdel), signal, () => kalla.lasAndrade(omfang, sedan, lasning, signal)),
  }))
}

async function* within(
  rum: BulkheadPolicy,
  signal: AbortSignal,
  las: () => AsyncIterable<Leverans>,
): AsyncGenerator<Leverans, void> {
  const lamna = await enter(rum, signal)
  try {
    yield* las()
  } finally {
    lamna()
  }
}

/** Resolves when there is room, with what gives it back; rejects when the signal came first. */
const enter = (rum: BulkheadPolicy, signal: AbortSignal): Promise<() => void> =>
  new Promise((inne, reject) => {
    rum.execute(() => new Promise<void>((lamna) => inne(lamna)), signal).catch(reject)
  })
