import type { Config } from '../../config.ts'
import type { Tx } from '../../platform/database/database.ts'
import { aldstaDag } from '../retention.ts'
import { FAR_TALAS_OM, larmFor, raknasMot, type Fonsterslag, type Larmslag } from './alert-rules.ts'
import type { Foljdhandelse, Foljdpost, Lasare } from './log-reader.ts'

interface Larm {
  readonly slag: Larmslag
  readonly post: Foljdpost
}

interface Fonster {
  readonly slag: Fonsterslag
  readonly klient: string
  readonly slutanvandare: string
  /** Milliseconds since 1970 at which it begins. */
  readonly start: number
  readonly poster: Foljdpost[]
}

const EN_MINUT = 60_000
const TVA_DYGN = 2 * 24 * 60 * EN_MINUT

/**
 * Finds what somebody should look at. The table points into the log and says nothing of whom a record is about. Spans of
 * time begin at fixed times, and an end user who reaches a threshold is one alert per span: it points at the record that
 * reached it.
 */
export function createLarmlasare(trosklar: Config['larm']): Lasare {
  const troskel = { 'manga-uppslag': trosklar.uppslag, 'upprepat-nekad': trosklar.nekade } as const
  return {
    namn: 'larm',

    async ta(tx, poster) {
      const larm = poster.flatMap((post) => larmFor(post).map((slag) => ({ slag, post })))
      const fonster = samla(poster, (slag) => troskel[slag].minuter * EN_MINUT)
      const antal = await rakna(tx, fonster)
      fonster.forEach(({ slag, poster: nya }, i) => {
        const efter = antal[i] ?? 0
        const natt = nya[troskel[slag].antal - 1 - (efter - nya.length)]
        if (natt !== undefined) larm.push({ slag, post: natt })
      })
      return larm.length === 0 ? [] : await skriv(tx, larm)
    },

    async stada(tx, nu) {
      await tx.query('delete from larmfonster where fonster < $1', [new Date(nu.getTime() - TVA_DYGN)])
      await tx.query('delete from larm where tid < $1', [aldstaDag(nu)])
    },
  }
}

function samla(poster: readonly Foljdpost[], langd: (slag: Fonsterslag) => number): readonly Fonster[] {
  const fonster = new Map<string, Fonster>()
  const raknade = new Set<string>()
  for (const post of poster) {
    const { klient, slutanvandare, handelseId, tid } = post.atkomst
    if (klient === null || slutanvandare === null) continue
    for (const slag of raknasMot(post)) {
      // A lookup that shows several districts has a record in each: those are committed together and come together.
      if (raknade.has(`${slag} ${handelseId}`)) continue
      raknade.add(`${slag} ${handelseId}`)
      const start = Math.floor(Date.parse(tid) / langd(slag)) * langd(slag)
      const nyckel = JSON.stringify([slag, klient, slutanvandare, start])
      const ett = fonster.get(nyckel) ?? { slag, klient, slutanvandare, start, poster: [] }
      ett.poster.push(post)
      fonster.set(nyckel, ett)
    }
  }
  return [...fonster.values()]
}

/** Adds to the spans, and gives what each has come to, in the same order. */
async function rakna(tx: Tx, fonster: readonly Fonster[]): Promise<readonly number[]> {
  if (fonster.length === 0) return []
  const { rows } = await tx.query<{ plats: number; antal: number }>(
    `with nya as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[])
         with ordinality as n (slag, klient, slutanvandare, fonster, antal, plats)
     ), raknade as (
       insert into larmfonster as f (slag, klient, slutanvandare, fonster, antal)
       select slag, klient, slutanvandare, fonster, antal from nya
       on conflict (fonster, slag, klient, slutanvandare) do update set antal = f.antal + excluded.antal
       returning slag, klient, slutanvandare, fonster, antal
     )
     select nya.plats, raknade.antal from nya join raknade using (slag, klient, slutanvandare, fonster) order by plats`,
    [
      fonster.map(({ slag }) => slag),
      fonster.map(({ klient }) => klient),
      fonster.map(({ slutanvandare }) => slutanvandare),
      fonster.map(({ start }) => new Date(start)),
      fonster.map(({ poster }) => poster.length),
    ],
  )
  return rows.map(({ antal }) => antal)
}

async function skriv(tx: Tx, larm: readonly Larm[]): Promise<readonly Foljdhandelse[]> {
  const { rows } = await tx.query<{ slag: Larmslag }>(
    `insert into larm (slag, tid, logg, nummer, handelse_id)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[], $5::text[])
     on conflict (slag, handelse_id) do nothing returning slag`,
    [
      larm.map(({ slag }) => slag),
      larm.map(({ post }) => post.atkomst.tid),
      larm.map(({ post }) => post.logg),
      larm.map(({ post }) => post.nummer),
      larm.map(({ post }) => post.atkomst.handelseId),
    ],
  )
  const antal = new Map<Larmslag, number>()
  for (const { slag } of rows) if (FAR_TALAS_OM.has(slag)) antal.set(slag, (antal.get(slag) ?? 0) + 1)
  return [...antal].map(([slag, nya]) => ({ slag, antal: nya }))
}
