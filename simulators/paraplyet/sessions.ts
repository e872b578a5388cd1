import { randomUUID } from 'node:crypto'
import type { Felkod } from './soap-message.ts'

interface Session {
  readonly anvandare: string
  readonly giltigTill: number
  overtagen: boolean
}

export interface Sessioner {
  loggaIn(anvandare: string, losenord: string, taOver: boolean): { session: string; giltigTill: Date } | Felkod
  /** Undefined when the session is good. */
  prova(session: string): Felkod | undefined
  loggaUt(session: string): Felkod | undefined
  /** The server forgets the session. */
  tappa(session: string): void
}

/** The sessions of one stadsdel: one for each user at a time, of fixed length, whatever is done in it. */
export function skapaSessioner(losenord: string, langdMs: number, nu: () => Date): Sessioner {
  const sessioner = new Map<string, Session>()
  const galler = (s: Session): boolean => !s.overtagen && s.giltigTill > nu().getTime()

  const prova = (session: string): Felkod | undefined => {
    const s = sessioner.get(session)
    if (s === undefined) return 'Klient.SessionOgiltig'
    if (s.overtagen) return 'Klient.SessionOvertagen'
    return galler(s) ? undefined : 'Klient.SessionOgiltig'
  }

  return {
    loggaIn(anvandare, givet, taOver) {
      if (anvandare === '' || givet !== losenord) return 'Klient.InloggningNekad'
      for (const [nyckel, s] of sessioner) {
        if (s.giltigTill <= nu().getTime()) sessioner.delete(nyckel)
        else if (s.anvandare === anvandare && galler(s)) {
          if (!taOver) return 'Klient.SessionUpptagen'
          s.overtagen = true
        }
      }
      const session = randomUUID()
      const giltigTill = nu().getTime() + langdMs
      sessioner.set(session, { anvandare, giltigTill, overtagen: false })
      return { session, giltigTill: new Date(giltigTill) }
    },
    prova,
    loggaUt(session) {
      const fel = prova(session)
      if (fel === undefined) sessioner.delete(session)
      return fel
    },
    tappa: (session) => void sessioner.delete(session),
  }
}
