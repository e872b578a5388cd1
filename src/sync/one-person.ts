import type pg from 'pg'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { generationer, kravNycklar } from '../platform/keys/data-keys.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { PersonPost } from '../mapping/person-items.ts'
import { delta, type Scope } from './delta.ts'
import { volumeGuard, type Volymvakt } from './guard.ts'
import { RefTable } from './ref-table.ts'
import { flagga, lockAgainstFlags, lockScope } from './protection.ts'
import { removeUppgifter, writeUppgifter } from './write-batch.ts'

/** What a source said of one person; undefined when it has nobody with that number. */
export interface Personsvar {
  readonly person: PersonPost | undefined
  /** Rows whose person could not be told: they may be hers, so nothing follows from what is not there. */
  readonly herrelosa: number
}

interface Deps {
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly volymvakt: Volymvakt
}

/** What live reads have taken away of a scope since its newest complete read. */
interface Borttaget {
  readonly korning: number
  readonly antal: ReadonlyMap<Informationsmangd, number>
}

/**
 * Takes one person's read into the mirror as a sync does: same delta, same outbox, one transaction. Has no run record.
 *
 * It sets a flag and never lifts one. What the source still says is marked as read at `last`, changed or not, so that a
 * run which began earlier neither overwrites it nor takes it away. Of a person whom the source does not have nothing is
 * deleted: only a complete read tells that.
 */
export function createPersonspegling({ pool, nycklar, volymvakt }: Deps) {
  const borttaget = new Map<string, Borttaget>()

  return async (scope: Scope, last: Date, { person, herrelosa }: Personsvar): Promise<void> => {
    if (person === undefined) return
    const { kalla, stadsdel } = scope
    const personRef = nycklar.personRef(person.personnummer)
    if (person.skydd !== 'nej') {
      await flagga(pool, kalla, stadsdel, [personRef], last)
      return
    }
    const namn = `${kalla}/${stadsdel}`
    const sealedWith = generationer(nycklar, stadsdel, scope.mangder)
    const nuBorttaget = await inTransaction(pool, async (tx) => {
      // A run of the same scope waits for this, so it must end whatever happens.
      await tx.query(`set local lock_timeout = '2s'`)
      await tx.query(`set local idle_in_transaction_session_timeout = '5s'`)
      await lockAgainstFlags(tx)
      await lockScope(tx, scope, 'alone')
      const mangdAv = await lasSpegeln(tx, scope, personRef)
      const kanda = new RefTable()
      for (const [ref, { digest }] of mangdAv) kanda.put(ref, digest)
      const { skrivningar } = delta(scope, nycklar, kanda, personRef, person)
      const skrivna = skrivningar.map(({ mangd }) => mangd)
      if (skrivna.length > 0) await kravNycklar(tx, stadsdel, sealedWith, skrivna)
      await writeUppgifter(tx, { kalla, stadsdel, last }, skrivningar)

      const borta = [...kanda.unseen()]
      const avvisade = new Set(person.avvisade.map(({ mangd }) => mangd))
      const sagda = [...mangdAv].filter(([ref, { mangd }]) => !borta.includes(ref) && !avvisade.has(mangd))
      await markeraLasta(
        tx,
        sagda.map(([ref]) => ref),
        last,
      )
      if (borta.length === 0) return undefined
      const mangder = borta.flatMap((ref) => mangdAv.get(ref)?.mangd ?? [])
      const utslag = await judge(tx, scope, mangder, herrelosa, volymvakt, borttaget.get(namn))
      if (utslag !== undefined) {
        await removeUppgifter(tx, borta, last)
        await minnsBorttagna(tx, borta, last)
      }
      return utslag
    })
    // Counted once it is done: a removal that was rolled back took nothing away.
    if (nuBorttaget !== undefined) borttaget.set(namn, nuBorttaget)
  }
}

async function lasSpegeln(tx: Tx, { kalla, stadsdel, mangder }: Scope, personRef: string) {
  const { rows } = await tx.query<{ uppgift_ref: string; mangd: Informationsmangd; digest: Buffer }>(
    `select uppgift_ref, mangd, digest from uppgift
      where person_ref = $1 and kalla = $2 and stadsdel = $3 and mangd = any($4)`,
    [personRef, kalla, stadsdel, [...mangder]],
  )
  return new Map(rows.map(({ uppgift_ref, mangd, digest }) => [uppgift_ref, { mangd, digest }]))
}

const markeraLasta = (tx: Tx, refs: readonly string[], last: Date) =>
  tx.query('update uppgift set last = $2 where uppgift_ref = any($1) and last < $2', [refs, last])

/** A read that began before this one, and is written after it, must not bring them back. */
async function minnsBorttagna(tx: Tx, refs: readonly string[], last: Date): Promise<void> {
  await tx.query(`delete from borttagen where last < now() - interval '2 days'`)
  await tx.query(
    `insert into borttagen (uppgift_ref, last) select ref, $2 from unnest($1::text[]) as ref
     on conflict (uppgift_ref) do update set last = greatest(borttagen.last, excluded.last)`,
    [refs, last],
  )
}

/**
 * The volume guard on all that live reads have taken of the scope since its newest complete read, this removal
 * included: a source that falls silent on a kind must not be believed one person at a time. Undefined when it holds,
 * and while a complete read waits for a person's word.
 */
async function judge(
  tx: Tx,
  { kalla, stadsdel }: Scope,
  mangder: readonly Informationsmangd[],
  herrelosa: number,
  vakt: Volymvakt,
  hittills: Borttaget | undefined,
): Promise<Borttaget | undefined> {
  const { rows: korningar } = await tx.query<{ id: number; status: string }>(
    `select id, status from korning where kalla = $1 and stadsdel = $2 and slag = 'fullstandig'
        and status in ('lyckad', 'vantar') order by id desc limit 1`,
    [kalla, stadsdel],
  )
  const [senaste] = korningar
  if (senaste?.status === 'vantar') return undefined
  const korning = senaste?.id ?? 0
  const antal = new Map(hittills?.korning === korning ? hittills.antal : [])
  const { rows } = await tx.query<{ mangd: Informationsmangd; antal: number }>(
    `select mangd, count(*) as antal from uppgift where kalla = $1 and stadsdel = $2 and mangd = any($3) group by mangd`,
    [kalla, stadsdel, mangder],
  )
  const volymer = rows.map(({ mangd, antal: kvar }) => {
    const redan = antal.get(mangd) ?? 0
    antal.set(mangd, redan + 1)
    return { mangd, kanda: kvar + redan, borta: redan + 1 }
  })
  return volumeGuard(vakt, volymer, { personer: 1, herrelosa }, 0).slapp ? { korning, antal } : undefined
}
