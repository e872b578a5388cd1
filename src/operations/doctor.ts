import type pg from 'pg'
import type { Unheard } from '../bus/consumer-state.ts'
import type { TopicDrift } from '../bus/topics.ts'
import type { CaseSystem } from '../cases/case-system.ts'
import { pausesInForce } from '../cases/pause.ts'
import { failureText, InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Scope, Source } from '../sync/source.ts'
import { databaseShortcomings } from './doctor-database.ts'

/** What is looked at; the console says each in Swedish. */
export type ReviewArea =
  | 'database'
  | 'bus'
  | 'case system'
  | 'set aside'
  | 'source'
  | 'reads'
  | 'quarantine'
  | 'access logs'
  | 'followers'
  | 'data keys'
  | 'clock'
  | 'certificates'
  | 'notices'
  | 'issuer'
  | 'disk'
  | 'checkpoints'
  | 'log feed'

/** One thing that must hold for the hub to do its work; `shortcomings` says what does not, and what to do. */
export interface Review {
  readonly area: ReviewArea
  readonly name: string
  /** Of a source. */
  readonly scope?: Scope
  /** Why the look itself failed. */
  readonly code?: string
  readonly shortcomings: readonly string[]
  /** What waits for a person to decide, and how. */
  readonly waits?: readonly string[]
  /** What whoever answers for it should know, and nothing is wrong with. */
  readonly notes?: readonly string[]
}

export interface ReviewParts {
  readonly pool: pg.Pool
  /** How the topics of the bus differ from what they should be; of a hub without a bus, not at all. */
  readonly topicDrift: () => Promise<readonly TopicDrift[]>
  /** Why no hub that runs hears the bus. */
  readonly unheard: () => Promise<Unheard | undefined>
  /** Kinds of which cases may be given something, by the policy and the avtal of today. */
  readonly writtenIntoCases: () => readonly Informationsmangd[]
  readonly arendesystem: Pick<CaseSystem, 'openArenden' | 'keptCopies'> & {
    /** What is missing in the case system, beside that it answers. */
    shortcomings(signal: AbortSignal): Promise<readonly string[]>
  }
  readonly sources: readonly Pick<Source, 'name' | 'check'>[]
  /** Each source × stadsdel that is read today. */
  readonly scopes: readonly Scope[]
  /** The kinds of rows that the manifests read of it. */
  readonly rowsOf: (scope: Scope) => readonly string[]
}

/** Looks at everything the hub leans on, and changes nothing. */
export async function check(parts: ReviewParts): Promise<readonly Review[]> {
  const { pool, topicDrift, unheard, arendesystem } = parts
  const inSources = reviewSources(parts)
  const looks: readonly (readonly [ReviewArea, () => Promise<readonly string[]>])[] = [
    ['database', () => databaseShortcomings(pool)],
    ['bus', async () => [...unheardText(await unheard()), ...(await topicDrift()).map(topicText)]],
    ['case system', () => caseSystem(arendesystem)],
    ['set aside', () => setAside(pool)],
  ]
  const reviews = await Promise.all(
    looks.map(async ([area, look]) => ({
      ...{ area, name: area },
      ...(await look().then((shortcomings) => ({ shortcomings }), failedLook)),
    })),
  )
  const notes = await history(parts).catch(() => [])
  return [...reviews.map((one) => (one.area === 'case system' ? { ...one, notes } : one)), ...(await inSources)]
}

/** What cannot be looked at is a shortcoming too. */
export const failedLook = (error: unknown): Pick<Review, 'shortcomings' | 'code'> => ({
  shortcomings: [failureText(error)],
  code: error instanceof InsynError ? error.code : 'OKANT_FEL',
})

/** Looks at as many sources at once: each look is a login. */
const AT_ONCE = 4
const LOOK_MS = 30_000

async function reviewSources({ pool, sources, scopes, rowsOf }: ReviewParts): Promise<Review[]> {
  const newest = await newestReads(pool).catch(() => [])
  const reviews: Review[] = []
  const left = scopes.map((scope, index) => ({ scope, index }))
  const look = async ({ source, stadsdel }: Scope): Promise<Pick<Review, 'shortcomings' | 'code'>> => {
    try {
      const signal = AbortSignal.timeout(LOOK_MS)
      return { shortcomings: (await sources.find(({ name }) => name === source)?.check?.(stadsdel, signal)) ?? [] }
    } catch (error) {
      return failedLook(error)
    }
  }
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      reviews[next.index] = {
        area: 'source',
        scope: next.scope,
        name: `${next.scope.source} ${next.scope.stadsdel}`,
        ...(await look(next.scope)),
        notes: fieldNotes(newest.find(isOf(next.scope)), rowsOf(next.scope)),
      }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return reviews
}

interface NewestRead extends Scope {
  readonly rows: Readonly<Record<string, number>>
  /** Unlisted ones that the read before it did not meet. */
  readonly fields: readonly string[]
}

const isOf =
  ({ source, stadsdel }: Scope) =>
  (one: Scope): boolean =>
    one.source === source && one.stadsdel === stadsdel

async function newestReads(pool: pg.Pool): Promise<readonly NewestRead[]> {
  const { rows } = await pool.query<NewestRead>(
    `select distinct on (source, stadsdel) source, stadsdel, rows_per_part as rows,
            array(select field from jsonb_object_keys(unknown_fields) as f (field) where not before ? field order by 1) as fields
       from (select *, coalesce(lag(unknown_fields) over (partition by source, stadsdel order by id), unknown_fields) as before
               from sync_run where kind = 'fullstandig' and status in ('lyckad', 'vantar')) r
      order by source, stadsdel, id desc`,
  )
  return rows
}

/** What the source sent against what the manifests list: a source cannot be asked for its fields without a person. */
function fieldNotes(read: NewestRead | undefined, listed: readonly string[]): string[] {
  if (read === undefined) return []
  const missing = listed.filter((row) => (read.rows[row] ?? 0) === 0)
  return [
    ...(missing.length === 0
      ? []
      : [
          `the newest whole read had no row of ${missing.join(', ')}: right where nobody has any, else the source calls it otherwise than kallrader of the manifest (config/tittbehorighet)`,
        ]),
    ...(read.fields.length === 0
      ? []
      : [
          `sent for the first time by the newest whole read, and not read, since no manifest lists it: ${read.fields.join(', ')}: a renamed field is one of these; ask who signs config/tittbehorighet`,
        ]),
  ]
}

const unheardText = (unheard: Unheard | undefined): string[] =>
  unheard === undefined
    ? []
    : [
        `no hub hears the bus since ${unheard.since.toISOString()} (${unheard.reason}): changes do not reach open cases; look at the brokers and at consumer-restarting in the log`,
      ]

const topicText = ({ topic, what, is, should }: TopicDrift): string =>
  is !== ''
    ? `${topic} has ${what} ${is}: should be ${should}`
    : `${topic} ${what === 'topic' ? 'is missing: run insyn kafka skapa' : `has no ${what}: should be ${should}`}`

const ANSWER_MS = 10_000

async function caseSystem(system: ReviewParts['arendesystem']): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(ANSWER_MS)
  const shortcomings = await system.shortcomings(signal)
  // What is missing may be why it does not list its cases, and is what can be acted on.
  if (shortcomings.length === 0) await system.openArenden(signal)[Symbol.asyncIterator]().next()
  return shortcomings
}

/** What a case system keeps for ever, where it does. */
async function history({ pool, arendesystem, writtenIntoCases }: ReviewParts): Promise<readonly string[]> {
  if (arendesystem.keptCopies === undefined) return []
  const mangder = writtenIntoCases()
  const { rows } = await pool.query<{ uppgifter: number; arenden: number }>(
    'select count(*) as uppgifter, count(distinct arende_id) as arenden from kept_copy',
  )
  const { uppgifter = 0, arenden = 0 } = rows[0] ?? {}
  return [
    ...(mangder.length === 0
      ? []
      : [
          `written into errands, so that whoever saves the errand meanwhile puts it into a revision that nobody can delete: ${mangder.join(', ')}. By reference (hanvisning in andamal.yaml) nothing of a kind is`,
        ]),
    ...(uppgifter === 0
      ? []
      : [`${uppgifter} uppgifter that were taken out of errands stand in revisions of ${arenden} of them`]),
  ]
}

async function setAside(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ what: string; count: number }>(
    `select 'messages that the bus refuses: insyn kafka spela-om --parkerade when it no longer will' as what, count(*) as count
       from dead_letter
     union all select 'records of the bus that are no messages of ours: table rejected_message tells where, the log which batches', count(*) from rejected_message
     union all select 'deliveries that the case system refuses: insyn leverans lista --status parkerad', count(*) from delivery where status = 'parkerad'`,
  )
  return [
    ...rows.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`),
    ...(await pausesInForce(pool)).map(
      ({ target, since }) =>
        `deliveries to ${target} are paused since ${since.toISOString()}: insyn leverans ateruppta`,
    ),
  ]
}
