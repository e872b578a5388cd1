import { hash } from 'node:crypto'
import type pg from 'pg'
import type { Access } from '../../atkomstlogg/access.ts'
import { leafHash } from '../../atkomstlogg/merkle.ts'
import { showsProtection } from '../../atkomstlogg/protection.ts'
import { InsynError } from '../../errors.ts'
import { stockholmTime } from '../../platform/stockholm-time.ts'
import type { Exportfilter } from './exports-schema.ts'
import type { ExportedRecord } from './formats/format.ts'
import { type FormatName, FORMATS } from './formats/formats.ts'

/** Which records are in a file, and how they are written. */
export interface Choice {
  readonly format: FormatName
  readonly fran: string
  readonly till: string
  readonly filter: Exportfilter
  /** Records that tell protection are there too, and with them the numbers of records. */
  readonly whole: boolean
}

/** Numbers of a log that are read and written at a time: what is in memory, whatever the size of the log. */
export const STRETCH = 2_000

export interface Stretch {
  readonly logg: string
  /** The numbers [nummer, upto). */
  readonly nummer: number
  readonly upto: number
}

/** The records of a stretch that are in the file, as the file has them; the same bytes each time. Throws LOGG_BRUTEN. */
export async function writeStretch(
  pool: pg.Pool,
  choice: Choice,
  { logg, nummer, upto }: Stretch,
): Promise<{ readonly bytes: Buffer; readonly count: number; readonly digest: Buffer }> {
  const { rows } = await pool.query<{ record: string; leaf: Buffer }>(
    `select record, leaf from access_record
      where logg = $1 and nummer >= $2 and nummer < $3 and tid >= $4 and tid < $5
      order by nummer`,
    [logg, nummer, upto, startOf(choice.fran), startOf(choice.till, 1)],
  )
  const { record: write } = FORMATS[choice.format]
  const texts: string[] = []
  for (const { record, leaf } of rows) {
    if (!leafHash(record).equals(leaf))
      throw new InsynError('LOGG_BRUTEN', `access log ${logg}: a record is not what its leaf hash says`)
    const one = readRecord(record, leaf, choice.whole)
    if ((choice.whole || !showsProtection(one)) && follows(one.atkomst, choice.filter)) texts.push(write(one))
  }
  const bytes = Buffer.from(texts.join(''))
  return { bytes, count: texts.length, digest: hash('sha256', bytes, 'buffer') }
}

function readRecord(record: string, leaf: Buffer, whole: boolean): ExportedRecord {
  const { atkomst, logg } = JSON.parse(record) as { readonly atkomst: Access; readonly logg: string }
  return { id: leaf.toString('base64url'), logg, atkomst, ...(whole ? { whole: record } : {}) }
}

const follows = (access: Access, { handelse, utfall, mangd, slutanvandare, klient }: Exportfilter): boolean =>
  (handelse?.includes(access.handelse) ?? true) &&
  (utfall?.includes(access.utfall) ?? true) &&
  (mangd === undefined || access.visat.some((shown) => mangd.includes(shown.mangd))) &&
  (slutanvandare ?? access.slutanvandare) === access.slutanvandare &&
  (klient ?? access.klient) === access.klient

const HOUR_MS = 60 * 60_000

/** The instant at which a day begins in Stockholm, or the one so many days later. Its offset is one hour, or two. */
export function startOf(day: string, later = 0): Date {
  const date = new Date(Date.parse(day) + later * 24 * HOUR_MS).toISOString().slice(0, 10)
  const summer = new Date(Date.parse(date) - 2 * HOUR_MS)
  return stockholmTime(summer).date === date ? summer : new Date(summer.getTime() + HOUR_MS)
}
