import type { Caller } from '../../access/caller.ts'
import { groundsOf } from '../../access/grounds.ts'
import { logIds } from '../../access/log-ids.ts'
import type { Outcome } from '../../access/outcome.ts'
import { pageOf } from '../../access/paging.ts'
import { outcomeRecords } from '../../access/records.ts'
import { accessRefused, failed, rightMissing } from '../../access/refusals.ts'
import type { Selection, ShownUppgift } from '../../access/selection.ts'
import { limitFields } from '../../mapping/limit-fields.ts'
import { stockholmTime } from '../../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../../policy/decide.ts'
import { createReaches, type Reach } from '../../policy/reach.ts'
import { CONTACT, REQUIREMENTS, requirementText, rollerFor } from '../../policy/requirements.ts'
import type { UppslagDeps } from '../uppslag.ts'
import type { RegisterQuery, Registersvar } from './handlaggare-schema.ts'
import type { HandlaggareRegister, RegisterRow } from './register.ts'

export interface HandlaggareDeps extends Pick<UppslagDeps, 'policy' | 'keys' | 'clock'> {
  readonly handlaggareRegister: HandlaggareRegister
}

const order = new Intl.Collator('sv')

/**
 * The register of handläggare, as far as each district's agreement and the role permit. A district without an agreement
 * is absent.
 */
export function createHandlaggare(deps: HandlaggareDeps) {
  const { policy, keys } = deps
  const reaches = createReaches(policy)

  return async (query: RegisterQuery, caller: Caller): Promise<Outcome<Registersvar>> => {
    const { grounds } = groundsOf(deps, 'register', caller, { andamal: CONTACT })
    const { date, minute } = stockholmTime(grounds.tid)
    // The request concerns no person, so no identification is required.
    const reachQuery = { andamal: CONTACT, arende: null, identifiering: 'bankid', date, minute } as const
    const roller = rollerFor(policy, caller.roller, REQUIREMENTS.register)
    if (roller.length === 0) return rightMissing(keys, grounds, 'roll', requirementText(REQUIREMENTS.register).swedish)
    const reach = reaches.uppslag(roller, reachQuery)
    if (typeof reach === 'string') return accessRefused(keys, grounds, reach)
    try {
      const open = todaysStadsdelar(policy, date)
        .map(({ kod }) => kod)
        .filter((code) => (query.stadsdel ?? code) === code && reach.decide(code, 'handlaggare').falt.size > 0)
      const hits = filterRows(await deps.handlaggareRegister.read(open), reach, query)
      const { limit, page: pageNumber } = pageOf(query)
      const shown = hits.slice((pageNumber - 1) * limit, pageNumber * limit)
      const selection = perStadsdel(shown)
      return {
        poster: outcomeRecords(keys, grounds, reach, selection, []),
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: grounds.tid.toISOString(),
          handlaggare: shown.map(({ item, stadsdel, source }) => ({ ...item, stadsdel, kalla: source })),
          limit,
          page: pageNumber,
          antal: hits.length,
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** Searches permitted fields only: a search would otherwise reveal a field that may not be shown. */
function filterRows(rows: readonly RegisterRow[], reach: Reach, { ansvarsomrade }: RegisterQuery): RegisterRow[] {
  const beginning = ansvarsomrade?.toLocaleLowerCase('sv')
  return rows
    .flatMap(({ stadsdel, source, item }) =>
      limitFields([item], reach.decide(stadsdel, 'handlaggare').falt).map((left) => ({ stadsdel, source, item: left })),
    )
    .filter(
      ({ item }) => beginning === undefined || text(item.ansvarsomrade).toLocaleLowerCase('sv').startsWith(beginning),
    )
    .sort(
      (a, b) =>
        (a.stadsdel < b.stadsdel ? -1 : a.stadsdel > b.stadsdel ? 1 : 0) ||
        order.compare(text(a.item.ansvarsomrade), text(b.item.ansvarsomrade)) ||
        order.compare(text(a.item.namn), text(b.item.namn)) ||
        order.compare(text(a.item.handlaggareId), text(b.item.handlaggareId)),
    )
}

const text = (value: RegisterRow['item'][string] | undefined): string => (typeof value === 'string' ? value : '')

function perStadsdel(shownItems: readonly RegisterRow[]): Selection {
  const uppgifter = new Map<string, ShownUppgift & { readonly poster: RegisterRow['item'][] }>()
  for (const { stadsdel, source, item } of shownItems) {
    const shown = uppgifter.get(stadsdel) ?? { stadsdel, source, mangd: 'handlaggare', poster: [] }
    shown.poster.push(item)
    uppgifter.set(stadsdel, shown)
  }
  return { shown: [...uppgifter.values()], reason: shownItems.length > 0 ? 'traff' : 'inga-uppgifter' }
}
