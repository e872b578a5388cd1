import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed, invalidRequest } from '../../access/refusals.ts'
import { readHead } from '../../atkomstlogg/stored-tree.ts'
import { InsynError } from '../../errors.ts'
import { beginReview, reviewRecords } from '../officers.ts'
import type { Provkorningsbegaran, Provkorningssvar } from './board-schema.ts'
import { monthsAt, recordsOf } from './draw-sample.ts'
import { drawDeps, type FollowUpDeps, refuseFollowUp } from './follow-up-steps.ts'
import { userOf } from './lookups.ts'
import { evaluateMonth } from './month-store.ts'
import { checkRules, type Rules } from './rules-file.ts'
import { shownAlone } from './suppress.ts'

/** How much the rules would flag, of each log: those in use, or others that the caller sends. Nothing is stored. */
export function createDryRun(deps: FollowUpDeps) {
  const { keys } = deps

  return async (
    { skal, loggar, manad, regler }: Provkorningsbegaran,
    caller: Caller,
  ): Promise<Outcome<Provkorningssvar>> => {
    const step = beginReview(deps, caller, { skal, loggar })
    if (isRefused(step)) return step
    const { grounds, logs } = step
    const { last, current } = monthsAt(grounds.tid)
    const month = manad ?? last
    if (month > current) return refuseFollowUp(keys, grounds, 'manad-kommande')
    let rules: Rules
    try {
      rules = regler === undefined ? deps.followUp.rules : checkRules(regler, '')
    } catch (error) {
      if (!(error instanceof InsynError)) throw error
      const [, pointer = '', why = error.message] = /^#(\S*): (.*)$/.exec(error.message) ?? []
      return invalidRequest(keys, grounds, [{ pekare: `/regler${pointer}`, regel: why }])
    }
    try {
      const tried: Provkorningssvar['loggar'] = []
      for (const log of logs) tried.push(await tryLog(deps, rules, log, month))
      return {
        poster: reviewRecords(keys, step, {
          orsak: 'regler-provade',
          utfall: 'visat',
          detaljer: { manad: month, regler: rules.version },
        }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: grounds.tid.toISOString(),
          manad: month,
          regelversion: rules.version,
          loggar: tried,
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

async function tryLog(
  deps: FollowUpDeps,
  rules: Rules,
  log: string,
  month: string,
): Promise<Provkorningssvar['loggar'][number]> {
  const { pool } = deps.followUp
  const { size } = await readHead(pool, log)
  // What tells protection is counted for nobody: the figures are the same whoever asks.
  const { open } = await evaluateMonth(pool, rules, { logg: log, month, size }, drawDeps(deps))
  const records = await recordsOf(pool, log, [...new Set(open.flags.map(({ nummer }) => nummer))])
  return {
    logg: log,
    ...shownAlone(open.population.length),
    regler: rules.regler
      .filter(({ aktiv }) => aktiv)
      .map(({ id }) => {
        const flagged = open.flags.filter(({ regel }) => regel === id)
        const users = new Set(
          flagged.flatMap(({ nummer }) => {
            const access = records.get(nummer)
            return access === undefined ? [] : [userOf(access)]
          }),
        )
        const { antal, antalText } = shownAlone(flagged.length)
        return { regel: id, flaggade: antal, anvandare: shownAlone(users.size).antal, antalText }
      }),
  }
}
