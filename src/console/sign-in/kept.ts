import { randomBytes } from 'node:crypto'
import { InsynError } from '../../errors.ts'
import { sessionRowId, type SessionStoreDeps } from './session-store.ts'

const ID_BYTES = 24
const ONE_MINUTE = 60_000

/** What is kept for one session for a while: sealed, and found only with both the session's id and its own. */
export interface Kept {
  keep(session: string, value: object, minutes: number): Promise<string>
  read(session: string, id: string): Promise<unknown>
  renew(session: string, id: string, minutes: number): Promise<boolean>
  drop(session: string, id: string): Promise<void>
}

export function createKept({ pool, keys, clock }: Omit<SessionStoreDeps, 'idleMs'>): Kept {
  const rowId = (id: string) => keys.sessionRef(`kept\u001f${id}`)
  const place = (session: string, id: string) => [rowId(id), sessionRowId(keys, session)]
  const after = (minutes: number) => new Date(clock().getTime() + minutes * ONE_MINUTE)

  return {
    async keep(session, value, minutes) {
      const id = randomBytes(ID_BYTES).toString('base64url')
      const [row = '', owner] = place(session, id)
      const { rowCount } = await pool.query(
        `insert into console_kept (id, session, sealed, ends) select $1, sid, $3, $4 from console_session where sid = $2`,
        [row, owner, keys.sealSession(row, JSON.stringify(value)), after(minutes)],
      )
      if (rowCount !== 1) throw new InsynError('TOKEN_OGILTIG', 'the session has ended')
      return id
    },
    async read(session, id) {
      const { rows } = await pool.query<{ sealed: string }>(
        'select sealed from console_kept where id = $1 and session = $2 and ends > $3',
        [...place(session, id), clock()],
      )
      return rows[0] === undefined ? undefined : (JSON.parse(keys.openSession(rowId(id), rows[0].sealed)) as unknown)
    },
    async renew(session, id, minutes) {
      const { rowCount } = await pool.query(
        'update console_kept set ends = $4 where id = $1 and session = $2 and ends > $3',
        [...place(session, id), clock(), after(minutes)],
      )
      return rowCount === 1
    },
    async drop(session, id) {
      await pool.query('delete from console_kept where id = $1 and session = $2', place(session, id))
    },
  }
}
