import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import { inTransaction } from '../../platform/database/database.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import {
  aboutExtract,
  type DecisionObstacle,
  EXTRACT_DAYS,
  type ExtractRow,
  type ExtractStore,
  type Person,
} from './extract.ts'
import type { Decision, ExtractFile, LogPart } from './extract-schema.ts'

/** Characters of JSON that are sealed together. */
const PIECE = 256 * 1024

export function postgresExtracts(pool: pg.Pool, keys: Pick<Keys, 'sealForLog' | 'openFromLog'>): ExtractStore {
  return {
    prepare: (row, file) =>
      inTransaction(pool, async (tx) => {
        const { rows } = await tx.query<{ giltigTill: Date }>(
          `insert into extract (extract_id, utfardare, slutanvandare, klient, person_ref, protected, logs, arende, from_day,
                                to_day, valid_to)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + make_interval(days => $11))
           returning valid_to as "giltigTill"`,
          [
            row.extractId,
            row.utfardare,
            row.slutanvandare,
            row.klient,
            row.personRef,
            row.protectedPerson,
            row.loggar,
            row.arende,
            row.fran,
            row.till,
            EXTRACT_DAYS,
          ],
        )
        let place = 0
        for (const { logg, text } of piecesOf(row.loggar[0], file)) {
          const sealed = keys.sealForLog(logg, aboutExtract(row.extractId, place), text)
          await tx.query('insert into extract_piece (extract_id, place, logg, sealed) values ($1, $2, $3, $4)', [
            row.extractId,
            place++,
            logg,
            sealed,
          ])
        }
        return one(rows)
      }),

    async find(extractId, { logs, mayProtected }) {
      const { rows } = await pool.query<Row>(`${SELECT} where extract_id = $3 and ${IN_REACH}`, [
        logs,
        mayProtected,
        extractId,
      ])
      return rows.map((row) => toRow(row))[0]
    },

    async content({ extractId }) {
      const { rows } = await pool.query<{ place: number; logg: string; sealed: string }>(
        'select place, logg, sealed from extract_piece where extract_id = $1 order by place',
        [extractId],
      )
      const texts = new Map<string, string>()
      for (const { place, logg, sealed } of rows) {
        const name = place === 0 ? '' : logg
        texts.set(name, (texts.get(name) ?? '') + keys.openFromLog(logg, aboutExtract(extractId, place), sealed))
      }
      const [head, ...parts] = [...texts.values()].map((text) => JSON.parse(text) as unknown)
      // Taken away since its row was read.
      if (head === undefined) throw new InsynError('FINNS_EJ', 'the extract has been taken away')
      const { utdrag, ...file } = head as ExtractFile
      return { ...file, utdrag: { ...utdrag, delar: parts as LogPart[] } }
    },

    async list({ logs, mayProtected }, { status, limit, page }) {
      const { rows } = await pool.query<Row>(
        `${SELECT} where ${IN_REACH} and ($3::text is null or ${STATUS} = $3)
          order by begart desc, extract_id limit $4 offset $5`,
        [logs, mayProtected, status ?? null, limit + 1, (page - 1) * limit],
      )
      return rows.map((row) => toRow(row))
    },

    async notePreview(extractId, { utfardare, slutanvandare }) {
      await pool.query(
        `insert into extract_preview (extract_id, utfardare, slutanvandare) values ($1, $2, $3) on conflict do nothing`,
        [extractId, utfardare, slutanvandare],
      )
    },

    obstacleToDecision: (extractId, decision, who) => obstacle(pool, extractId, decision, who),

    async decide(row, { utfall, utfardare, slutanvandare, kommentar }) {
      const sealed = keys.sealForLog(row.loggar[0], aboutExtract(row.extractId, 'beslut'), kommentar)
      const { rows } = await pool.query<{ giltigTill: Date }>(
        `update extract e
            set beslut = $2, decided_issuer = $3, decided_by = $4, decision_comment = $5, decided = now(),
                valid_to = now() + make_interval(days => $6)
          where extract_id = $1 and beslut is null and valid_to > now()
            and ($2 <> 'lamna-ut' or (${OTHERS} and ${PREVIEWED}))
          returning valid_to as "giltigTill"`,
        [row.extractId, utfall, utfardare, slutanvandare, sealed, EXTRACT_DAYS],
      )
      if (rows.length === 0) throw new InsynError('KONFLIKT', 'somebody else decided meanwhile')
      return one(rows)
    },
  }

  function toRow(row: Row): ExtractRow {
    const { extract_id: extractId, logs, beslut } = row
    return {
      extractId,
      utfardare: row.utfardare,
      slutanvandare: row.slutanvandare,
      personRef: row.person_ref,
      protectedPerson: row.protected,
      loggar: logs,
      arende: row.arende,
      fran: row.first_day,
      till: row.last_day,
      status: beslut === null ? 'forberett' : beslut === 'lamna-ut' ? 'utlamnat' : 'avvisat',
      begart: row.begart,
      giltigTill: row.valid_to,
      beslut:
        beslut === null
          ? null
          : {
              utfall: beslut,
              utfardare: row.decided_issuer ?? '',
              slutanvandare: row.decided_by ?? '',
              kommentar: keys.openFromLog(logs[0], aboutExtract(extractId, 'beslut'), row.decision_comment ?? ''),
              tid: row.decided ?? row.begart,
            },
    }
  }
}

/** Deletes the extracts whose time has run out, with what was in them. Returns the number. */
export async function purgeExtracts(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query('delete from extract where valid_to <= now()')
  return rowCount ?? 0
}

const SELECT = 'select e.*, from_day::text as first_day, to_day::text as last_day from extract e'
/**
 * $1: the officer's logs. $2: whether what tells protection is there for the officer; for others an extract is gone once any source
 * has flagged its person, whoever made it.
 */
const IN_REACH = `valid_to > now() and logs <@ $1::text[] and ($2 or (not protected
  and not exists (select from protected_person p where p.person_ref = e.person_ref)))`
const STATUS = `case beslut when 'lamna-ut' then 'utlamnat' when 'avvisa' then 'avvisat' else 'forberett' end`
/** $3 and $4 are the issuer and subject of who decides. */
const OTHERS = '(e.utfardare, e.slutanvandare) is distinct from ($3, $4)'
const PREVIEWED = `exists (select from extract_preview v
  where v.extract_id = e.extract_id and (v.utfardare, v.slutanvandare) = ($3, $4))`

async function obstacle(
  pool: pg.Pool,
  extractId: string,
  decision: Decision,
  { utfardare, slutanvandare }: Person,
): Promise<DecisionObstacle | undefined> {
  const { rows } = await pool.query<{ open: boolean; others: boolean; previewed: boolean }>(
    `select beslut is null as open, $2 = 'avvisa' or ${OTHERS} as others, $2 = 'avvisa' or ${PREVIEWED} as previewed
       from extract e where extract_id = $1 and valid_to > now()`,
    [extractId, decision, utfardare, slutanvandare],
  )
  const [row] = rows
  if (row?.open !== true) return 'konflikt'
  if (!row.others) return 'eget'
  return row.previewed ? undefined : 'ej-granskat'
}

/** The head under the first log's key, and what is of each log under its own. */
function* piecesOf(first: string, { utdrag, ...file }: ExtractFile): Generator<{ logg: string; text: string }> {
  yield { logg: first, text: JSON.stringify({ ...file, utdrag: { ...utdrag, delar: [] } }) }
  for (const part of utdrag.delar) {
    const text = JSON.stringify(part)
    for (let at = 0, end = 0; at < text.length; at = end) {
      // Half a character would not come back.
      end = at + PIECE + (/[\ud800-\udbff]/.test(text[at + PIECE - 1] ?? '') ? 1 : 0)
      yield { logg: part.logg, text: text.slice(at, end) }
    }
  }
}

function one<T>([row]: readonly T[]): T {
  if (row === undefined) throw new Error('an extract was written without a row')
  return row
}

interface Row {
  readonly extract_id: string
  readonly utfardare: string
  readonly slutanvandare: string
  readonly person_ref: string
  readonly protected: boolean
  readonly logs: [string, ...string[]]
  readonly arende: string | null
  readonly first_day: string | null
  readonly last_day: string | null
  readonly begart: Date
  readonly valid_to: Date
  readonly beslut: Decision | null
  readonly decided_issuer: string | null
  readonly decided_by: string | null
  readonly decision_comment: string | null
  readonly decided: Date | null
}
