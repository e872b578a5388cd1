import type { Caller } from '../access/caller.ts'
import { groundsOf } from '../access/grounds.ts'
import { logIds } from '../access/log-ids.ts'
import type { Outcome } from '../access/outcome.ts'
import { ownRecord } from '../access/records.ts'
import { failed, invalidRequest, rightMissing, unknownArende } from '../access/refusals.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Policy } from '../policy/policy.ts'
import { REQUIREMENTS, requirementText, rollerFor } from '../policy/requirements.ts'
import type { Arendelage } from './arende-schema.ts'
import type { CaseState } from './case-system.ts'

/** How the hub has a case, and what the case system has answered of it; nothing that depends on whom it is about. */
export interface ArendeState {
  readonly status: 'oppet' | 'stangt' | 'rensat'
  /** `refused`: it does not let itself be asked. Null: it has not answered since the case was opened. */
  readonly caseState: CaseState | 'refused' | null
  readonly checkedAt: Date | null
}

export interface ArendeStates {
  /** Undefined when this client never opened the case. */
  stateOf(arendeId: string, client: string): Promise<ArendeState | undefined>
}

type Mirroring = Pick<Arendelage, 'spegling' | 'orsak' | 'forklaring'>

const refused = (cause: NonNullable<Arendelage['orsak']>, text: string): Mirroring => ({
  spegling: 'nekad',
  orsak: cause,
  forklaring: text,
})
const stands = (mirroring: Arendelage['spegling'], text: string): Mirroring => ({
  spegling: mirroring,
  orsak: null,
  forklaring: text,
})

const NOT_THERE = refused(
  'finns-ej',
  'Ärendesystemet har inget sådant ärende. Anmäl det som öppnat igen när det finns där, så börjar speglingen.',
)
const OPEN: Readonly<Record<CaseState | 'refused' | 'unknown', Mirroring>> = {
  unknown: stands('vantar', 'Ärendesystemet har inte svarat om ärendet sedan det anmäldes. Hubben frågar igen.'),
  open: stands(
    'pagar',
    'Ärendet är öppet i ärendesystemet. Det som reglerna tillåter skrivs i det medan det är öppet.',
  ),
  missing: NOT_THERE,
  closed: refused('stangt', 'Ärendet är inte öppet i ärendesystemet, som därför inte tar emot någonting.'),
  refused: refused('nekas', 'Ärendesystemet nekar hubben ärendet. Kontakta Insyns drift.'),
}

/**
 * How the mirroring into a case stands. Told by the case system's answer about the case alone, which the hub asks for of every
 * case: whether anything was or will be written depends on whom the case is about, and must not be told.
 */
export function mirroringOf({ status, caseState }: ArendeState): Mirroring {
  if (status === 'oppet') return OPEN[caseState ?? 'unknown']
  if (caseState === 'missing') return NOT_THERE
  return status === 'stangt'
    ? stands('avslutas', 'Ärendet är stängt. Det som har skrivits i det tas bort.')
    : stands('avslutad', 'Ärendet är stängt och rensat.')
}

interface ArendeStateDeps {
  readonly policy: Policy
  readonly keys: Keys
  readonly clock: () => Date
  readonly arenden: ArendeStates
}

/** Tells the client that opened a case how its mirroring stands. Nothing of the person is read. */
export function createFetchArende(deps: ArendeStateDeps) {
  const { policy, keys, arenden } = deps
  return async (arendeId: string, caller: Caller): Promise<Outcome<Arendelage>> => {
    const { grounds, invalid } = groundsOf(deps, 'arende', caller, { arende: arendeId })
    const [roll] = rollerFor(policy, caller.roller, REQUIREMENTS.arende)
    if (roll === undefined) return rightMissing(keys, grounds, 'ratt', requirementText(REQUIREMENTS.arende).swedish)
    if (invalid.length > 0) return invalidRequest(keys, grounds, invalid)
    try {
      const state = await arenden.stateOf(arendeId, caller.klient)
      if (state === undefined) return unknownArende(keys, grounds)
      return {
        poster: ownRecord(keys, grounds, { roll, utfall: 'tomt', orsak: 'lage' }),
        body: (places) => ({
          arendeId,
          status: state.status === 'oppet' ? 'oppnat' : 'stangt',
          ...mirroringOf(state),
          kontrollerad: state.checkedAt?.toISOString() ?? null,
          loggId: logIds(keys, places),
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}
