import { createHash } from 'node:crypto'
import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'
import { kanonisk } from '../../mapping/canonical.ts'
import type { Amneslasare } from '../../bus/topic-reader.ts'
import type { Kuvert } from '../../bus/envelope.ts'
import type { LastMeddelande } from '../../bus/message.ts'
import type { Spegel } from '../../mirror/mirror.ts'
import { RefTable } from '../../sync/ref-table.ts'
import type { Avvikelse, Delomrade } from './report.ts'
import { lasSpegeln } from './mirror-side.ts'
import { createSummor, type Sidbild } from './sums.ts'

export interface AmnessidaDeps {
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly spegel: Pick<Spegel, 'oppna'>
  /** What the stadsdel's avtal covers now. */
  readonly tillatna: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly amneslasare: Amneslasare
  readonly kuvert: Pick<Kuvert, 'amne' | 'huvud' | 'oppna'>
}

/** A tombstone: the key may stand in the topic, and nothing must. */
const BORTA = Buffer.alloc(16)
/** Stands for a value that cannot be what the mirror has. */
const OLASLIG = Buffer.alloc(16, 0xff)

/** Holds the mirror against what compaction leaves of one kind's topic. What the outbox has yet to publish is on its way. */
export async function jamforAmnet(deps: AmnessidaDeps, mangd: Informationsmangd): Promise<Sidbild> {
  const perDel = await lasAmnet(deps, mangd)
  const summor = createSummor('amne')
  const funna: Avvikelse[] = []
  const tomt = new RefTable()

  for await (const rad of lasSpegeln(deps, { mangder: [mangd] })) {
    // What no avtal covers is not published, whatever the mirror still has.
    if (!deps.tillatna(rad.stadsdel).has(mangd)) continue
    const { kalla, stadsdel, uppgiftRef } = rad
    const del = { kalla, stadsdel, mangd }
    const ours = lagesdigest(rad.version, rad.innehall ?? OLASLIG)
    const deras = perDel.get(`${kalla}/${stadsdel}`)?.tabell ?? tomt
    const theirs = deras.digest(uppgiftRef)
    if (theirs !== undefined) deras.see(uppgiftRef)
    summor.spegelns(del, uppgiftRef, ours)
    if (theirs === undefined || theirs.equals(BORTA)) funna.push({ sida: 'amne', slag: 'saknas', uppgiftRef, ...del })
    else if (!theirs.equals(ours)) funna.push({ sida: 'amne', slag: 'olika', uppgiftRef, ...del })
  }
  for (const { del, tabell: deras } of perDel.values()) {
    for (const [ref, digest] of deras.entries()) if (!digest.equals(BORTA)) summor.deras(del, ref, digest)
    for (const uppgiftRef of deras.unseen())
      if (deras.digest(uppgiftRef)?.equals(BORTA) === false)
        funna.push({ sida: 'amne', slag: 'overflodig', uppgiftRef, ...del })
  }
  const vantar = await iUtkorgen(deps.pool, funna)
  return {
    summor,
    avvikelser: funna.filter(({ uppgiftRef }) => !vantar.has(uppgiftRef)),
    paVag: funna.filter(({ uppgiftRef }) => vantar.has(uppgiftRef)),
    hinder: [],
  }
}

interface Del {
  readonly del: Delomrade
  readonly tabell: RefTable
}

async function lasAmnet(
  { amneslasare, kuvert, nycklar }: AmnessidaDeps,
  mangd: Informationsmangd,
): Promise<ReadonlyMap<string, Del>> {
  const perDel = new Map<string, Del>()
  const ta = async (meddelande: LastMeddelande): Promise<void> => {
    const huvud = huvudet(kuvert, meddelande)
    // What is no message of ours was put aside when it was heard, and tells nothing of any uppgift.
    if (huvud === undefined) return
    const { kalla, stadsdel, uppgiftRef, version, borta } = huvud
    const namn = `${kalla}/${stadsdel}`
    const known = perDel.get(namn) ?? { del: { kalla, stadsdel, mangd }, tabell: new RefTable() }
    perDel.set(namn, known)
    // The newest message of a key is all that stands, also where it says to be of somewhere else than the one before.
    for (const { tabell } of perDel.values()) if (tabell.digest(uppgiftRef) !== undefined) tabell.put(uppgiftRef, BORTA)
    known.tabell.put(uppgiftRef, borta ? BORTA : lagesdigest(version, await innehallet(nycklar, kuvert, meddelande)))
  }
  await amneslasare.lasHela(kuvert.amne(mangd), async (meddelanden) => {
    for (const meddelande of meddelanden) await ta(meddelande)
  })
  return perDel
}

function huvudet(kuvert: Pick<Kuvert, 'huvud'>, meddelande: LastMeddelande) {
  try {
    return kuvert.huvud(meddelande)
  } catch (error) {
    if (error instanceof InsynError) return undefined
    throw error
  }
}

async function innehallet(
  nycklar: Pick<Nycklar, 'digest'>,
  kuvert: Pick<Kuvert, 'oppna'>,
  meddelande: LastMeddelande,
): Promise<Buffer> {
  try {
    const lage = await kuvert.oppna(meddelande)
    if (lage === undefined) return OLASLIG
    return nycklar.digest(lage.stadsdel, lage.informationsmangd, kanonisk(lage.poster))
  } catch (error) {
    if (error instanceof InsynError) return OLASLIG
    throw error
  }
}

const lagesdigest = (version: number, innehall: Buffer): Buffer =>
  createHash('sha256').update(`${version}/`).update(innehall).digest().subarray(0, 16)

async function iUtkorgen(pool: pg.Pool, funna: readonly Avvikelse[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ uppgift_ref: string }>(
    'select distinct uppgift_ref from utkorg where uppgift_ref = any($1)',
    [funna.map(({ uppgiftRef }) => uppgiftRef)],
  )
  return new Set(rows.map(({ uppgift_ref }) => uppgift_ref))
}
