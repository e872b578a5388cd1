import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'
import { kanonisk } from '../../mapping/canonical.ts'
import type { Postnycklar } from '../../mapping/merge-items.ts'
import type { Leverans, PersonPost } from '../../mapping/person-items.ts'
import type { Spegel } from '../../mirror/mirror.ts'
import type { Kalla, Lasning } from '../../sync/source.ts'
import { tomMellanlager, viaMellanlager } from '../../sync/staging.ts'
import { RefTable } from '../../sync/ref-table.ts'
import { withScopeLock } from '../../sync/scope-lock.ts'
import { flagga, flaggadeAv, flaggadeAvAndra } from '../../sync/protection.ts'
import type { Omrade } from '../../sync/sync-job.ts'
import type { Avvikelse, Avvikelseslag } from './report.ts'
import { lasSpegeln } from './mirror-side.ts'
import { createSummor, type Sidbild } from './sums.ts'

export interface KallsidaDeps {
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly spegel: Pick<Spegel, 'oppna'>
  readonly kallor: readonly Kalla[]
  readonly postnycklar: Postnycklar
  readonly klocka: () => Date
}

/** No run has this number: a read that is put in order here shares the sync's table, and only one avstamning is under way. */
const INGEN_KORNING = -1

interface Kallbild {
  readonly last: Date
  readonly perMangd: ReadonlyMap<Informationsmangd, RefTable>
  /** Kinds with a rejected row: what the mirror has of them stands, as it does in a sync. */
  readonly avvisade: Set<string>
}

/**
 * Reads all of one source × stadsdel without writing any of it, and holds the mirror against it. No run of the scope goes
 * on meanwhile. Flags of protection that are met are set: that must never wait for the next sync.
 */
export function jamforKallan(
  deps: KallsidaDeps,
  omrade: Omrade,
  mangder: ReadonlySet<Informationsmangd>,
  signal: AbortSignal,
): Promise<Sidbild> {
  return withScopeLock(deps.pool, `${omrade.kalla}/${omrade.stadsdel}`, async () => {
    const bild = await lasKallan(deps, omrade, mangder, signal)
    return jamfor(deps, omrade, bild)
  })
}

async function jamfor({ pool, nycklar, spegel }: KallsidaDeps, omrade: Omrade, bild: Kallbild): Promise<Sidbild> {
  const { perMangd, avvisade, last } = bild
  const summor = createSummor('kalla')
  const avvikelser: Avvikelse[] = []
  const utanfor = new Set(avvisade)
  const notera = (mangd: Informationsmangd, uppgiftRef: string, slag: Avvikelseslag) =>
    avvikelser.push({ sida: 'kalla', slag, uppgiftRef, ...omrade, mangd })

  for await (const rad of lasSpegeln({ pool, nycklar, spegel }, { ...omrade, mangder: [...perMangd.keys()] })) {
    const tabell = perMangd.get(rad.mangd)
    if (tabell === undefined || avvisade.has(rad.uppgiftRef)) continue
    const theirs = tabell.digest(rad.uppgiftRef)
    if (theirs !== undefined) tabell.see(rad.uppgiftRef)
    // A live read has asked the source later than this one did.
    if (rad.last > last) {
      utanfor.add(rad.uppgiftRef)
      continue
    }
    summor.spegelns({ ...omrade, mangd: rad.mangd }, rad.uppgiftRef, rad.innehall ?? Buffer.alloc(0))
    if (theirs === undefined) notera(rad.mangd, rad.uppgiftRef, 'saknas')
    else if (rad.innehall?.equals(theirs) !== true) notera(rad.mangd, rad.uppgiftRef, 'olika')
  }
  for (const [mangd, tabell] of perMangd) {
    const osedda = [...tabell.unseen()].filter((ref) => !avvisade.has(ref))
    const nyss = await borttagnaSedan(pool, osedda, last)
    for (const ref of osedda)
      if (nyss.has(ref)) utanfor.add(ref)
      else notera(mangd, ref, 'overflodig')
    summor.om({ ...omrade, mangd })
    for (const [ref, digest] of tabell.entries()) if (!utanfor.has(ref)) summor.deras({ ...omrade, mangd }, ref, digest)
  }
  return { summor, avvikelser, paVag: [], hinder: [] }
}

async function borttagnaSedan(pool: pg.Pool, refs: readonly string[], last: Date): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ uppgift_ref: string }>(
    'select uppgift_ref from borttagen where uppgift_ref = any($1) and last > $2',
    [refs, last],
  )
  return new Set(rows.map(({ uppgift_ref }) => uppgift_ref))
}

async function lasKallan(
  deps: KallsidaDeps,
  omrade: Omrade,
  mangder: ReadonlySet<Informationsmangd>,
  signal: AbortSignal,
): Promise<Kallbild> {
  const { pool, nycklar, postnycklar } = deps
  const kalla = deps.kallor.find(({ namn }) => namn === omrade.kalla)
  if (kalla === undefined) throw new InsynError('KONFIG_OGILTIG', `no source ${omrade.kalla} is configured`)
  const read = () => {
    const lasning: Lasning = { byte: 0, rader: 0, okandaFalt: new Map() }
    return kalla.lasAllt({ stadsdel: omrade.stadsdel, mangder }, lasning, signal)
  }
  try {
    return await samla(deps, omrade, mangder, read())
  } catch (error) {
    if (!(error instanceof InsynError && error.code === 'KALLA_OORDNAD')) throw error
    await tomMellanlager(pool, INGEN_KORNING)
    return await samla(deps, omrade, mangder, viaMellanlager(pool, nycklar, INGEN_KORNING, postnycklar, read()))
  } finally {
    await tomMellanlager(pool, INGEN_KORNING)
  }
}

async function samla(
  { pool, nycklar, klocka }: KallsidaDeps,
  omrade: Omrade,
  mangder: ReadonlySet<Informationsmangd>,
  leveranser: AsyncIterable<Leverans>,
): Promise<Kallbild> {
  const { kalla, stadsdel } = omrade
  const bild = {
    last: klocka(),
    perMangd: new Map([...mangder].map((mangd) => [mangd, new RefTable()])),
    avvisade: new Set<string>(),
  }
  const [egna, andras] = [await flaggadeAv(pool, kalla, stadsdel), await flaggadeAvAndra(pool, kalla, stadsdel)]
  const personer = new RefTable()
  const flaggas: string[] = []
  const utanFlagga: string[] = []
  let oordnad = false
  try {
    for await (const { personer: lasta } of leveranser)
      for (const person of lasta) {
        const personRef = nycklar.personRef(person.personnummer)
        if (personer.see(personRef) === 'sedd') {
          oordnad = true
          throw new InsynError('KALLA_OORDNAD', `${kalla} ${stadsdel}: rows of one person came apart`)
        }
        if (person.skydd !== 'nej') {
          if (!egna.has(personRef)) (person.skydd === 'ja' ? flaggas : utanFlagga).push(personRef)
        } else if (!andras.has(personRef)) taPerson(nycklar, omrade, bild, personRef, person)
      }
    return bild
  } finally {
    // In a disorderly read a flag that could not be read may only have come in another piece.
    await flagga(pool, kalla, stadsdel, oordnad ? flaggas : [...flaggas, ...utanFlagga], bild.last)
  }
}

function taPerson(
  nycklar: Nycklar,
  { kalla, stadsdel }: Omrade,
  { perMangd, avvisade }: Kallbild,
  personRef: string,
  person: PersonPost,
): void {
  for (const { mangd } of person.avvisade) avvisade.add(nycklar.uppgiftRef(personRef, stadsdel, kalla, mangd))
  for (const [mangd, tabell] of perMangd) {
    const poster = person.uppgifter[mangd]
    if (poster === undefined || poster.length === 0) continue
    const uppgiftRef = nycklar.uppgiftRef(personRef, stadsdel, kalla, mangd)
    tabell.put(uppgiftRef, nycklar.digest(stadsdel, mangd, kanonisk(poster)))
  }
}
