import { isOwnNumber, OWN_NUMBER, OWN_NUMBER_SELECTION } from '../../access/selection.ts'
import { type Informationsmangd, MANGDER_OF_SOURCE } from '../../informationsmangd.ts'
import { type Content, isEmpty, NO_CONTENT } from '../../mapping/content.ts'
import type { Mirror, MirroredPerson, SealedUppgift } from '../../mirror/mirror.ts'
import { select } from '../../mirror/selection.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Reach } from '../../policy/reach.ts'
import { contentOf } from '../../sync/delta.ts'
import { type Found, named, type Search } from '../found.ts'
import { liveRows, type Outcomes, outcomesOf } from './live-rows.ts'
import { scopesWithin } from './live-scopes.ts'
import { type LiveSource, type ReadAnswer, scopeName } from './live-source.ts'

export interface LiveLookupDeps {
  readonly policy: Policy
  readonly mirror: Mirror
  readonly direkt: LiveSource
}

/** As the mirror knows the person, with what the sources say now in place of what they said last night. */
export async function withLiveReads(deps: LiveLookupDeps, { grounds, reach, date }: Search): Promise<Found> {
  const { mirror, direkt } = deps
  const { personnummer, personRef } = named(grounds)
  const within = scopesWithin(deps.policy, direkt, reach, date)
  const scopes = scopesToAsk(within, await mirror.person(personRef), reach)
  const answers = await direkt.read({ personnummer, scopes, fristMs: direkt.fristMs, evenProtected: false })
  // Read now, since much may have happened to the mirror meanwhile: a flag that another source has set counts at once.
  const { person, open } = withAnswers(await mirror.person(personRef), mirror, answers)
  const own = isOwnNumber(grounds.caller, personRef)
  const selection = own ? OWN_NUMBER_SELECTION : select({ open }, person, reach)
  // An answer that shows nothing tells how each source in reach answered whoever asked last: it must depend on nobody, also
  // not on which sources were asked now.
  const outcomes: Outcomes =
    selection.shown.length > 0
      ? outcomesOf(answers, true)
      : new Map(within.map((scope) => [scopeName(scope), direkt.lastAnswered(scope) ? 'answered' : 'silent']))
  return {
    personRef,
    selection,
    flaggedBy: person.flaggedBy,
    flaggor: own ? [...grounds.flaggor, OWN_NUMBER] : grounds.flaggor,
    sources: (rows) => liveRows(rows, outcomes, direkt.fristMs, grounds.tid),
    // A source answers about nobody more quickly than about somebody.
    earliestMs: direkt.fristMs,
  }
}

/**
 * The stadsdelar where the mirror knows the person by something in reach; when there is none, all in reach, whatever the
 * cause: absent, protected, without agreement and out of reach make the same calls.
 */
function scopesToAsk<S extends { readonly stadsdel: string }>(
  within: readonly S[],
  { uppgifter }: MirroredPerson,
  reach: Reach,
): readonly S[] {
  const known = new Set(
    uppgifter
      .filter(({ stadsdel, mangd }) => reach.decide(stadsdel, mangd).falt.size > 0)
      .map(({ stadsdel }) => stadsdel),
  )
  return known.size === 0 ? within : within.filter(({ stadsdel }) => known.has(stadsdel))
}

/** The mirrored person with what was read live in place of what is mirrored of the same source × stadsdel. */
function withAnswers(
  mirrored: MirroredPerson,
  mirror: Pick<Mirror, 'open'>,
  answers: readonly ReadAnswer[],
): { readonly person: MirroredPerson; readonly open: Mirror['open'] } {
  const read = answers.filter((answer) => answer.answered)
  const flags = read.filter(({ person }) => person !== undefined && person.skydd !== 'nej')
  if (mirrored.skyddad || flags.length > 0)
    return {
      person: {
        ...mirrored,
        skyddad: true,
        flaggedBy: [...new Set([...mirrored.flaggedBy, ...flags.map(({ stadsdel }) => stadsdel)])],
        uppgifter: [],
      },
      open: mirror.open,
    }

  const readNow = new Set(read.map(scopeName))
  const said = new Map<SealedUppgift, Content>()
  for (const answer of read)
    for (const mangd of MANGDER_OF_SOURCE[answer.source]) {
      const content = answer.person === undefined ? NO_CONTENT : contentOf(answer.person, mangd)
      if (!isEmpty(content)) said.set(unsealed(answer, mangd), content)
    }
  const others = mirrored.uppgifter.filter((uppgift) => !readNow.has(scopeName(uppgift)))
  return {
    person: { ...mirrored, uppgifter: [...others, ...said.keys()] },
    open: (uppgift) => said.get(uppgift) ?? mirror.open(uppgift),
  }
}

/** Stands where a row of the mirror would; what it holds was never sealed. */
const unsealed = (
  { source, stadsdel, readAt }: Extract<ReadAnswer, { answered: true }>,
  mangd: Informationsmangd,
): SealedUppgift => ({ uppgiftRef: '', stadsdel, source, mangd, version: 0, readAt, sealed: Buffer.alloc(0) })
