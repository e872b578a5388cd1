import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed } from '../../access/refusals.ts'
import type { Access } from '../../atkomstlogg/access.ts'
import { sealLogId } from '../../atkomstlogg/log-id.ts'
import { beginReview, reviewRecords } from '../officers.ts'
import { closingVkey } from './closing.ts'
import { BY_CHANCE, seedOf } from './draw.ts'
import { announce, monthsAt, prepare, recordsOf } from './draw-sample.ts'
import {
  aboutComment,
  beginSample,
  drawDeps,
  type FollowUpDeps,
  isOwn,
  partsOf,
  refuseFollowUp,
  sampleRecords,
  type SampleStep,
} from './follow-up-steps.ts'
import { unitsOf } from './lookups.ts'
import { rulesOf } from './month-store.ts'
import { explained, type Measured, type RulesContent } from './rules-file.ts'
import type {
  SampleQuery,
  Urvalsbegaran,
  Urvalsinnehall,
  Urvalslista,
  Urvalspost,
  Urvalssvar,
} from './sample-schema.ts'
import type { Sample, StoredItem } from './sample-store.ts'

/** Draws a sample by hand: that of a month that has none, or a further one. */
export function createDrawSample(deps: FollowUpDeps) {
  const { keys, followUp } = deps

  return async (
    { skal, logg, manad, skyddade = false }: Urvalsbegaran,
    caller: Caller,
  ): Promise<Outcome<Urvalssvar>> => {
    const step = beginReview(deps, caller, { skal, loggar: [logg] })
    if (isRefused(step)) return step
    const { grounds } = step
    if (skyddade && !step.officer.mayProtected) return refuseFollowUp(keys, grounds, 'ratt-skyddade')
    const { last, current } = monthsAt(grounds.tid)
    const month = manad ?? last
    if (month > current) return refuseFollowUp(keys, grounds, 'manad-kommande')
    try {
      const part = skyddade ? 'protected' : 'open'
      const first = month < current && !(await followUp.samples.hasMonth(logg, month, part))
      const announced = announce({ logg, month, part, kind: first ? 'manad' : 'extra' })
      const [record] = reviewRecords(keys, step, {
        orsak: 'urval-utlyst',
        utfall: 'tomt',
        detaljer: announced.details,
      })
      const prepared = await followUp.recordThen(record, () => prepare(drawDeps(deps), announced))
      return {
        poster: reviewRecords(keys, step, { orsak: 'urval-draget', utfall: 'tomt', detaljer: prepared.details }),
        body: async (places) => {
          const [place] = places
          if (place === undefined) throw new Error('the drawing has no record')
          return { ...shownSample(await prepared.draw(place)), loggId: logIds(keys, places) }
        },
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** The samples of the officer's logs. */
export function createListSamples(deps: FollowUpDeps) {
  const { keys } = deps

  return async ({ manad, oppna }: SampleQuery, caller: Caller): Promise<Outcome<Urvalslista>> => {
    const step = beginReview(deps, caller, { skal: 'logguppföljning' })
    if (isRefused(step)) return step
    try {
      const logs = step.officer.logs
      const open = oppna === true ? true : undefined
      const found = await deps.followUp.samples.list({ logs, parts: partsOf(step), month: manad, open })
      return {
        poster: reviewRecords(keys, step, { orsak: 'urval-lista', utfall: 'visat' }),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: step.grounds.tid.toISOString(),
          urval: found.map(shownSample),
        }),
      }
    } catch (error) {
      return failed(keys, step.grounds, error)
    }
  }
}

/** One sample with its items, as the log has them, and their verdicts. */
export function createFetchSample(deps: FollowUpDeps) {
  const { keys } = deps

  return async (sampleId: string, caller: Caller): Promise<Outcome<Urvalsinnehall>> => {
    const step = await beginSample(deps, caller, sampleId)
    if (isRefused(step)) return step
    const { sample, grounds } = step
    try {
      const shown = await itemsOf(deps, step, caller)
      return {
        poster: sampleRecords(keys, step, { orsak: 'urval-visat', utfall: 'visat' }),
        body: (places) => ({
          ...shownSample(sample),
          loggId: logIds(keys, places),
          tidpunkt: grounds.tid.toISOString(),
          underlag: sample.population,
          rot: sample.root.toString('base64'),
          fro: seedOf(sample.urval, sample.root, sample.random).toString('hex'),
          regelversion: sample.version,
          nyckel: closingVkey(deps.followUp.origin, sample.logg, keys),
          innehall: shown,
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

async function itemsOf(deps: FollowUpDeps, { sample }: SampleStep, caller: Caller): Promise<Urvalspost[]> {
  const { pool, samples } = deps.followUp
  const rules = await rulesOf(pool, sample.version)
  if (rules === undefined) throw new Error('the rules of a sample are missing')
  const items = await samples.items(sample.urval)
  const numbers = items.map(({ nummer }) => nummer)
  const records = await recordsOf(pool, sample.logg, numbers)
  return items.map((item) => ({
    post: item.post,
    grunder: item.grunder.map((ruleId) => ({
      regel: ruleId,
      forklaring: reasonText(rules, ruleId, item.measured[ruleId]),
    })),
    loggpost: sealLogId(deps.keys, { logg: sample.logg, nummer: item.nummer }),
    uppslag: lookupOf(rules, records.get(item.nummer)),
    granskare: item.reviewer,
    egetUppslag: isOwn(item, caller),
    bedomningar: verdictsOf(deps, sample, item),
  }))
}

function verdictsOf({ keys }: FollowUpDeps, { logg, urval }: Sample, { post, verdicts }: StoredItem) {
  return verdicts.map(({ verdict, comment, utfardare, slutanvandare, time }) => ({
    utfall: verdict,
    kommentar: keys.openFromLog(logg, aboutComment(urval, post), comment),
    av: { utfardare, slutanvandare },
    tid: time.toISOString(),
  }))
}

/** In words, with the threshold of the rule as it was when the sample was drawn. */
function reasonText({ regler }: RulesContent, ruleId: string, measured: Measured = {}): string {
  const rule = regler.find(({ id }) => id === ruleId)
  return ruleId === BY_CHANCE || rule === undefined ? 'Posten valdes av slumpen.' : explained(rule, measured)
}

function lookupOf(rules: RulesContent, access: Access | undefined): Urvalspost['uppslag'] {
  if (access === undefined) return null
  const { tid, handelse, roll, slutanvandare, utfardare, klient, andamal, arende, relation, identifiering } = access
  return {
    ...{ tid, handelse, roll, slutanvandare, utfardare, klient, andamal, arende, relation, identifiering },
    enhet: unitsOf(rules).of(access),
    visat: access.visat.map(({ mangd, falt }) => ({ mangd, falt: [...falt] })),
    utfall: access.utfall,
    orsak: access.orsak,
    flaggor: [...access.flaggor],
    tillstand: access.tillstand,
  }
}

export function shownSample(sample: Sample): Omit<Urvalssvar, 'loggId'> {
  const { urval, logg, month, kind, part, drawnAt, dueAt, closedAt, items, judged } = sample
  return {
    urvalId: urval,
    logg,
    manad: month,
    slag: kind,
    skyddade: part === 'protected',
    draget: drawnAt.toISOString(),
    klartSenast: dueAt.toISOString(),
    avslutat: closedAt?.toISOString() ?? null,
    poster: items,
    kvar: items - judged,
  }
}
