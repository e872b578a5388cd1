import { brokenArendeRule } from '../access/grounds.ts'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { parsePersonnummer } from '../mapping/personnummer.ts'
import { textFault } from '../mapping/text.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { ArendeStore } from './arende-store.ts'
import type { CaseSystem } from './case-system.ts'

export interface ReconciliationDeps {
  readonly arendesystem: CaseSystem
  readonly arenden: ArendeStore
  /** Whose cases the case system's list names: another client's are left alone. */
  readonly klient: string
  readonly keys: Keys
  readonly clock: () => Date
  readonly log: Log
}

/**
 * Holds our open cases against the case system's own list, so that a report of an opening or a closing that never
 * reached us is made good. A list that does not come through whole closes nothing.
 */
export function createArendeReconciliation({ arendesystem, arenden, klient, keys, clock, log }: ReconciliationDeps) {
  async function compare(stopping: AbortSignal | undefined): Promise<void> {
    const deadline = AbortSignal.timeout(30_000)
    const signal = stopping === undefined ? deadline : AbortSignal.any([deadline, stopping])
    const held = await arenden.openArenden()
    const theirs = new Set<string>()
    let opened = 0
    let uninterpretable = 0
    for await (const { arendeId, about } of arendesystem.openArenden(signal)) {
      theirs.add(arendeId)
      if (about === undefined) continue
      const { personnummer, andamal } = about
      const number = parsePersonnummer(personnummer, clock())
      // Theirs go the way of a reported case's: one that cannot be stored must not keep the others from being compared.
      if (number === undefined || !storable(arendeId, andamal, clock())) {
        uninterpretable++
        continue
      }
      const personRef = keys.personRef(number)
      const ours = held.get(arendeId)
      if (ours?.personRef === personRef && ours.andamal === andamal) continue
      if (await arenden.open({ arendeId, klient, personRef, andamal, category: {} })) opened++
    }
    const gone = [...held].flatMap(([arendeId, one]) =>
      one.klient === klient && !theirs.has(arendeId) ? [arendeId] : [],
    )
    for (const arendeId of gone) await arenden.close(arendeId, klient)
    if (opened + gone.length + uninterpretable > 0)
      log.info('open-arenden-compared', { opened, closed: gone.length, unreadable: uninterpretable })
  }

  return {
    /** Throws when there is no answer: for whom our own list is too old. */
    compare,
    /** Never throws: without an answer our own list stands until the next time. */
    async reconcile(stopping?: AbortSignal): Promise<void> {
      await compare(stopping).catch((error: unknown) => {
        if (stopping?.aborted === true) return
        log.warn('open-arenden-not-compared', { errorCode: codeOrUnknown(error) })
      })
    },
  }
}

const LONGEST_ANDAMAL = 60

const storable = (arendeId: string, andamal: string, now: Date): boolean =>
  brokenArendeRule(arendeId, undefined, now) === undefined &&
  textFault(andamal, { longest: LONGEST_ANDAMAL }, now) === undefined
