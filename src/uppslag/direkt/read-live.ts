import { SOURCES, MANGDER_OF_SOURCE, type Informationsmangd, type SourceName } from '../../informationsmangd.ts'
import type { Item } from '../../mapping/person-items.ts'
import type { SealedUppgift, MirroredPerson, Mirror } from '../../mirror/mirror.ts'
import { todaysStadsdelar, allowedMangder } from '../../policy/decide.ts'
import type { Policy } from '../../policy/policy.ts'
import type { ReadScope, ReadPersonNow, ReadAnswer } from './live-query.ts'
import type { Reach } from '../../policy/reach.ts'

/** Where a lookup reads when it is asked to read live. */
export interface LiveSource {
  readonly fristMs: number
  readonly read: ReadPersonNow
  /** Whether the source × stadsdel answered the last live read of anybody. */
  lastAnswered(scope: { readonly kalla: SourceName; readonly stadsdel: string }): boolean
  /** Whether there is such a source at all. */
  connected(source: SourceName, stadsdel: string): boolean
}

export interface LiveRead {
  /** The mirrored person with what was read live in place of what is mirrored of the same source × stadsdel. */
  readonly person: MirroredPerson
  readonly open: Mirror['open']
  /** By `kalla/stadsdel`: whether it answered; those that were not asked are absent. */
  readonly answered: ReadonlyMap<string, boolean>
  /**
   * For an answer with nothing in it: how each source in reach answered whoever asked last. Hangs on nobody, also not on
   * which were asked now.
   */
  readonly lastAnswered: ReadonlyMap<string, boolean>
}

interface Deps {
  readonly policy: Policy
  readonly mirror: Mirror
  readonly direkt: LiveSource
}

/**
 * Reads the person live. Asked are the districts where the mirror knows the person by something in reach; when there is
 * none, all in reach, whatever the cause: absent, protected, without agreement and out of reach make the same calls.
 */
export async function readLive(
  { policy, mirror, direkt }: Deps,
  personnummer: string,
  mirrored: MirroredPerson,
  reach: Reach,
  date: string,
): Promise<LiveRead> {
  const within = scopesWithin(policy, direkt, reach, date)
  const knownBoards = new Set(
    mirrored.uppgifter
      .filter(({ stadsdel, mangd }) => reach.beslut(stadsdel, mangd).falt.size > 0)
      .map(({ stadsdel }) => stadsdel),
  )
  const scopes = knownBoards.size === 0 ? within : within.filter(({ stadsdel }) => knownBoards.has(stadsdel))
  const readAnswer = await direkt.read({ personnummer, scopes, fristMs: direkt.fristMs, evenProtected: false })
  // Again, since much may have happened to the mirror meanwhile: a flag that another source has set counts at once.
  const now = await mirror.person(mirrored.personRef)
  const latest = new Map(within.map((scope) => [nameOf(scope), direkt.lastAnswered(scope)]))
  return {
    ...withReadAnswer(now, mirror, readAnswer),
    answered: new Map(readAnswer.map((answer) => [nameOf(answer), answer.answered])),
    lastAnswered: latest,
  }
}

const nameOf = ({ kalla, stadsdel }: { kalla: SourceName; stadsdel: string }) => `${kalla}/${stadsdel}`

/** Read like a sync reads: whatever the avtal permits, so that protection is told with it. */
export function scopesWithin(
  policy: Policy,
  live: Pick<LiveSource, 'connected'>,
  reach: Reach,
  date: string,
): ReadScope[] {
  return todaysStadsdelar(policy, date).flatMap(({ kod: stadsdel }) => {
    const allowed = allowedMangder(policy, stadsdel, date)
    return SOURCES.filter(
      (source) =>
        live.connected(source, stadsdel) &&
        MANGDER_OF_SOURCE[source].some((mangd) => reach.beslut(stadsdel, mangd).falt.size > 0),
    ).map((kalla) => ({
      kalla,
      stadsdel,
      mangder: new Set(MANGDER_OF_SOURCE[kalla].filter((mangd) => allowed.has(mangd))),
    }))
  })
}

function withReadAnswer(
  mirrored: MirroredPerson,
  mirror: Pick<Mirror, 'open'>,
  readAnswer: readonly ReadAnswer[],
): Pick<LiveRead, 'person' | 'open'> {
  const answer = readAnswer.filter((one) => one.answered)
  const flaggedBy = answer.filter(({ person }) => person !== undefined && person.skydd !== 'nej')
  if (mirrored.skyddad || flaggedBy.length > 0)
    return {
      person: {
        ...mirrored,
        skyddad: true,
        flaggedBy: [...new Set([...mirrored.flaggedBy, ...flaggedBy.map(({ stadsdel }) => stadsdel)])],
        uppgifter: [],
      },
      open: mirror.open,
    }

  const justNow = new Map(answer.map((one) => [nameOf(one), one]))
  // A kind that could not be read keeps its former state, here as in the mirror.
  const applies = (uppgift: SealedUppgift): boolean => {
    const last = justNow.get(nameOf(uppgift))
    return last === undefined || last.person?.rejected.some(({ mangd }) => mangd === uppgift.mangd) === true
  }
  const read = new Map<SealedUppgift, readonly Item[]>()
  for (const { kalla, stadsdel, readAt, person } of answer)
    for (const [mangd, items = []] of Object.entries(person?.uppgifter ?? {}))
      if (items.length > 0) read.set(justRead(kalla, stadsdel, mangd as Informationsmangd, readAt), items)
  return {
    person: { ...mirrored, uppgifter: [...mirrored.uppgifter.filter(applies), ...read.keys()] },
    open: (uppgift) => read.get(uppgift) ?? mirror.open(uppgift),
  }
}

/** Stands where a row of the mirror would; what it holds was never sealed. */
const justRead = (kalla: SourceName, stadsdel: string, mangd: Informationsmangd, readAt: Date): SealedUppgift => ({
  uppgiftRef: '',
  stadsdel,
  kalla,
  mangd,
  version: 0,
  readAt,
  sealed: Buffer.alloc(0),
})
