import type { OperationsDesk } from '../../src/console/operations/desk.ts'
import type { NightActs } from '../../src/operations/night-acts.ts'
import type { Nights } from '../../src/operations/nights.ts'
import { at, NIGHTS_IN_MEMORY, ORDER, SCOPES } from './memory-nights.ts'

type ActName = keyof NightActs
export type Call = readonly [ActName, ...unknown[]]

/** The operators' tools: note what they were asked, and answer; `fail` makes the next call fail. */
export function memoryDesk(changed: Partial<Nights> = {}) {
  const calls: Call[] = []
  let failure: Error | undefined
  const note =
    <R>(name: ActName, answer: R) =>
    async (...asked: unknown[]): Promise<R> => {
      if (failure !== undefined) throw failure
      calls.push([name, ...asked])
      return answer
    }
  const acts: NightActs = {
    runNow: note('runNow', ORDER),
    abort: note('abort', undefined),
    pause: note('pause', undefined),
    resume: note('resume', undefined),
    approve: note('approve', undefined),
    reject: note('reject', undefined),
    pauseDeliveries: note('pauseDeliveries', undefined),
    resumeDeliveries: note('resumeDeliveries', undefined),
    retryDeliveries: note('retryDeliveries', 2),
    redriveQuarantine: note('redriveQuarantine', ORDER),
    redriveDeadLetters: note('redriveDeadLetters', 3),
    reconcile: note('reconcile', ORDER),
  }
  const desk: OperationsDesk = {
    nights: { ...NIGHTS_IN_MEMORY, ...changed },
    acts,
    scopes: () => SCOPES,
    parked: async () => ({
      pauses: [],
      count: 2,
      rows: ['a', 'b'].map((arendeId) => ({
        ...{ arendeId, uppgiftRef: 'r', stadsdel: 'farsta', mangd: 'beslut', status: 'parkerad', since: at('08:00') },
        ...{ wanted: 2, delivered: 1, attempts: 1, dueAt: at('08:00'), reason: 'MALSYSTEM_NEKAR' },
      })),
    }),
    check: async () => [
      { area: 'database', name: 'database', shortcomings: [] },
      {
        area: 'source',
        name: 'agresso farsta',
        scope: { source: 'agresso', stadsdel: 'farsta' },
        shortcomings: ['the login was refused'],
        code: 'KALLA_INLOGGNING',
      },
      { area: 'bus', name: 'bus', shortcomings: ['topic insyn.beslut has 1 partition, not 3'], notes: ['a note'] },
    ],
  }
  return { desk, calls, failNext: (error: Error | undefined) => void (failure = error) }
}
