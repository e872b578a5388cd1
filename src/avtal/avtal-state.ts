import type pg from 'pg'
import type { Signer } from '../atkomstlogg/note.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { levandeNycklar } from '../platform/keys/data-keys.ts'
import { gallandeAvtal } from '../policy/decide.ts'
import type { Avtal, Policy } from '../policy/policy.ts'
import { allaSlut, type Avtalsslut, kvarIArenden } from './endings.ts'
import { kvittoVkey } from './receipt.ts'

export interface Avtalslage {
  readonly avtal: readonly (Pick<Avtal, 'stadsdel' | 'diarienummer' | 'giltigFran' | 'giltigTill'> & {
    readonly galler: boolean
    readonly mangder: readonly Informationsmangd[]
    /** Of its kinds, those that there is a key for. */
    readonly nycklar: readonly Informationsmangd[]
  })[]
  readonly slut: readonly (Avtalsslut & {
    /** Uppgifter that cases may still hold; undefined until everything else is gone. */
    readonly kvarIArenden?: number
  })[]
}

export async function avtalslage(pool: pg.Pool, policy: Policy, idag: string): Promise<Avtalslage> {
  const levande = await levandeNycklar(pool)
  const avtal = policy.avtal.map((ett) => ({
    ...ett,
    galler: gallandeAvtal(policy, ett.stadsdel, idag) === ett,
    nycklar: levande
      .filter(({ stadsdel, avtal: dnr }) => stadsdel === ett.stadsdel && dnr === ett.diarienummer)
      .map(({ mangd }) => mangd),
  }))
  const slut: Avtalslage['slut'][number][] = []
  for (const ett of await allaSlut(pool))
    slut.push(
      ett.gallrat !== null && ett.klart === null
        ? { ...ett, kvarIArenden: (await kvarIArenden(pool, ett.id)).kvar }
        : ett,
    )
  return { avtal, slut }
}

export interface Kvittotext {
  readonly text: string
  readonly vkey: string
}

/** The receipt of the newest ending that is done. */
export async function senasteKvitto(
  pool: pg.Pool,
  origin: string,
  stadsdel: string,
  signer: Signer,
): Promise<Kvittotext | undefined> {
  const klara = (await allaSlut(pool)).filter((ett) => ett.stadsdel === stadsdel && ett.kvitto !== null)
  const text = klara.at(-1)?.kvitto
  return text === undefined || text === null ? undefined : { text, vkey: kvittoVkey(origin, stadsdel, signer) }
}
