import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed } from '../../access/refusals.ts'
import { beginReview, type ReviewDeps, reviewRecords, type ReviewStep } from '../officers.ts'
import { logInWords } from '../record/words.ts'
import type { Kedjekontroll, Kedjesvar } from './chain-schema.ts'
import type { ChainState } from './chain-state.ts'
import type { ChainStore } from './chain-store.ts'

export interface ChainDeps extends ReviewDeps {
  readonly chain: ChainStore
}

/** Whether the officer's logs are what was signed for. */
export function createFetchChain(deps: ChainDeps) {
  return async (caller: Caller): Promise<Outcome<Kedjesvar>> => {
    const step = beginReview(deps, caller, { skal: 'Kontroll av loggens kedja' })
    if (isRefused(step)) return step
    try {
      const states = await deps.chain.states(step.logs)
      return {
        poster: reviewRecords(deps.keys, step, { utfall: 'visat', orsak: 'kedja' }),
        body: (places) => answer(deps, step, states, logIds(deps.keys, places)),
      }
    } catch (error) {
      return failed(deps.keys, step.grounds, error)
    }
  }
}

/** Starts a check of whole logs in the background. One that runs already goes on. */
export function createCheckChain(deps: ChainDeps) {
  return async ({ skal, loggar }: Kedjekontroll, caller: Caller): Promise<Outcome<Kedjesvar>> => {
    const step = beginReview(deps, caller, { skal, loggar })
    if (isRefused(step)) return step
    return {
      poster: reviewRecords(deps.keys, step, { utfall: 'tomt', orsak: 'kedjekontroll' }),
      body: async (places) => {
        await deps.chain.ask(step.logs)
        return answer(deps, step, await deps.chain.states(step.logs), logIds(deps.keys, places))
      },
    }
  }
}

const answer = (
  { policy }: ChainDeps,
  { grounds, officer }: ReviewStep,
  states: readonly ChainState[],
  ids: string[],
): Kedjesvar => ({
  loggId: ids,
  tidpunkt: grounds.tid.toISOString(),
  loggar: states.map((one) => shown(one, logInWords(policy, one.logg), officer.mayProtected)),
})

function shown(state: ChainState, name: string, mayProtected: boolean): Kedjesvar['loggar'][number] {
  const { checked, checkpoint, running } = state
  const count = (value: number) => (mayProtected ? value : null)
  return {
    logg: state.logg,
    loggnamn: name,
    lage: checked === undefined ? 'okontrollerad' : checked.broken === undefined ? 'hel' : 'bruten',
    kontrollerad: checked?.at.toISOString() ?? null,
    kontrolleradePoster: count(checked?.records ?? 0),
    nyaPoster: count(state.records - (checked?.records ?? 0)),
    brott: checked?.broken === undefined ? null : { fran: count(checked.broken.from), till: count(checked.broken.to) },
    fingeravtryck: checkpoint?.root.toString('hex') ?? null,
    publicerad: state.places.map(({ place, publishedAt, behindSince }) => ({
      plats: place,
      tid: publishedAt?.toISOString() ?? null,
      slaparSedan: behindSince?.toISOString() ?? null,
    })),
    pagar: running === undefined ? null : running.of === 0 ? 0 : Math.floor((100 * running.checked) / running.of),
  }
}
