import type { ShownUppgift } from '../../access/selection.ts'
import { type Informationsmangd, INFORMATIONSMANGDER, KINDS, type SourceName } from '../../informationsmangd.ts'
import type { Item } from '../../mapping/person-items.ts'
import { stockholmTime } from '../../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../../policy/decide.ts'
import { explain, type Hidden } from '../../policy/explain.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Reaches } from '../../policy/reach.ts'
import type { Uppslagsbegaran, Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { type Age, ageOf } from './age.ts'
import { type PanelKind, PANELS } from './panel-texts.ts'

type Located = Item & { readonly stadsdel: string; readonly kalla: SourceName }

/** The items of one kind in the answer; the person has no origin and is not among them. */
export const itemsOf = (answer: Uppslagssvar, mangd: Informationsmangd): readonly Located[] => {
  const value = (answer as unknown as Readonly<Record<string, unknown>>)[KINDS[mangd].answer]
  return Array.isArray(value) ? (value as readonly Located[]) : []
}

/** Nothing at all is shown, whatever the cause: nothing in a page may tell the causes apart. */
export const showsNothing = (answer: Uppslagssvar): boolean =>
  answer.person === undefined && INFORMATIONSMANGDER.every((mangd) => itemsOf(answer, mangd).length === 0)

export interface PanelState {
  readonly kind: PanelKind
  readonly age: Age
  readonly filled: boolean
  /** Stadsdelar of what the panel shows; of one that shows nothing, those of the person in its source. */
  readonly homes: readonly string[]
  /** What rules hide of it, where the person is; of a panel that shows nothing, why. */
  readonly hidden: readonly Hidden[]
}

export interface Terms {
  readonly policy: Policy
  readonly reaches: Reaches
  readonly roller: readonly string[]
  readonly request: Uppslagsbegaran
  readonly now: Date
}

/** What the request opens, whoever the person is. Unknown with an enkelttillstånd, which the rules alone do not tell. */
export function reachOf({ policy, reaches, roller, request, now }: Terms) {
  if (request.tillstand !== undefined) return undefined
  const { andamal, identifiering, arende = null } = request
  const { date, minute } = stockholmTime(now)
  const query = { andamal, identifiering, arende, date, minute }
  const reach = reaches.uppslag(roller, query)
  return typeof reach === 'string'
    ? undefined
    : { reach, query: { ...query, roll: reach.roll }, stadsdelar: todaysStadsdelar(policy, date).map(({ kod }) => kod) }
}

/** The panels, in their fixed places, whatever they hold. */
export function panelStates(answer: Uppslagssvar, terms: Terms): readonly PanelState[] {
  const reached = reachOf(terms)
  return PANELS.flatMap((kind) => {
    const filled = kind.mangder.some((mangd) => itemsOf(answer, mangd).length > 0)
    const opened = (stadsdel: string) =>
      reached === undefined || kind.mangder.some((mangd) => reached.reach.decide(stadsdel, mangd).falt.size > 0)
    const open = filled || reached === undefined || reached.stadsdelar.some(opened)
    if (kind.id === 'forskola' && (reached === undefined ? !filled : !open)) return []
    const items = kind.mangder.flatMap((mangd) => itemsOf(answer, mangd))
    const homes = filled ? [...new Set(items.map(({ stadsdel }) => stadsdel))] : homesOf(answer, kind.source)
    const rows = answer.kallor.filter(({ stadsdel }) => filled || opened(stadsdel))
    return {
      ...{ kind, filled, homes },
      age: ageOf(rows, kind.source, { homes: new Set(homes), open, filled, now: new Date(answer.tidpunkt) }),
      hidden: reached === undefined ? [] : hiddenOf(terms.policy, reached, kind, filled ? homes : reached.stadsdelar),
    }
  })
}

const homesOf = (answer: Uppslagssvar, source: string): readonly string[] => [
  ...new Set(
    INFORMATIONSMANGDER.flatMap((mangd) => itemsOf(answer, mangd))
      .filter(({ kalla }) => kalla === source)
      .map(({ stadsdel }) => stadsdel),
  ),
]

/** Each rule once, with the fields that it hides. Of a kind that is wholly hidden the nearest rule: the request's own first. */
function hiddenOf(
  policy: Policy,
  { reach, query }: NonNullable<ReturnType<typeof reachOf>>,
  { mangder }: PanelKind,
  stadsdelar: readonly string[],
): readonly Hidden[] {
  const all = explain(policy, query, stadsdelar).filter(({ mangd }) => mangder.includes(mangd))
  const somewhere = stadsdelar.some((stadsdel) => mangder.some((mangd) => reach.decide(stadsdel, mangd).falt.size > 0))
  const barriers = all.flatMap(({ doljs }) => doljs)
  const own = barriers.filter(({ regel }) => !regel.startsWith('avtal-') && regel !== 'stadsdel-galler-ej')
  if (!somewhere) return (own[0] ?? barriers[0]) === undefined ? [] : [(own[0] ?? barriers[0]) as Hidden]
  return [...new Map(own.map((hidden) => [`${hidden.regel} ${hidden.pekare}`, hidden])).values()]
}

/** The shown items as the rules for a suggested registration look at them. */
export const shownUppgifter = (answer: Uppslagssvar): readonly ShownUppgift[] =>
  INFORMATIONSMANGDER.flatMap((mangd) =>
    itemsOf(answer, mangd).map(({ stadsdel, kalla, ...item }) => ({ mangd, stadsdel, source: kalla, poster: [item] })),
  )
