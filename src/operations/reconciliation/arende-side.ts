import type pg from 'pg'
import { OWN_LOG } from '../../atkomstlogg/access.ts'
import type { Forslag } from '../../cases/arende-schema.ts'
import type { CaseContent, CaseSystem } from '../../cases/case-system.ts'
import type { DecideMirroring } from '../../cases/decide-mirroring.ts'
import type { Registrations } from '../../cases/registration.ts'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { type Content, contentText, isEmpty, NO_CONTENT } from '../../mapping/content.ts'
import { limitFields } from '../../mapping/limit-fields.ts'
import type { Mirror } from '../../mirror/mirror.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import type { ArendeFinding, Deviation, SubScope } from './report.ts'
import { createSums, type SidePicture } from './sums.ts'

export interface ArendePageDeps {
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly mirror: Pick<Mirror, 'person' | 'open'>
  readonly arendesystem: Pick<CaseSystem, 'content'>
  readonly decide: DecideMirroring
  readonly registrations: Pick<Registrations, 'make'>
  /** How many days a case is compared after it was closed. */
  readonly daysAfterClosing: number
}

const PARALLEL = 8

interface Uppgift extends SubScope {
  readonly uppgiftRef: string
  readonly version: number
  readonly digest: Buffer
}

type Found = Deviation & { readonly arende: { readonly arendeId: string; readonly version?: number } }

/** A case that is open, or was closed not long ago, and what it is known to have been given. */
interface ComparedArende {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly chosen: Forslag | null
  readonly status: 'oppet' | 'stangt' | 'rensat'
  /** References of the uppgifter that it holds, and of those that it may hold. */
  readonly holds: readonly string[]
  readonly mayHold: readonly string[]
  /** Whether it was told what to register; null when it is about to be told. */
  readonly registers: boolean | null
}

async function arendenToCompare(pool: pg.Pool, daysAfterClosing: number): Promise<readonly ComparedArende[]> {
  const { rows } = await pool.query<ComparedArende>(
    `select arende_id as "arendeId", person_ref as "personRef", andamal, chosen, status,
            array(select uppgift_ref from delivery l where l.arende_id = a.arende_id and l.delivered > 0) as holds,
            array(select uppgift_ref from delivery l where l.arende_id = a.arende_id
                     and (l.delivered > 0 or l.attempts > 0 or l.status = 'vantar')) as "mayHold",
            case when enrich_at is null then coalesce(enriched, '') <> '' end as registers
       from arende a where status = 'oppet' or closed_at > now() - make_interval(days => $1)`,
    [daysAfterClosing],
  )
  return rows
}

/**
 * Holds what cases hold against what they should hold now; those that were closed not long ago against what they were given.
 * What the worker has yet to deliver is on its way.
 */
export async function compareArenden(deps: ArendePageDeps, signal: AbortSignal): Promise<SidePicture> {
  const sums = createSums('arende')
  const digest = deps.keys.digester()
  const found: Found[] = []
  const arenden: ArendeFinding[] = []
  const unread = new Map<string, number>()
  let highest = 0
  const cases = await arendenToCompare(deps.pool, deps.daysAfterClosing)
  const queue = [...cases]
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
      const { arendeId, status } = next
      try {
        const content = await deps.arendesystem.content(arendeId, signal)
        const has = held(deps, digest, content)
        for (const { version } of has.values()) highest = Math.max(highest, version)
        if (content.foreign.length > 0) arenden.push({ kind: 'frammande', arendeId })
        if (status === 'oppet') {
          // Asked after the case, so that what is newer here than there is on its way, and never the other way round.
          const should = await shouldContain(deps, digest, next)
          for (const [ref, one] of has) sums.their(one, `${arendeId}/${ref}`, one.digest)
          for (const [ref, one] of should) sums.mirror(one, `${arendeId}/${ref}`, one.digest)
          found.push(...differences(arendeId, should, has))
        } else found.push(...surplus(arendeId, has, new Set(status === 'rensat' ? [] : next.mayHold)))
        if (!(await registersRight(deps, next, content))) arenden.push({ kind: 'registrering', arendeId })
      } catch (error) {
        const errorCode = error instanceof InsynError ? error.code : 'OKANT_FEL'
        unread.set(errorCode, (unread.get(errorCode) ?? 0) + 1)
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
  const wanting = await waiting(deps.pool, found, new Map(cases.map(({ arendeId, status }) => [arendeId, status])))
  const name = ({ arende, uppgiftRef }: Found) => `${arende.arendeId}/${uppgiftRef}`
  return {
    sums,
    deviations: found.filter((one) => !wanting.has(name(one))),
    onTheWay: found.filter((one) => wanting.has(name(one))),
    arenden,
    highest,
    obstacle: [...unread].map(([errorCode, count]) => ({ side: 'arende', errorCode, count: count })),
  }
}

/** A case that is closed and not yet purged keeps what it registered. */
async function registersRight(
  { registrations }: Pick<ArendePageDeps, 'registrations'>,
  { status, registers, holds, ...arende }: ComparedArende,
  content: CaseContent,
): Promise<boolean> {
  if (status === 'rensat') return content.registers(null)
  if (status === 'stangt' || registers === null) return true
  if (!registers) return content.registers(null)
  return content.registers((await registrations.make(arende, new Set(holds))).registration)
}

async function shouldContain(
  { mirror, decide }: ArendePageDeps,
  digestOf: Keys['digest'],
  { arendeId, personRef, andamal }: ComparedArende,
): Promise<ReadonlyMap<string, Uppgift>> {
  const { uppgifter } = await mirror.person(personRef)
  const should = new Map<string, Uppgift>()
  for (const uppgift of uppgifter) {
    const { uppgiftRef, version, stadsdel, source, mangd } = uppgift
    const { falt } = decide({ andamal, arende: arendeId }, stadsdel, mangd)
    const opened = falt.size === 0 ? NO_CONTENT : mirror.open(uppgift)
    if (isEmpty(opened)) continue
    const content = { items: limitFields(opened.items, falt), unread: opened.unread }
    const digest = stateDigest(digestOf, { stadsdel, mangd, version, content })
    should.set(uppgiftRef, { uppgiftRef, version, stadsdel, source, mangd, digest })
  }
  return should
}

function held(
  { keys }: Pick<ArendePageDeps, 'keys'>,
  digestOf: Keys['digest'],
  { uppgifter }: CaseContent,
): ReadonlyMap<string, Uppgift> {
  return new Map(
    uppgifter.map(
      ({ uppgiftRef, version, kalla: source, informationsmangd: mangd, poster: items, olasta: unread = 0, ...one }) => {
        // A stadsdel without a key has no avtal any more, or never was one: that it is taken away goes into our own log.
        const known = keys.generation(one.stadsdel, mangd) !== undefined
        const stadsdel = known ? one.stadsdel : OWN_LOG
        const digest = known
          ? stateDigest(digestOf, { stadsdel, mangd, version, content: { items, unread } })
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

const stateDigest = (digestOf: Keys['digest'], { stadsdel, mangd, version, content }: ScopeState): Buffer =>
  digestOf(stadsdel, mangd, `${version} ${contentText(content)}`)

const deviation = (
  arendeId: string,
  kind: Deviation['kind'],
  { uppgiftRef, source, stadsdel, mangd }: Uppgift,
  version?: number,
): Found => ({
  side: 'arende',
  kind,
  uppgiftRef,
  source,
  stadsdel,
  mangd,
  arende: { arendeId, ...(version === undefined ? {} : { version }) },
})

function* differences(
  arendeId: string,
  should: ReadonlyMap<string, Uppgift>,
  has: ReadonlyMap<string, Uppgift>,
): Generator<Found> {
  for (const [ref, ours] of should) {
    const theirs = has.get(ref)
    if (theirs === undefined) yield deviation(arendeId, 'saknas', ours)
    else if (!theirs.digest.equals(ours.digest)) yield deviation(arendeId, 'olika', ours, theirs.version)
  }
  yield* surplus(arendeId, has, should)
}

function* surplus(
  arendeId: string,
  has: ReadonlyMap<string, Uppgift>,
  mayHold: Pick<ReadonlySet<string>, 'has'>,
): Generator<Found> {
  for (const [ref, theirs] of has)
    if (!mayHold.has(ref)) yield deviation(arendeId, 'overflodig', theirs, theirs.version)
}

/** Those that the worker has yet to bring there or take away, and those of a case that was opened, closed or purged meanwhile. */
async function waiting(
  pool: pg.Pool,
  found: readonly Found[],
  looked: ReadonlyMap<string, ComparedArende['status']>,
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select f.arende_id || '/' || f.uppgift_ref as name
       from unnest($1::text[], $2::text[], $3::text[]) as f (arende_id, uppgift_ref, status)
       left join arende a on a.arende_id = f.arende_id
      where a.status is distinct from f.status
         or exists (select from delivery l where l.arende_id = f.arende_id and l.uppgift_ref = f.uppgift_ref and l.status = 'vantar')
         or exists (select from outbox u where u.uppgift_ref = f.uppgift_ref)`,
    [
      found.map(({ arende }) => arende.arendeId),
      found.map(({ uppgiftRef }) => uppgiftRef),
      found.map(({ arende }) => looked.get(arende.arendeId)),
    ],
  )
  return new Set(rows.map(({ name }) => name))
}
