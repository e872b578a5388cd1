import { setTimeout as vanta } from 'node:timers/promises'
import type { Arende, Arendelager, Hubbsvar } from './arende-store.ts'
import type { Kategori, Tempo } from './schemas.ts'

type Handelse = 'oppnat' | 'kategoriserat' | 'stangt'

/** People at the case system. Each call tells the hub, once they know where it is. Undefined: no such case. */
export interface Manniskor {
  oppna(personnummer: string, andamal: string): Promise<Arende>
  kategorisera(arendeId: string, kategori: Kategori): Promise<Arende | undefined>
  stang(arendeId: string): Promise<Arende | undefined>
  oppnaIgen(arendeId: string): Promise<Arende | undefined>
  /** Opens `tempo.oppna` cases, resolves when the hub has been told of them all, and goes on at the pace asked for. */
  borja(tempo: Tempo): Promise<void>
  /** Resolves when nothing is under way any more. */
  vila(): Promise<void>
}

export interface ManniskorDeps {
  readonly lager: Arendelager
  readonly slumpPerson: () => string
  readonly token: () => Promise<string>
  /** From 0 up to but not including 1. */
  readonly slump: () => number
}

const ANDAMAL = ['fakturafraga', 'avgiftsfraga', 'beslutsfraga', 'utforarfraga', 'kontakt-handlaggare', 'kofraga']
const KATEGORIER: readonly Kategori[] = [
  { huvudkategori: 'Äldreomsorg', arendetyp: 'Beslut', arendeklass: 'Fråga om beslut' },
  { huvudkategori: 'Äldreomsorg', arendetyp: 'Utförare', arendeklass: 'Fråga om utförare' },
  { huvudkategori: 'Äldreomsorg', arendetyp: 'Handläggare' },
  { huvudkategori: 'Ekonomi', arendetyp: 'Faktura', arendeklass: 'Fråga om faktura' },
]
const SAMTIDIGA = 32
const TALAMOD_MS = 30_000

export function skapaManniskor({ lager, slumpPerson, token, slump }: ManniskorDeps): Manniskor {
  let anslutning: { readonly hubb: string; readonly token: () => Promise<string> } | undefined
  let avbryt = new AbortController()
  let arbete: Promise<void> = Promise.resolve()
  const enAv = <T>(lista: readonly T[]): T => lista[Math.floor(slump() * lista.length)]!

  async function fragaHubben(arende: Arende, status: Handelse): Promise<Hubbsvar | undefined> {
    if (anslutning === undefined) return undefined
    const { arendeId, personnummer, andamal, huvudkategori, arendetyp, arendeklass } = arende
    try {
      const svar = await fetch(`${anslutning.hubb}/api/v1/arenden/${arendeId}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${await anslutning.token()}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status, personnummer, andamal, huvudkategori, arendetyp, arendeklass }),
        signal: AbortSignal.any([avbryt.signal, AbortSignal.timeout(TALAMOD_MS)]),
      })
      const text = await svar.text()
      return { status: svar.status, ...(text === '' ? {} : { berikning: JSON.parse(text) as unknown }) }
    } catch {
      return { status: 0 }
    }
  }

  async function beratta(arende: Arende | undefined, status: Handelse): Promise<Arende | undefined> {
    if (arende === undefined) return undefined
    const hubbsvar = await fragaHubben(arende, status)
    return hubbsvar === undefined ? arende : lager.andra(arende.arendeId, { hubbsvar })
  }

  const oppna = async (personnummer: string, andamal: string): Promise<Arende> => {
    const arende = lager.skapa(personnummer, andamal)
    return (await beratta(arende, 'oppnat')) ?? arende
  }
  const kategorisera = (arendeId: string, kategori: Kategori): Promise<Arende | undefined> =>
    beratta(lager.andra(arendeId, kategori), 'kategoriserat')
  const stang = (arendeId: string): Promise<Arende | undefined> =>
    beratta(lager.andra(arendeId, { status: 'stangt' }), 'stangt')
  const oppnaSlumpvis = (): Promise<Arende> => oppna(slumpPerson(), enAv(ANDAMAL))

  async function oppnaManga(antal: number, signal: AbortSignal): Promise<void> {
    let kvar = antal
    const arbetare = async (): Promise<void> => {
      while (kvar > 0 && !signal.aborted) {
        kvar -= 1
        await oppnaSlumpvis()
      }
    }
    await Promise.all(Array.from({ length: Math.min(SAMTIDIGA, antal) }, arbetare))
  }

  async function enHandelse(): Promise<void> {
    const oppnade = lager.oppna(SAMTIDIGA)
    const val = slump()
    if (oppnade.length === 0 || val < 1 / 3) await oppnaSlumpvis()
    else if (val < 2 / 3) await kategorisera(enAv(oppnade).arendeId, enAv(KATEGORIER))
    else await stang(enAv(oppnade).arendeId)
  }

  async function arbeta(intervallMs: number, signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await vanta(intervallMs, undefined, { signal })
        await enHandelse()
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  async function vila(): Promise<void> {
    avbryt.abort()
    await arbete
    anslutning = undefined
    avbryt = new AbortController()
  }

  return {
    oppna,
    kategorisera,
    stang,
    oppnaIgen: (arendeId) => beratta(lager.andra(arendeId, { status: 'oppet' }), 'oppnat'),
    vila,
    async borja(tempo) {
      await vila()
      const given = tempo.token
      anslutning = { hubb: tempo.hubb, token: given === undefined ? token : async () => given }
      const { signal } = avbryt
      await oppnaManga(tempo.oppna, signal)
      if (tempo.intervallMs !== undefined && !signal.aborted) arbete = arbeta(tempo.intervallMs, signal)
    },
  }
}
