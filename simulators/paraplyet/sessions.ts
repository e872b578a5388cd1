import { randomUUID } from 'node:crypto'
import type { ErrorCode } from './soap-message.ts'

interface Session {
  readonly anvandare: string
  readonly giltigTill: number
  takenOver: boolean
}

export interface Sessions {
  logIn(user: string, password: string, takeOver: boolean): { session: string; giltigTill: Date } | ErrorCode
  /** Undefined when the session is good. */
  probe(session: string): ErrorCode | undefined
  logOut(session: string): ErrorCode | undefined
  /** The server forgets the session. */
  drop(session: string): void
}

/** The sessions of one stadsdel: one for each user at a time, of fixed length, whatever is done in it. */
export function createSessions(password: string, lengthMs: number, now: () => Date): Sessions {
  const sessions = new Map<string, Session>()
  const applies = (s: Session): boolean => !s.takenOver && s.giltigTill > now().getTime()

  const probe = (session: string): ErrorCode | undefined => {
    const s = sessions.get(session)
    if (s === undefined) return 'Klient.SessionOgiltig'
    if (s.takenOver) return 'Klient.SessionOvertagen'
    return applies(s) ? undefined : 'Klient.SessionOgiltig'
  }

  return {
    logIn(user, given, takeOver) {
      if (user === '' || given !== password) return 'Klient.InloggningNekad'
      for (const [key, s] of sessions) {
        if (s.giltigTill <= now().getTime()) sessions.delete(key)
        else if (s.anvandare === user && applies(s)) {
          if (!takeOver) return 'Klient.SessionUpptagen'
          s.takenOver = true
        }
      }
      const session = randomUUID()
      const validUntil = now().getTime() + lengthMs
      sessions.set(session, { anvandare: user, giltigTill: validUntil, takenOver: false })
      return { session, giltigTill: new Date(validUntil) }
    },
    probe,
    logOut(session) {
      const error = probe(session)
      if (error === undefined) sessions.delete(session)
      return error
    },
    drop: (session) => void sessions.delete(session),
  }
}
