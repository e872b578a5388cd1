import type { Dispatcher } from 'undici'
import { replyHeader } from './reply-body.ts'

/** A Date header has whole seconds, and may be as old as the answer was on its way. */
const TOLERANCE_MS = 5_000

export const skewText = (whose: string, ms: number): string =>
  `${whose} clock is ${Math.round(Math.abs(ms) / 1000)} s ${ms > 0 ? 'ahead of' : 'behind'} this machine's: let both follow a time server (chrony, systemd-timesyncd)`

/** What is wrong with the clock of whoever wrote this Date header; nothing is told of one that is missing. */
export function clockShortcomings(whose: string, date: string | null | undefined, now: number): string[] {
  const off = Date.parse(date ?? '') - now
  return Math.abs(off) > TOLERANCE_MS ? [skewText(whose, off)] : []
}

/** The newest reply of each service, as far as its clock goes. */
export function createClockWitness() {
  const told = new Map<string, { readonly date: string; readonly at: number }>()
  return {
    see: (service: string, reply: Dispatcher.ResponseData) =>
      void told.set(service, { date: replyHeader(reply, 'date'), at: Date.now() }),
    shortcomings: (service: string, whose: string): string[] => {
      const { date, at } = told.get(service) ?? { date: null, at: 0 }
      return clockShortcomings(whose, date, at)
    },
  }
}
