import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Access, Details, LogPosition } from '../../atkomstlogg/access.ts'
import { rootOf } from '../../atkomstlogg/merkle.ts'
import { readHead } from '../../atkomstlogg/stored-tree.ts'
import { daysAfter, swedishDate } from '../../platform/stockholm-time.ts'
import { assigned } from './assign.ts'
import type { AnnouncementDetails, DrawingDetails } from './details.ts'
import { commitmentOf, drawItems, flaggedBy, flaggedTexts, METHOD, seedOf, sizesOf } from './draw.ts'
import type { EvaluationContext, Flag, Part } from './evaluate.ts'
import { evaluatedUpTo, evaluateMonth, followedRecord, storeEvaluations } from './month-store.ts'
import type { Rules } from './rules-file.ts'
import type { Drawing, Person, Sample, SampleKind, SampleStore, StoredItem } from './sample-store.ts'

export interface DrawDeps extends EvaluationContext {
  readonly pool: pg.Pool
  readonly samples: SampleStore
  readonly rules: Rules
  readonly clock: () => Date
  /** Who is assigned the log; of the protected part, those of them who may see it. */
  readonly reviewersOf: (log: string, part: Part) => readonly Person[]
}

export interface WantedSample {
  readonly logg: string
  /** 2026-10. */
  readonly month: string
  readonly part: Part
  readonly kind: SampleKind
}

/** A drawing that the log must tell of before the head that it depends on exists. */
export interface Announced extends WantedSample {
  readonly urval: string
  readonly random: Buffer
  /** Of the first record. */
  readonly details: Details
}

/** Marks a record as one that tells protection: only officers with granska-skyddade see it. */
const marked = (part: Part): Details => (part === 'protected' ? { skyddade: true } : {})

export function announce(wanted: WantedSample): Announced {
  const sampleId = randomUUID()
  const random = randomBytes(32)
  const { month, kind, part } = wanted
  const details: AnnouncementDetails = {
    urval: sampleId,
    manad: month,
    slag: kind,
    metod: METHOD,
    atagande: commitmentOf(random),
  }
  return { ...wanted, urval: sampleId, random, details: { ...details, ...marked(part) } }
}

export interface Prepared {
  /** Of the second record, which tells all that the sample follows from. */
  readonly details: Details
  /** When the second record is durable: draws, assigns and stores. */
  readonly draw: (place: LogPosition) => Promise<Sample>
}

/**
 * When the first record is durable: fixes the head of the log, and with it the population and the flags. The head's size is
 * not in the record, and follows from the root: who counts what an officer may see must not learn how much that officer may
 * not.
 */
export async function prepare(deps: DrawDeps, announced: Announced): Promise<Prepared> {
  const { urval, logg, month, part, kind, random } = announced
  const { rules, pool, clock } = deps
  const head = await readHead(pool, logg)
  const root = rootOf(head)
  const evaluations = await evaluateMonth(pool, rules, { logg, month, size: head.size }, deps)
  await storeEvaluations(pool, rules, { logg, month, size: head.size }, evaluations, clock())
  const { population, flags } = evaluations[part]
  const seed = seedOf(urval, root, random)
  const drawing: Drawing = {
    ...{ urval, logg, month, part, kind, version: rules.version, size: head.size, root, random },
    population: population.length,
    flagged: flaggedBy(flags),
  }
  return {
    details: { ...drawingDetails(drawing), ...marked(part) },
    async draw(place) {
      const items = drawItems(seed, { population, flags }, sizesOf(rules, part))
      const authors = await authorsOf(
        pool,
        logg,
        items.map(({ nummer }) => nummer),
      )
      const withAuthors = items.map((item) => ({
        ...item,
        author: authors.get(item.nummer) ?? null,
        measured: measuredOf(flags, item.nummer),
      }))
      const reviewers = deps.reviewersOf(logg, part)
      const drawnAt = clock()
      const dueAt = new Date(drawnAt.getTime() + rules.urval.klartInomDygn * 24 * 60 * 60_000)
      await deps.samples.add(drawing, assigned(withAuthors, reviewers), { place, drawnAt, dueAt })
      const { nummer } = place
      return { ...drawing, drawnAt, nummer, dueAt, closedAt: null, closing: null, items: items.length, judged: 0 }
    },
  }
}

/** What the second record says of a drawing, and the closing repeats. */
export const drawingDetails = (drawing: Drawing): DrawingDetails => ({
  urval: drawing.urval,
  manad: drawing.month,
  slag: drawing.kind,
  metod: METHOD,
  rot: drawing.root.toString('base64'),
  slump: drawing.random.toString('base64'),
  fro: seedOf(drawing.urval, drawing.root, drawing.random).toString('hex'),
  underlag: drawing.population,
  regler: drawing.version,
  flaggade: flaggedTexts(drawing.flagged),
})

/** By rule. */
const measuredOf = (flags: readonly Flag[], number: number): StoredItem['measured'] =>
  Object.fromEntries(flags.filter(({ nummer }) => nummer === number).map(({ regel, measured }) => [regel, measured]))

async function authorsOf(pool: pg.Pool, log: string, numbers: readonly number[]): Promise<Map<number, Person>> {
  const authors = new Map<number, Person>()
  for (const [number, { utfardare, slutanvandare }] of await recordsOf(pool, log, numbers))
    if (slutanvandare !== null) authors.set(number, { utfardare: utfardare ?? '', slutanvandare })
  return authors
}

/** The records with these numbers that the log still has. */
export async function recordsOf(
  pool: pg.Pool,
  log: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, Access>> {
  const { rows } = await pool.query<{ nummer: number; record: string }>(
    'select nummer, record from access_record where logg = $1 and nummer = any($2::bigint[])',
    [log, numbers],
  )
  return new Map(
    rows.flatMap(({ nummer, record }) => {
      const followed = followedRecord(log, nummer, record)
      return followed === undefined ? [] : [[nummer, followed.access] as const]
    }),
  )
}

/** Brings the stored evaluation of a month up to the log, unless it is. */
export async function evaluateAnew(deps: DrawDeps, log: string, month: string): Promise<void> {
  const { pool, rules, clock } = deps
  const { size } = await readHead(pool, log)
  const known = await evaluatedUpTo(pool, log, month)
  if (size === 0 || (known?.size === size && known.version === rules.version)) return
  const evaluations = await evaluateMonth(pool, rules, { logg: log, month, size }, deps)
  await storeEvaluations(pool, rules, { logg: log, month, size }, evaluations, clock())
}

/** The month before the one of this moment, and that of the moment itself. */
export function monthsAt(now: Date): { readonly last: string; readonly current: string } {
  const current = swedishDate(now).slice(0, 7)
  return { last: daysAfter(`${current}-01`, -1).slice(0, 7), current }
}
