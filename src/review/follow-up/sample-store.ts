import type pg from 'pg'
import type { LogPosition } from '../../atkomstlogg/access.ts'
import { failureCode, InsynError } from '../../errors.ts'
import { inTransaction } from '../../platform/database/database.ts'
import type { Flagged, Item } from './draw.ts'
import type { Part } from './evaluate.ts'
import type { Measured } from './rules-file.ts'

export const VERDICTS = ['befogad', 'behover-utredas', 'obefogad'] as const
export type Judgement = (typeof VERDICTS)[number]

/** A person at work: an issuer and a subject of its tokens. */
export interface Person {
  readonly utfardare: string
  readonly slutanvandare: string
}

export type SampleKind = 'manad' | 'extra'

/** What a sample was drawn from and by. */
export interface Drawing {
  readonly urval: string
  readonly logg: string
  readonly month: string
  readonly part: Part
  readonly kind: SampleKind
  readonly version: string
  readonly size: number
  readonly root: Buffer
  readonly random: Buffer
  readonly population: number
  readonly flagged: readonly Flagged[]
}

export interface Sample extends Drawing {
  readonly drawnAt: Date
  /** Of the record of the drawing. */
  readonly nummer: number
  readonly dueAt: Date
  readonly closedAt: Date | null
  readonly closing: string | null
  readonly items: number
  readonly judged: number
}

export interface Given extends Person {
  readonly verdict: Judgement
  /** Sealed. */
  readonly comment: string
  readonly time: Date
}

export interface StoredItem extends Item {
  /** By rule. */
  readonly measured: Readonly<Record<string, Measured>>
  readonly author: Person | null
  readonly reviewer: Person | null
  /** Oldest first; the last counts. */
  readonly verdicts: readonly Given[]
}

const UNIQUE_VIOLATION = '23505'

const SAMPLE = `
  select s.sample_id as urval, s.logg, s.month, s.part, s.kind, s.version, s.size, s.root, s.random, s.population,
         s.flagged, s.drawn_at as "drawnAt", s.nummer, s.due_at as "dueAt",
         s.closed_at as "closedAt", s.closing,
         (select count(*) from review_item i where i.sample_id = s.sample_id) as items,
         (select count(distinct v.post) from review_verdict v where v.sample_id = s.sample_id) as judged
    from review_sample s`

export interface SampleSelection {
  readonly logs: readonly string[]
  readonly parts: readonly Part[]
  readonly month?: string | undefined
  readonly open?: boolean | undefined
}

/** Samples, their items and verdicts. What is stored here has its record in the log already. */
export function createSampleStore(pool: pg.Pool) {
  return {
    /** Throws KONFLIKT when the month has its sample. */
    async add(
      drawing: Drawing,
      items: readonly Omit<StoredItem, 'verdicts'>[],
      { place, drawnAt, dueAt }: { readonly place: LogPosition; readonly drawnAt: Date; readonly dueAt: Date },
    ): Promise<void> {
      try {
        await inTransaction(pool, async (tx) => {
          await tx.query(
            `insert into review_sample (sample_id, logg, month, part, kind, version, size, root, random, population,
                                        flagged, drawn_at, nummer, due_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
            [
              ...[
                drawing.urval,
                drawing.logg,
                drawing.month,
                drawing.part,
                drawing.kind,
                drawing.version,
                drawing.size,
              ],
              ...[drawing.root, drawing.random, drawing.population, JSON.stringify(drawing.flagged)],
              ...[drawnAt, place.nummer, dueAt],
            ],
          )
          for (const { post, nummer, grunder, author, reviewer, measured } of items)
            await tx.query(
              `insert into review_item (sample_id, post, nummer, grounds, author_issuer, author, reviewer_issuer, reviewer, measured)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
              [
                ...[drawing.urval, post, nummer, grunder, author?.utfardare ?? null, author?.slutanvandare ?? null],
                ...[reviewer?.utfardare ?? null, reviewer?.slutanvandare ?? null, JSON.stringify(measured)],
              ],
            )
        })
      } catch (error) {
        if (failureCode(error) === UNIQUE_VIOLATION)
          throw new InsynError('KONFLIKT', 'the month has its sample already')
        throw error
      }
    },

    async hasMonth(log: string, month: string, part: Part): Promise<boolean> {
      const { rowCount } = await pool.query(
        `select from review_sample where logg = $1 and month = $2 and part = $3 and kind = 'manad'`,
        [log, month, part],
      )
      return rowCount === 1
    },

    /** Newest month first. */
    async list({ logs, parts, month, open }: SampleSelection): Promise<readonly Sample[]> {
      const { rows } = await pool.query<Sample>(
        `${SAMPLE} where s.logg = any($1) and s.part = any($2) and ($3::text is null or s.month = $3)
            and ($4::boolean is null or (s.closed_at is null) = $4)
          order by s.month desc, s.logg, s.drawn_at desc limit 500`,
        [logs, parts, month ?? null, open ?? null],
      )
      return rows
    },

    async find(sampleId: string): Promise<Sample | undefined> {
      return (await pool.query<Sample>(`${SAMPLE} where s.sample_id = $1`, [sampleId])).rows[0]
    },

    async items(sampleId: string): Promise<readonly StoredItem[]> {
      const { rows } = await pool.query<{
        post: number
        nummer: number
        grunder: string[]
        measured: StoredItem['measured']
        author_issuer: string | null
        author: string | null
        reviewer_issuer: string | null
        reviewer: string | null
        verdicts: (Omit<Given, 'time'> & { time: string })[]
      }>(
        `select i.post, i.nummer, i.grounds as grunder, i.measured, i.author_issuer, i.author, i.reviewer_issuer, i.reviewer,
                coalesce((select json_agg(json_build_object('verdict', v.verdict, 'comment', v.comment,
                            'utfardare', v.issuer, 'slutanvandare', v.given_by, 'time', v.given_at) order by v.id)
                            from review_verdict v where v.sample_id = i.sample_id and v.post = i.post), '[]') as verdicts
           from review_item i where i.sample_id = $1 order by i.post`,
        [sampleId],
      )
      return rows.map(({ post, nummer, grunder, measured, verdicts, ...row }) => ({
        ...{ post, nummer, grunder, measured },
        author: person(row.author_issuer, row.author),
        reviewer: person(row.reviewer_issuer, row.reviewer),
        verdicts: verdicts.map((one) => ({ ...one, time: new Date(one.time) })),
      }))
    },

    /** Throws KONFLIKT when the sample has been closed meanwhile, or the lookup is the judge's own. */
    async judge(sampleId: string, post: number, given: Given): Promise<void> {
      const { rowCount } = await pool.query(
        `with sample as (select sample_id from review_sample where sample_id = $1 and closed_at is null for update)
         insert into review_verdict (sample_id, post, verdict, comment, issuer, given_by, given_at)
         select sample_id, post, $3, $4, $5, $6, $7 from review_item join sample using (sample_id)
          where post = $2 and (author_issuer, author) is distinct from ($5, $6)`,
        [sampleId, post, given.verdict, given.comment, given.utfardare, given.slutanvandare, given.time],
      )
      if (rowCount !== 1) throw new InsynError('KONFLIKT', 'the sample has been closed meanwhile')
    },

    /** Throws KONFLIKT when it is closed, or when a verdict has come or is missing since the closing was written. */
    async close(
      sampleId: string,
      { closing, verdicts, by, time }: { closing: string; verdicts: number; by: Person; time: Date },
    ): Promise<void> {
      const { rowCount } = await pool.query(
        `with sample as (select sample_id from review_sample where sample_id = $1 and closed_at is null for update)
         update review_sample set closed_at = $2, closing = $3, closed_issuer = $4, closed_by = $5
          where sample_id = (select sample_id from sample)
            and (select count(*) from review_verdict where sample_id = $1) = $6`,
        [sampleId, time, closing, by.utfardare, by.slutanvandare, verdicts],
      )
      if (rowCount !== 1) throw new InsynError('KONFLIKT', 'the sample has changed meanwhile')
    },

    /** Samples that are late and have given no alert. */
    async late(now: Date): Promise<readonly Sample[]> {
      const { rows } = await pool.query<Sample>(
        `${SAMPLE} where s.closed_at is null and s.reminded is null and s.due_at < $1 order by s.due_at`,
        [now],
      )
      return rows
    },
  }
}

export type SampleStore = ReturnType<typeof createSampleStore>

const person = (issuer: string | null, name: string | null): Person | null =>
  issuer === null || name === null ? null : { utfardare: issuer, slutanvandare: name }
