import type pg from 'pg'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import { type Content, contentText, isEmpty, NO_CONTENT } from '../../mapping/content.ts'
import type { ArendeStore } from '../../cases/arende-store.ts'
import type { CaseSystem } from '../../cases/case-system.ts'
import type { DecideMirroring } from '../../cases/decide-mirroring.ts'
import type { Mirror } from '../../mirror/mirror.ts'
import { limitFields } from '../../mapping/limit-fields.ts'
import type { Deviation, SubScope } from './report.ts'
import { createSums, type SidePicture } from './sums.ts'

export interface ArendePageDeps {
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly mirror: Pick<Mirror, 'person' | 'open'>
  readonly arenden: Pick<ArendeStore, 'openArenden'>
  readonly arendesystem: Pick<CaseSystem, 'content'>
  readonly decide: DecideMirroring
}

const PARALLEL = 8

interface Uppgift extends SubScope {
  readonly uppgiftRef: string
  readonly version: number
  readonly digest: Buffer
}

type Found = Deviation & { readonly arende: { readonly arendeId: string; readonly version?: number } }

/** Holds what open cases hold against what they should hold now. What the worker has yet to deliver is on its way. */
export async function compareArenden(deps: ArendePageDeps, signal: AbortSignal): Promise<SidePicture> {
  const sums = createSums('arende')
  const found: Found[] = []
  const unread = new Map<string, number>()
  const queue = [...(await deps.arenden.openArenden())]
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
      const [arendeId, { personRef, andamal }] = next
      try {
        const has = await content(deps, arendeId, signal)
        // Asked after the case, so that what is newer here than there is on its way, and never the other way round.
        const should = await shouldContain(deps, arendeId, personRef, andamal)
        for (const [ref, one] of has) sums.their(one, `${arendeId}/${ref}`, one.digest)
        for (const [ref, one] of should) sums.mirror(one, `${arendeId}/${ref}`, one.digest)
        found.push(...differences(arendeId, should, has))
      } catch (error) {
        const errorCode = error instanceof InsynError ? error.code : 'OKANT_FEL'
        unread.set(errorCode, (unread.get(errorCode) ?? 0) + 1)
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
  const wanting = await waiting(deps.pool, found)
  const name = ({ arende, uppgiftRef }: Found) => `${arende.arendeId}/${uppgiftRef}`
  return {
    sums,
    deviations: found.filter((one) => !wanting.has(name(one))),
    onTheWay: found.filter((one) => wanting.has(name(one))),
    obstacle: [...unread].map(([errorCode, count]) => ({ side: 'arende', errorCode, count: count })),
  }
}

async function shouldContain(
  { mirror, keys, decide }: ArendePageDeps,
  arendeId: string,
  personRef: string,
  andamal: string,
): Promise<ReadonlyMap<string, Uppgift>> {
  const { uppgifter } = await mirror.person(personRef)
  const should = new Map<string, Uppgift>()
  for (const uppgift of uppgifter) {
    const { uppgiftRef, version, stadsdel, source, mangd } = uppgift
    const { falt } = decide({ andamal, arende: arendeId }, stadsdel, mangd)
    const opened = falt.size === 0 ? NO_CONTENT : mirror.open(uppgift)
    if (isEmpty(opened)) continue
    const content = { items: limitFields(opened.items, falt), unread: opened.unread }
    const digest = stateDigest(keys, { stadsdel, mangd, version, content })
    should.set(uppgiftRef, { uppgiftRef, version, stadsdel, source, mangd, digest })
  }
  return should
}

async function content(
  { arendesystem, keys }: ArendePageDeps,
  arendeId: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uppgift>> {
  const has = await arendesystem.content(arendeId, signal)
  return new Map(
    has.map(
      ({ uppgiftRef, version, kalla: source, informationsmangd: mangd, poster: items, olasta: unread = 0, ...one }) => {
        // A stadsdel without a key has no avtal any more, or never was one: that it is taken away goes into our own log.
        const known = keys.generation(one.stadsdel, mangd) !== undefined
        const stadsdel = known ? one.stadsdel : OWN_LOG
        const digest = known
          ? stateDigest(keys, { stadsdel, mangd, version, content: { items, unread } })
          : Buffer.alloc(16)
        return [uppgiftRef, { uppgiftRef, version, stadsdel, source, mangd, digest }]
      },
    ),
  )
}

interface ScopeState {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly version: number
  readonly content: Content
}

const stateDigest = (keys: Pick<Keys, 'digest'>, { stadsdel, mangd, version, content }: ScopeState): Buffer =>
  keys.digest(stadsdel, mangd, `${version} ${contentText(content)}`)

function* differences(
  arendeId: string,
  should: ReadonlyMap<string, Uppgift>,
  has: ReadonlyMap<string, Uppgift>,
): Generator<Found> {
  const deviation = (kind: Deviation['kind'], { uppgiftRef, source, stadsdel, mangd }: Uppgift, version?: number) => ({
    side: 'arende' as const,
    kind: kind,
    uppgiftRef,
    source,
    stadsdel,
    mangd,
    arende: { arendeId, ...(version === undefined ? {} : { version }) },
  })
  for (const [ref, ours] of should) {
    const theirs = has.get(ref)
    if (theirs === undefined) yield deviation('saknas', ours)
    else if (!theirs.digest.equals(ours.digest)) yield deviation('olika', ours, theirs.version)
  }
  for (const [ref, theirs] of has) if (!should.has(ref)) yield deviation('overflodig', theirs, theirs.version)
}

/** Those that the worker has yet to bring there or take away; a case that has been closed meanwhile is emptied anyway. */
async function waiting(pool: pg.Pool, found: readonly Found[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select f.arende_id || '/' || f.uppgift_ref as name
       from unnest($1::text[], $2::text[]) as f (arende_id, uppgift_ref)
       left join arende a on a.arende_id = f.arende_id and a.status = 'oppet'
      where a.arende_id is null
         or exists (select from delivery l where l.arende_id = f.arende_id and l.uppgift_ref = f.uppgift_ref and l.status = 'vantar')
         or exists (select from outbox u where u.uppgift_ref = f.uppgift_ref)`,
    [found.map(({ arende }) => arende.arendeId), found.map(({ uppgiftRef }) => uppgiftRef)],
  )
  return new Set(rows.map(({ name }) => name))
}
