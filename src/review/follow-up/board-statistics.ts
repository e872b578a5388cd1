import type pg from 'pg'
import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed, invalidRequest } from '../../access/refusals.ts'
import { daysAfter } from '../../platform/stockholm-time.ts'
import { beginReview, reviewRecords } from '../officers.ts'
import type { BoardStatisticsQuery, Granskningsmanad, Granskningsstatistik } from './board-schema.ts'
import { evaluateAnew, monthsAt } from './draw-sample.ts'
import { drawDeps, type FollowUpDeps } from './follow-up-steps.ts'
import { evaluatedUpTo } from './month-store.ts'
import type { Sample } from './sample-store.ts'
import { shownAlone, shownWithSum } from './suppress.ts'

const MAX_MONTHS = 13

/**
 * What a board wants to know of a month: how many lookups, how many of them the rules asked about, and whether somebody has looked.
 * Of the open part alone, whoever asks: with two sets of figures the difference would tell how many are protected.
 */
export function createBoardStatistics(deps: FollowUpDeps) {
  const { keys, followUp } = deps

  return async (
    { franManad, tillManad, logg }: BoardStatisticsQuery,
    caller: Caller,
  ): Promise<Outcome<Granskningsstatistik>> => {
    const step = beginReview(deps, caller, {
      skal: 'statistik',
      loggar: logg === undefined ? undefined : [logg],
    })
    if (isRefused(step)) return step
    const { grounds, logs } = step
    const to = tillManad ?? monthsAt(grounds.tid).last
    const months = monthsBetween(franManad ?? to, to)
    if (months.length === 0 || months.length > MAX_MONTHS)
      return invalidRequest(keys, grounds, [
        { pekare: '/franManad', regel: `ska vara högst ${String(MAX_MONTHS - 1)} månader före tillManad` },
      ])
    try {
      const { current } = monthsAt(grounds.tid)
      const counted: Granskningsmanad[] = []
      for (const log of logs)
        for (const month of months) {
          // A month that is over, and has been counted after its end, stays as it was counted.
          if (month <= current) await evaluateUnlessOver(deps, log, month)
          const samples = await followUp.samples.list({ logs: [log], parts: ['open'], month })
          counted.push(await monthFigures(followUp.pool, log, month, samples))
        }
      return {
        poster: reviewRecords(keys, step, {
          orsak: 'granskningsstatistik',
          utfall: 'visat',
          detaljer: { fran: months[0] ?? to, till: to },
        }),
        body: (places) => ({ loggId: logIds(keys, places), tidpunkt: grounds.tid.toISOString(), manader: counted }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

async function evaluateUnlessOver(deps: FollowUpDeps, log: string, month: string): Promise<void> {
  const known = await evaluatedUpTo(deps.followUp.pool, log, month)
  if (known !== undefined && monthsAt(known.evaluated).current > month) return
  await evaluateAnew(drawDeps(deps), log, month)
}

function monthsBetween(from: string, to: string): readonly string[] {
  const months: string[] = []
  for (let month = from; month <= to && months.length <= MAX_MONTHS; month = daysAfter(`${month}-01`, 31).slice(0, 7))
    months.push(month)
  return months
}

async function monthFigures(
  pool: pg.Pool,
  log: string,
  month: string,
  samples: readonly Sample[],
): Promise<Granskningsmanad> {
  const known = await evaluatedUpTo(pool, log, month)
  const { rows: counts } = await pool.query<{ unit: string; andamal: string; utfall: string; count: number }>(
    `select unit, andamal, outcome as utfall, count from review_count where logg = $1 and month = $2
      order by unit, andamal, outcome`,
    [log, month],
  )
  const { rows: flags } = await pool.query<{ rule: string; count: number }>(
    `select rule, count(*) as count from review_flag where logg = $1 and month = $2 and part = 'open'
      group by rule order by rule`,
    [log, month],
  )
  const { cells, sum } = shownWithSum(counts.map(({ count }) => count))
  return {
    logg: log,
    manad: month,
    raknat: known?.evaluated.toISOString() ?? null,
    ...sum,
    rader: counts.map(({ unit, andamal, utfall }, i) => ({
      enhet: unit,
      andamal: andamal === '' ? null : andamal,
      utfall,
      antal: cells[i]?.antal ?? null,
      antalText: cells[i]?.antalText ?? '',
    })),
    flaggade: flags.map(({ rule, count }) => {
      const shown = shownAlone(count)
      const share = shown.antal === null || sum.antal === null ? null : Math.round((1000 * count) / sum.antal)
      return { regel: rule, ...shown, andelPromille: share }
    }),
    uppfoljning: samples.map(({ urval, kind, items, judged, closedAt }) => ({
      urvalId: urval,
      slag: kind,
      poster: items,
      bedomda: judged,
      avslutat: closedAt?.toISOString() ?? null,
    })),
  }
}
