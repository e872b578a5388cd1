import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type pg from 'pg'
import type { Informationsmangd } from '../../../src/informationsmangd.ts'
import { openMasterKey, readKeyring } from '../../../src/platform/keys/keyring.ts'
import { keysFrom } from '../../../src/platform/keys/keys-from-keyring.ts'

export interface Finding {
  readonly where: string
  readonly what: 'marker' | 'personnummer'
}

/** Looks for texts that begin with a marker, and for personnummer in every form that people write them. */
export interface Scanner {
  text(where: string, text: string): Finding[]
  bytes(where: string, bytes: Buffer): Finding[]
  /** Every file below the folder, as bytes. */
  folder(folder: string): Finding[]
  /** Every table with all it holds, as text and, where it is bytes, as bytes: what is compressed on disk shows here. */
  database(pool: pg.Pool): Promise<Finding[]>
  /** All that the tables hold sealed, of each kind something, opened with the keys of the state folder. */
  sealed(pool: pg.Pool, state: string): Promise<Finding[]>
  /** What references that callers were given hold sealed. */
  references(given: readonly string[], state: string): Promise<Finding[]>
}

/** Ten digits may have a separator before the last four; so may twelve. */
const DIGITS = /\d{6,}(?:[-+]\d{4}(?!\d))?/g

/** `numbers` have twelve digits. */
export function createScanner(marker: string, numbers: Iterable<string>): Scanner {
  const twelve = new Set(numbers)
  const ten = new Set([...twelve].map((number) => number.slice(2)))
  const sought = Buffer.from(marker)

  /** In a long run of digits every twelve may be one; ten only where they stand alone or after a wrong century. */
  function isNumber(run: string): boolean {
    const [digits = '', last] = run.split(/[-+]/)
    const whole = digits + (last ?? '')
    if ((whole.length === 10 || whole.length === 12) && ten.has(whole.slice(-10))) return true
    for (let i = 0; i + 12 <= digits.length; i++) if (twelve.has(digits.slice(i, i + 12))) return true
    return last !== undefined && (ten.has(whole.slice(-10)) || isNumber(digits))
  }

  function bytes(where: string, all: Buffer): Finding[] {
    const found: Finding[] = []
    if (all.includes(sought)) found.push({ where, what: 'marker' })
    for (const [run] of all.toString('latin1').matchAll(DIGITS))
      if (isNumber(run)) {
        found.push({ where, what: 'personnummer' })
        break
      }
    return found
  }
  const text = (where: string, one: string) => bytes(where, Buffer.from(one))

  return {
    text,
    bytes,
    folder: (folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap((entry) => {
          const file = join(entry.parentPath, entry.name)
          return [
            ...text('a file name', file.slice(folder.length)),
            ...bytes(relative(folder, file), readFileSync(file)),
          ]
        }),
    async database(pool) {
      const { rows: tables } = await pool.query<{ name: string }>(
        `select format('%I', tablename) as name from pg_tables where schemaname = 'public'
         union all values ('pg_stats'), ('pg_stat_activity'), ('pg_database')`,
      )
      const found: Finding[] = []
      for (const { name } of tables) {
        const { rows } = await pool.query<Record<string, unknown>>(`select t::text as "hela raden", t.* from ${name} t`)
        for (const row of rows)
          for (const value of Object.values(row))
            if (value !== null) found.push(...(Buffer.isBuffer(value) ? bytes(name, value) : text(name, asText(value))))
      }
      return found
    },
    async sealed(pool, state) {
      const keys = await keysOf(state)
      const { rows } = await pool.query<Sealed>(SEALED)
      for (const table of [
        'uppgift',
        'karantan',
        'handlaggarregister',
        'tillstand',
        'idempotens',
        'konsol',
        'konsolvy',
      ])
        if (!rows.some(({ where }) => where === table)) throw new Error(`nothing is sealed in ${table}`)
      return (
        rows
          .flatMap(({ where, stadsdel, mangd, about, sealed, text: sealedText }) =>
            text(
              where,
              CONSOLE.has(where)
                ? keys.openSession(about, sealedText ?? '')
                : mangd === null || stadsdel === null
                  ? keys.openFromLog('insyn', about, sealedText ?? '')
                  : keys.open(stadsdel, mangd, about, sealed ?? Buffer.alloc(0)),
            ),
          )
          // A listed number that does not convert is what quarantine is for, and a view of the console is of one person.
          .filter(({ where, what }) => !(['karantan', 'konsolvy'].includes(where) && what === 'personnummer'))
      )
    },
    async references(given, state) {
      const keys = await keysOf(state)
      return given.flatMap((reference) => text('a reference', keys.openReference('person', reference)))
    },
  }
}

interface Sealed {
  readonly where: string
  /** Null with `mangd` for what lies under the key of the processor's own log, or under that of sessions. */
  readonly stadsdel: string | null
  readonly mangd: Informationsmangd | null
  readonly about: string
  readonly sealed: Buffer | null
  readonly text: string | null
}

const SEALED = `
  select 'uppgift' as where, stadsdel, mangd, uppgift_ref as about, sealed, null as text from uppgift
  union all select 'karantan', stadsdel, mangd, 'karantan/' || sync_run, sealed, null from quarantine
  union all select 'handlaggarregister', stadsdel, mangd, 'handlaggarregister/' || handlaggare_ref, sealed, null
              from handlaggare_register
  union all select 'tillstand', null, null, 'tillstand/' || tillstand_id || '/' || what, null, skrivet
              from tillstand, lateral (values ('motivering', motivering), ('beslut', decision_comment),
                                              ('granskning', review_comment)) as fritext (what, skrivet)
             where skrivet is not null
  union all select 'idempotens', null, null, 'idempotens/' || key || '/' || part, null, content
              from idempotency, lateral (values ('begaran', request), ('svar', answer)) as parts (part, content)
             where content is not null
  union all select 'konsol', null, null, sid, null, sess ->> 'sealed' from console_session
  union all select 'konsolvy', null, null, id, null, sealed from console_kept`

/** Sealed for sessions. */
const CONSOLE: ReadonlySet<string> = new Set(['konsol', 'konsolvy'])

const keysOf = async (state: string) =>
  keysFrom(await readKeyring(join(state, 'nyckelring.json'), await openMasterKey(join(state, 'huvudnyckel'), false)))

const asText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))
