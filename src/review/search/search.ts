import type { Caller } from '../../access/caller.ts'
import { logIds } from '../../access/log-ids.ts'
import { isRefused, type Outcome, type Refusal } from '../../access/outcome.ts'
import { failed, invalidRequest, unknownReference } from '../../access/refusals.ts'
import type { Details } from '../../atkomstlogg/access.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { beginReview, type ReviewDeps, reviewRecords, type ReviewRequest, type ReviewStep } from '../officers.ts'
import { openPersonId, personIdsFor } from '../person-ids.ts'
import type { Criteria, Position } from './criteria.ts'
import { type Asked, openCursor, sealCursor } from './cursor.ts'
import { readHits } from './hits.ts'
import type { Loggsokning, Sokningssvar } from './search-schema.ts'
import type { Counted, Found, SearchStore } from './search-store.ts'

export interface SearchDeps extends ReviewDeps {
  readonly keys: Keys
  readonly search: SearchStore
}

const LIMIT = 20

/** Who looked at whom, in the logs of the officer: newest first, with counts. The search is a record in each of these logs. */
export function createSearch(deps: SearchDeps) {
  const { keys, search } = deps

  return async (request: Loggsokning, caller: Caller): Promise<Outcome<Sokningssvar>> => {
    const step = beginAbout(deps, caller, request)
    if (isRefused(step)) return step
    const { grounds } = step
    try {
      const criteria = criteriaOf(request, step)
      const asked: Asked = { caller, criteria, order: 'desc' }
      const after = pageFrom(keys, asked, request.markor)
      if (after === 'unknown') return invalidRequest(keys, grounds, [NOT_THE_CURSOR])
      const { limit = LIMIT } = request
      const { places, counted } = await pageOf(search, criteria, limit, after)
      const hits = await readHits(search, keys, personIdsFor(keys, caller, grounds.tid), places.slice(0, limit))
      return {
        // The same whatever was found: a colleague without granska-skyddade reads the record too.
        poster: reviewRecords(keys, step, { utfall: 'visat', orsak: 'sok', detaljer: detailsOf(request) }),
        body: (recorded) => ({
          loggId: logIds(keys, recorded),
          tidpunkt: grounds.tid.toISOString(),
          traffar: hits.map(([, hit]) => hit),
          ...(counted === undefined ? {} : countsOf(counted)),
          limit,
          markor: nextCursor(keys, asked, places, limit),
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

interface AboutPerson extends Pick<ReviewRequest, 'skal' | 'loggar' | 'personnummer'> {
  readonly personId?: string | undefined
}

/** The beginning of what an officer asks about a person, by number or by the reference of an earlier answer. */
export function beginAbout(deps: SearchDeps, caller: Caller, request: AboutPerson): ReviewStep | Refusal {
  const { keys, clock } = deps
  const { skal, loggar, personnummer, personId } = request
  const step = beginReview(deps, caller, { skal, loggar, personnummer })
  if (isRefused(step) || personId === undefined) return step
  if (personnummer !== undefined)
    return invalidRequest(keys, step.grounds, [
      { pekare: '/personId', regel: 'anges inte tillsammans med personnummer' },
    ])
  const opened = openPersonId(keys, caller, clock(), personId)
  if (typeof opened !== 'string') return unknownReference(keys, step.grounds, opened)
  return { ...step, grounds: { ...step.grounds, personRef: opened } }
}

function criteriaOf(request: Loggsokning, { grounds, officer, logs }: ReviewStep): Criteria {
  return {
    logs,
    mayProtected: officer.mayProtected,
    personRef: grounds.personRef ?? undefined,
    actors: request.handlaggare,
    events: request.handelse,
    outcomes: request.utfall,
    causes: request.orsak,
    purposes: request.andamal,
    klienter: request.klient,
    roller: request.roll,
    flags: request.flagga,
    mangder: request.informationsmangd,
    arenden: request.arende,
    tillstand: request.tillstand,
    from: request.franOchMed,
    to: request.tillOchMed,
  }
}

export const NOT_THE_CURSOR = { pekare: '/markor', regel: 'gäller inte för den här frågan' }

/** Undefined: the first page. */
export function pageFrom(keys: Keys, asked: Asked, cursor: string | undefined): Position | undefined | 'unknown' {
  return cursor === undefined ? undefined : (openCursor(keys, asked, cursor) ?? 'unknown')
}

export const nextCursor = (keys: Keys, asked: Asked, places: readonly Position[], limit: number): string | null => {
  const last = places[limit - 1]
  return places.length > limit && last !== undefined ? sealCursor(keys, asked, last) : null
}

/** One more place than the page has, when there are more. Only a first page is counted. */
async function pageOf(
  search: SearchStore,
  criteria: Criteria,
  limit: number,
  after: Position | undefined,
): Promise<{ readonly places: readonly Found[]; readonly counted?: Counted }> {
  if (after !== undefined) return { places: await search.page(criteria, limit + 1, { after }) }
  const counted = await search.first(criteria, limit + 1)
  return { places: counted.places, counted }
}

/** What was asked, as it is recorded: without the person, who stands in the record as in every other. */
function detailsOf({ handlaggare, markor, ...request }: Loggsokning): Details {
  const values = CRITERIA.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]] as const]))
  return {
    ...Object.fromEntries(values),
    ...(handlaggare === undefined ? {} : { handlaggare: handlaggare.map(({ slutanvandare }) => slutanvandare) }),
    sida: markor === undefined ? 'forsta' : 'foljande',
  }
}

const CRITERIA = [
  ...(['klient', 'roll', 'informationsmangd', 'andamal', 'arende', 'handelse', 'utfall', 'orsak', 'flagga'] as const),
  ...(['tillstand', 'franOchMed', 'tillOchMed'] as const),
]

function countsOf({ count, more, facets, actors }: Counted) {
  const values = (name: keyof Counted['facets']) =>
    facets[name].map(({ value, count }) => ({ varde: value, antal: count }))
  return {
    antal: count,
    fler: more,
    fasetter: {
      logg: values('logs'),
      handelse: values('events'),
      utfall: values('outcomes'),
      orsak: values('causes'),
      andamal: values('purposes'),
      klient: values('klienter'),
      roll: values('roller'),
      flagga: values('flags'),
      informationsmangd: values('mangder'),
      handlaggare: actors.map(({ value, utfardare, count }) => ({ slutanvandare: value, utfardare, antal: count })),
    },
  }
}
