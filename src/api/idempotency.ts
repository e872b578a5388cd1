import { createHash, randomUUID } from 'node:crypto'
import { EGEN_LOGG, type Handelse, type Loggpost } from '../atkomstlogg/access.ts'
import type { Disclosure } from '../atkomstlogg/disclose.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Anropare } from '../access/caller.ts'
import { arNekad, type Kroppsfel, type Nekad, type Utgang } from '../access/outcome.ts'
import type { Kontrakt } from './contracts/contract.ts'
import type { Operation } from './operation.ts'

/** Keeps, for a day, what was asked under a key and what it was answered. Both texts come sealed. */
export interface Idempotenslager {
  /** Takes the key, in one step over all hubs; when somebody has it, what was asked and answered (null: not yet). */
  ta(nyckel: string, begaran: string): Promise<{ readonly begaran: string; readonly svar: string | null } | undefined>
  besvara(nyckel: string, svar: string): Promise<void>
  slapp(nyckel: string): Promise<void>
}

/** Why a key stands in the way. */
export type Nyckelhinder = 'NYCKEL_ATERANVAND' | 'KONFLIKT'

export interface Idempotensdeps {
  readonly lager: Idempotenslager
  readonly nycklar: Pick<Nycklar, 'forseglaForLogg' | 'oppnaFranLogg'>
  readonly klocka: () => Date
  readonly avvisa: (handelse: Handelse, anropare: Anropare, fel: readonly Kroppsfel[]) => Nekad
  readonly nekaNyckel: (handelse: Handelse, anropare: Anropare, hinder: Nyckelhinder) => Nekad
  readonly misslyckas: (handelse: Handelse, anropare: Anropare, cause: unknown) => Nekad
}

/** Takes the Idempotency-Key beside what was asked. */
export type Engangshantering = (nyckel: string | undefined, indata: Indata) => Promise<Engangsutgang>

type Indata = Parameters<Operation['hantera']>[0]

export interface Engangsutgang {
  readonly utgang: Utgang<unknown>
  /** To be called with the answer before it is given. */
  readonly behall?: (svar: string) => Promise<void>
}

const FEL_FORM: Kroppsfel = { pekare: '', regel: 'huvudet Idempotency-Key ska vara ett UUID' }

/** A key stands hashed in the database: one that means something could be guessed from that. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Makes a handler of something that starts carry out a request at most once per key. An answer is kept; a refusal has
 * started nothing, so its key is free again. When the outcome is not known (the answer could not be logged, the hub died)
 * the key stays taken: twice is worse than having to look.
 */
export function createIdempotens({ lager, nycklar, klocka, avvisa, nekaNyckel, misslyckas }: Idempotensdeps) {
  const om = (nyckel: string, del: string) => `idempotens/${nyckel}/${del}`
  const forsegla = (nyckel: string, del: 'begaran' | 'svar', text: string) =>
    nycklar.forseglaForLogg(EGEN_LOGG, om(nyckel, del), text)
  const oppna = (nyckel: string, del: 'begaran' | 'svar', forseglad: string) =>
    nycklar.oppnaFranLogg(EGEN_LOGG, om(nyckel, del), forseglad)

  return ({ metod, vag, handelse, startar }: Kontrakt, hantera: Operation['hantera']): Engangshantering => {
    async function enGang(uppgiven: string, indata: Indata): Promise<Engangsutgang> {
      const { anropare, kropp, fraga, parametrar } = indata
      if (!UUID.test(uppgiven)) return { utgang: avvisa(handelse, anropare, [FEL_FORM]) }
      const nyckel = sha256([anropare.klient, anropare.slutanvandare, uppgiven])
      const begaran = sha256([metod, vag, parametrar, fraga, kropp, [...anropare.roller].sort()])
      const tidigare = await lager.ta(nyckel, forsegla(nyckel, 'begaran', begaran))
      if (tidigare !== undefined) {
        if (oppna(nyckel, 'begaran', tidigare.begaran) !== begaran)
          return { utgang: nekaNyckel(handelse, anropare, 'NYCKEL_ATERANVAND') }
        if (tidigare.svar === null) return { utgang: nekaNyckel(handelse, anropare, 'KONFLIKT') }
        return { utgang: upprepning(JSON.parse(oppna(nyckel, 'svar', tidigare.svar)) as Behallet) }
      }
      const utgang = await hantera(indata)
      if (arNekad(utgang)) {
        await lager.slapp(nyckel)
        return { utgang }
      }
      const { poster } = utgang
      return {
        utgang,
        behall: (svar) => lager.besvara(nyckel, forsegla(nyckel, 'svar', JSON.stringify({ svar, poster }))),
      }
    }

    return async (nyckel, indata) => {
      try {
        return startar === true && nyckel !== undefined
          ? await enGang(nyckel, indata)
          : { utgang: await hantera(indata) }
      } catch (error) {
        // What breaks here is an attempt all the same, and is recorded like any other.
        return { utgang: misslyckas(handelse, indata.anropare, error) }
      }
    }
  }

  /** A replay is an answer too: it has records of its own, which say that it was one. */
  function upprepning({ svar, poster: [forsta, ...ovriga] }: Behallet): Disclosure<unknown> {
    const handelseId = randomUUID()
    const tid = klocka().toISOString()
    const igen = ({ logg, atkomst }: Loggpost): Loggpost => {
      const { personnummerForseglat: nummer, flaggor } = atkomst
      return {
        logg,
        atkomst: {
          ...atkomst,
          handelseId,
          tid,
          flaggor: [...flaggor.filter((flagga) => flagga !== UPPREPAD), UPPREPAD],
          personnummerForseglat:
            nummer === null
              ? null
              : nycklar.forseglaForLogg(logg, handelseId, nycklar.oppnaFranLogg(logg, atkomst.handelseId, nummer)),
        },
      }
    }
    return { poster: [igen(forsta), ...ovriga.map(igen)], body: () => JSON.parse(svar) as unknown }
  }
}

const UPPREPAD = 'upprepad'

interface Behallet {
  readonly svar: string
  readonly poster: readonly [Loggpost, ...Loggpost[]]
}

const sha256 = (delar: unknown): string => createHash('sha256').update(JSON.stringify(delar)).digest('base64url')
