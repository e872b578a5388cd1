import type pg from 'pg'
import { EGEN_LOGG } from '../../atkomstlogg/access.ts'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'
import { kanonisk } from '../../mapping/canonical.ts'
import type { Post } from '../../mapping/person-items.ts'
import type { Arendelager } from '../../cases/arende-store.ts'
import type { Arendesystem } from '../../cases/case-system.ts'
import type { Besluta } from '../../cases/decide-mirroring.ts'
import type { Spegel } from '../../mirror/mirror.ts'
import { begransa } from '../../mapping/limit-fields.ts'
import type { Avvikelse, Delomrade } from './report.ts'
import { createSummor, type Sidbild } from './sums.ts'

export interface ArendesidaDeps {
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly spegel: Pick<Spegel, 'person' | 'oppna'>
  readonly arenden: Pick<Arendelager, 'oppnaArenden'>
  readonly arendesystem: Pick<Arendesystem, 'innehall'>
  readonly besluta: Besluta
}

const PARALLEL = 8

interface Uppgift extends Delomrade {
  readonly uppgiftRef: string
  readonly version: number
  readonly digest: Buffer
}

type Funnen = Avvikelse & { readonly arende: { readonly arendeId: string; readonly version?: number } }

/** Holds what open cases hold against what they should hold now. What the worker has yet to deliver is on its way. */
export async function jamforArenden(deps: ArendesidaDeps, signal: AbortSignal): Promise<Sidbild> {
  const summor = createSummor('arende')
  const funna: Funnen[] = []
  const olasta = new Map<string, number>()
  const queue = [...(await deps.arenden.oppnaArenden())]
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
      const [arendeId, { personRef, andamal }] = next
      try {
        const har = await innehallet(deps, arendeId, signal)
        // Asked after the case, so that what is newer here than there is on its way, and never the other way round.
        const ska = await skaInnehalla(deps, arendeId, personRef, andamal)
        for (const [ref, en] of har) summor.deras(en, `${arendeId}/${ref}`, en.digest)
        for (const [ref, en] of ska) summor.spegelns(en, `${arendeId}/${ref}`, en.digest)
        funna.push(...skillnader(arendeId, ska, har))
      } catch (error) {
        const felkod = error instanceof InsynError ? error.code : 'OKANT_FEL'
        olasta.set(felkod, (olasta.get(felkod) ?? 0) + 1)
      }
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
  const vantar = await vantande(deps.pool, funna)
  const namn = ({ arende, uppgiftRef }: Funnen) => `${arende.arendeId}/${uppgiftRef}`
  return {
    summor,
    avvikelser: funna.filter((en) => !vantar.has(namn(en))),
    paVag: funna.filter((en) => vantar.has(namn(en))),
    hinder: [...olasta].map(([felkod, antal]) => ({ sida: 'arende', felkod, antal })),
  }
}

async function skaInnehalla(
  { spegel, nycklar, besluta }: ArendesidaDeps,
  arendeId: string,
  personRef: string,
  andamal: string,
): Promise<ReadonlyMap<string, Uppgift>> {
  const { uppgifter } = await spegel.person(personRef)
  const ska = new Map<string, Uppgift>()
  for (const uppgift of uppgifter) {
    const { uppgiftRef, version, stadsdel, kalla, mangd } = uppgift
    const { falt } = besluta({ andamal, arende: arendeId }, stadsdel, mangd)
    const oppnade = falt.size === 0 ? [] : spegel.oppna(uppgift)
    if (oppnade.length === 0) continue
    const digest = lagesdigest(nycklar, { stadsdel, mangd, version, poster: begransa(oppnade, falt) })
    ska.set(uppgiftRef, { uppgiftRef, version, stadsdel, kalla, mangd, digest })
  }
  return ska
}

async function innehallet(
  { arendesystem, nycklar }: ArendesidaDeps,
  arendeId: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uppgift>> {
  const har = await arendesystem.innehall(arendeId, signal)
  return new Map(
    har.map(({ uppgiftRef, version, kalla, informationsmangd: mangd, poster, ...en }) => {
      // A stadsdel without a key has no avtal any more, or never was one: that it is taken away goes into our own log.
      const kand = nycklar.generation(en.stadsdel, mangd) !== undefined
      const stadsdel = kand ? en.stadsdel : EGEN_LOGG
      const digest = kand ? lagesdigest(nycklar, { stadsdel, mangd, version, poster }) : Buffer.alloc(16)
      return [uppgiftRef, { uppgiftRef, version, stadsdel, kalla, mangd, digest }]
    }),
  )
}

interface Lage {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly version: number
  readonly poster: readonly Post[]
}

const lagesdigest = (nycklar: Pick<Nycklar, 'digest'>, { stadsdel, mangd, version, poster }: Lage): Buffer =>
  nycklar.digest(stadsdel, mangd, kanonisk([version, poster]))

function* skillnader(
  arendeId: string,
  ska: ReadonlyMap<string, Uppgift>,
  har: ReadonlyMap<string, Uppgift>,
): Generator<Funnen> {
  const avvikelse = (slag: Avvikelse['slag'], { uppgiftRef, kalla, stadsdel, mangd }: Uppgift, version?: number) => ({
    sida: 'arende' as const,
    slag,
    uppgiftRef,
    kalla,
    stadsdel,
    mangd,
    arende: { arendeId, ...(version === undefined ? {} : { version }) },
  })
  for (const [ref, ours] of ska) {
    const theirs = har.get(ref)
    if (theirs === undefined) yield avvikelse('saknas', ours)
    else if (!theirs.digest.equals(ours.digest)) yield avvikelse('olika', ours, theirs.version)
  }
  for (const [ref, theirs] of har) if (!ska.has(ref)) yield avvikelse('overflodig', theirs, theirs.version)
}

/** Those that the worker has yet to bring there or take away; a case that has been closed meanwhile is emptied anyway. */
async function vantande(pool: pg.Pool, funna: readonly Funnen[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ namn: string }>(
    `select f.arende_id || '/' || f.uppgift_ref as namn
       from unnest($1::text[], $2::text[]) as f (arende_id, uppgift_ref)
       left join arende a on a.arende_id = f.arende_id and a.status = 'oppet'
      where a.arende_id is null
         or exists (select from leverans l where l.arende_id = f.arende_id and l.uppgift_ref = f.uppgift_ref and l.status = 'vantar')
         or exists (select from utkorg u where u.uppgift_ref = f.uppgift_ref)`,
    [funna.map(({ arende }) => arende.arendeId), funna.map(({ uppgiftRef }) => uppgiftRef)],
  )
  return new Set(rows.map(({ namn }) => namn))
}
