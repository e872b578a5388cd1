import { hash } from 'node:crypto'
import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome } from '../../access/outcome.ts'
import { failed, invalidRequest } from '../../access/refusals.ts'
import { type Event, OWN_LOG } from '../../atkomstlogg/access.ts'
import { sealLogId } from '../../atkomstlogg/log-id.ts'
import { reviewRecords } from '../officers.ts'
import { personIdsFor } from '../person-ids.ts'
import type { Criteria, Position } from './criteria.ts'
import type { Asked } from './cursor.ts'
import { readHits } from './hits.ts'
import { beginAbout, nextCursor, NOT_THE_CURSOR, pageFrom, type SearchDeps } from './search.ts'
import type { Found, PageFrom } from './search-store.ts'
import type { Tidslinjebegaran, Tidslinjesvar } from './timeline-schema.ts'
import type { CaseStep, TimelineStore } from './timeline-store.ts'

export interface TimelineDeps extends SearchDeps {
  readonly timeline: TimelineStore
}

type Line = Tidslinjesvar['handelser'][number]
/** Something of the timeline, in its place: a record, or a step of a case. */
type Item = Position & { readonly logg?: string; readonly step?: CaseStep }

const LIMIT = 20

/**
 * Everything that the logs of the officer have about one person, or of one end user, in order of time, with the opening
 * and closing of the cases, the enkelttillstånd and the alerts that these records name.
 */
export function createTimeline(deps: TimelineDeps) {
  const { keys, search, timeline } = deps

  async function pageOf(criteria: Criteria, limit: number, from: PageFrom): Promise<readonly Item[]> {
    const { logs, mayProtected, from: first, to: last } = criteria
    const { arenden, tillstand } = await timeline.links(criteria)
    const own = logs.includes(OWN_LOG)
    const related = { logs, mayProtected, from: first, to: last }
    const found: readonly (readonly Item[])[] = await Promise.all([
      search.page(criteria, limit, from),
      arenden.length === 0 ? [] : search.page({ ...related, events: ['arende'], arenden }, limit, from),
      tillstand.length === 0 ? [] : search.page({ ...related, events: ['tillstand'], tillstand }, limit, from),
      own || arenden.length === 0 ? [] : timeline.caseSteps(arenden, criteria).then((steps) => steps.map(placed)),
    ])
    const order = from.order === 'asc' ? 1 : -1
    const { after } = from
    const items = new Map(
      found
        .flat()
        .filter((one) => after === undefined || order * compare(one, after) > 0)
        .map((one) => [`${one.time}/${one.nummer}/${one.profile}`, one]),
    )
    return [...items.values()].sort((a, b) => order * compare(a, b)).slice(0, limit)
  }

  return async (request: Tidslinjebegaran, caller: Caller): Promise<Outcome<Tidslinjesvar>> => {
    const step = beginAbout(deps, caller, request)
    if (isRefused(step)) return step
    const { grounds, logs, officer } = step
    const { limit = LIMIT, handlaggare, franOchMed: from, tillOchMed: to } = request
    const order = request.ordning === 'aldst' ? 'asc' : 'desc'
    try {
      const criteria: Criteria = {
        ...{ logs, mayProtected: officer.mayProtected, from, to },
        ...(handlaggare === undefined ? { personRef: grounds.personRef ?? '' } : { actors: [handlaggare] }),
      }
      const asked: Asked = { caller, criteria, order: `tidslinje ${order}` }
      const after = pageFrom(keys, asked, request.markor)
      if (after === 'unknown') return invalidRequest(keys, grounds, [NOT_THE_CURSOR])
      const items = await pageOf(criteria, limit + 1, { after, order })
      const shown = items.slice(0, limit)
      const places = shown.filter((one): one is Found => one.logg !== undefined)
      const hits = new Map(await readHits(search, keys, personIdsFor(keys, caller, grounds.tid), places))
      const alerts = await timeline.alerts(places, officer.mayProtected)
      const lines = shown.flatMap((item): readonly Line[] => {
        if (item.step !== undefined) return [lineOfStep(item.step)]
        const post = hits.get(item as Found)
        if (post === undefined) return []
        const raised = alerts.filter(({ logg, nummer }) => logg === item.logg && nummer === item.nummer)
        const alertLines = raised.map(({ kind, ...place }) => ({
          ...{ slag: 'larm' as const, tid: post.tid },
          larm: { slag: kind, loggpost: sealLogId(keys, place) },
        }))
        return [{ slag: KINDS[post.handelse as Event] ?? 'atkomst', tid: post.tid, post }, ...alertLines]
      })
      return {
        // The same whatever was found, as of a search.
        poster: reviewRecords(keys, step, {
          ...{ utfall: 'visat', orsak: 'tidslinje' },
          detaljer: {
            ...(handlaggare === undefined ? {} : { handlaggare: [handlaggare.slutanvandare] }),
            ...{ ordning: order === 'asc' ? 'aldst' : 'nyast', sida: after === undefined ? 'forsta' : 'foljande' },
          },
        }),
        body: (recorded) => ({
          loggId: logIds(keys, recorded),
          tidpunkt: grounds.tid.toISOString(),
          handelser: lines,
          limit,
          markor: nextCursor(keys, asked, items, limit),
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

const KINDS: Partial<Record<Event, Line['slag']>> = {
  arende: 'arende',
  tillstand: 'tillstand',
  granskning: 'granskning',
  utdrag: 'granskning',
  export: 'granskning',
}

const lineOfStep = ({ arende, steg, time }: CaseStep): Line => ({
  slag: 'arende',
  tid: new Date(time / 1000).toISOString(),
  arende: { arende, steg },
})

/** Before the records of the same moment; which of several comes first follows from what they are. */
const placed = (step: CaseStep): Item => ({
  step,
  time: step.time,
  nummer: -1,
  profile: Number.parseInt(hash('sha256', `${step.arende} ${step.steg}`).slice(0, 13), 16),
})

const compare = (a: Position, b: Position): number => a.time - b.time || a.nummer - b.nummer || a.profile - b.profile
