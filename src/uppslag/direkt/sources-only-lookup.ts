import {
  isOwnNumber,
  OWN_NUMBER,
  OWN_NUMBER_SELECTION,
  type ShownUppgift,
  type UnreadItems,
} from '../../access/selection.ts'
import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { limitFields } from '../../mapping/limit-fields.ts'
import { PROTECTED_SHOWN } from '../../policy/exceptions.ts'
import type { Reach } from '../../policy/reach.ts'
import { type Found, named, type Search } from '../found.ts'
import type { LiveLookupDeps } from './live-lookup.ts'
import { liveRowsWithoutMirror, outcomesOf } from './live-rows.ts'
import { onlyShownKinds, scopesWithin } from './live-scopes.ts'
import type { ReadAnswer } from './live-source.ts'

/**
 * With an approved enkelttillstånd the sources are read for this one answer, whoever the person is, and nothing of a
 * protected person is stored.
 */
export async function inSources(deps: LiveLookupDeps, { grounds, reach, date }: Search): Promise<Found> {
  const { policy, mirror, direkt } = deps
  const { personnummer, personRef } = named(grounds)
  const { fristMs } = direkt
  const own = isOwnNumber(grounds.caller, personRef)
  const scopes = onlyShownKinds(scopesWithin(policy, direkt, reach, date), reach)
  const [person, answers] = await Promise.all([
    mirror.person(personRef),
    // Also when nothing will be shown: what the answer says of the sources must be the same.
    direkt.read({ personnummer, scopes, fristMs, evenProtected: !own }),
  ])
  const shown = own ? [] : shownOf(answers, reach)
  const isProtected =
    person.skyddad ||
    answers.some((answer) => answer.answered && answer.person !== undefined && answer.person.skydd !== 'nej')
  const reason = shown.length > 0 ? 'traff' : isProtected ? 'skyddad' : 'okand'
  const outcomes = outcomesOf(answers, shown.length > 0)
  return {
    personRef,
    selection: own ? OWN_NUMBER_SELECTION : { shown, reason, unread: unreadOf(answers, reach) },
    flaggedBy: person.flaggedBy,
    flaggor: own
      ? [...grounds.flaggor, OWN_NUMBER]
      : shown.length > 0 && isProtected
        ? [PROTECTED_SHOWN]
        : grounds.flaggor,
    sources: (rows) => liveRowsWithoutMirror(rows, outcomes, fristMs),
    earliestMs: fristMs,
  }
}

/** What was read, narrowed to what may be shown; of the person's names the one read last. */
function shownOf(answers: readonly ReadAnswer[], reach: Pick<Reach, 'decide'>): readonly ShownUppgift[] {
  const all = answers.flatMap((answer) =>
    answer.answered ? shownOfAnswer(answer, reach).map((shown) => ({ shown, readAt: answer.readAt })) : [],
  )
  const name = all
    .filter(({ shown }) => shown.mangd === 'person')
    .sort((a, b) => b.readAt.getTime() - a.readAt.getTime())[0]
  return all
    .filter((one) => one.shown.mangd !== 'person' || one === name)
    .map(({ shown }) => shown)
    .sort((a, b) => (a.stadsdel < b.stadsdel ? -1 : a.stadsdel > b.stadsdel ? 1 : 0))
}

function shownOfAnswer(
  { source, stadsdel, mangder, person }: Extract<ReadAnswer, { answered: true }>,
  reach: Pick<Reach, 'decide'>,
): ShownUppgift[] {
  return INFORMATIONSMANGDER.filter((mangd) => mangder.has(mangd)).flatMap((mangd) => {
    const items = limitFields(person?.uppgifter[mangd] ?? [], reach.decide(stadsdel, mangd).falt)
    return items.length === 0 ? [] : [{ source, stadsdel, mangd, poster: items }]
  })
}

const unreadOf = (answers: readonly ReadAnswer[], reach: Pick<Reach, 'decide'>): UnreadItems[] =>
  answers.flatMap((answer) => {
    if (!answer.answered || answer.person === undefined) return []
    const { source, stadsdel } = answer
    const count = answer.person.rejected.filter(({ mangd }) => reach.decide(stadsdel, mangd).falt.size > 0).length
    return count === 0 ? [] : [{ source, stadsdel, count }]
  })
