import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import { canonical } from '../mapping/canonical.ts'
import type { Item } from '../mapping/person-items.ts'
import type { Tx } from '../platform/database/database.ts'
import { type Generations, requireKeys } from '../platform/keys/data-keys.ts'
import type { Keys } from '../platform/keys/keys.ts'

const MANGD = 'handlaggare'

type RegisterKeys = Pick<Keys, 'digest' | 'seal' | 'renew' | 'generations'>
type RegisterScope = Pick<RegisterRead, 'source' | 'stadsdel'>

/** What one complete or partial read of a scope has met. */
export interface RegisterRead {
  readonly source: SourceName
  readonly stadsdel: string
  /** The keys that the read began with. */
  readonly generations: Generations
  readonly items: Iterable<Item>
  /** Everybody was met: those who were not go. Otherwise they stay. */
  readonly complete: boolean
}

/** Takes a read into the register. What is unchanged is not written. */
export async function writeRegister(tx: Tx, keys: RegisterKeys, read: RegisterRead): Promise<void> {
  const { source, stadsdel } = read
  if (keys.generations(stadsdel, MANGD).length > 1) {
    await requireKeys(tx, stadsdel, read.generations, [MANGD])
    await renewRegister(tx, keys, read)
  }
  const met = [...read.items].map((item) => {
    const text = canonical(item)
    return { ref: registerRef(keys, read, item), digest: keys.digest(stadsdel, MANGD, text), text }
  })
  const refs = met.map(({ ref }) => ref)
  if (read.complete)
    await tx.query(
      'delete from handlaggare_register where stadsdel = $1 and source = $2 and not (handlaggare_ref = any($3))',
      [stadsdel, source, refs],
    )
  const { rows } = await tx.query<{ handlaggare_ref: string; digest: Buffer }>(
    'select handlaggare_ref, digest from handlaggare_register where stadsdel = $1 and source = $2',
    [stadsdel, source],
  )
  const stored = new Map(rows.map(({ handlaggare_ref, digest }) => [handlaggare_ref, digest]))
  const changed = met.filter(({ ref, digest }) => stored.get(ref)?.equals(digest) !== true)
  if (changed.length === 0) return
  await requireKeys(tx, stadsdel, read.generations, [MANGD])
  await tx.query(
    `insert into handlaggare_register (stadsdel, source, mangd, handlaggare_ref, digest, sealed)
     select $1, $2, $3, * from unnest($4::text[], $5::bytea[], $6::bytea[])
     on conflict (stadsdel, source, handlaggare_ref) do update
        set digest = excluded.digest, sealed = excluded.sealed`,
    [
      stadsdel,
      source,
      MANGD,
      changed.map(({ ref }) => ref),
      changed.map(({ digest }) => digest),
      changed.map(({ ref, text }) => keys.seal(stadsdel, MANGD, registerPlace(ref), text)),
    ],
  )
}

/**
 * Seals with the key in use, and names by it, what one that it replaces has sealed; returns how many rows. One that is there by both,
 * since a read has met the same one meanwhile, stays as the read wrote it. The caller has required the key in use.
 */
export async function renewRegister(tx: Tx, keys: RegisterKeys, { source, stadsdel }: RegisterScope): Promise<number> {
  const { rows } = await tx.query<{ ref: string; sealed: Buffer }>(
    `select handlaggare_ref as ref, sealed from handlaggare_register where stadsdel = $1 and source = $2
      order by handlaggare_ref for update`,
    [stadsdel, source],
  )
  const renewed = rows.flatMap(({ ref: former, sealed }) => {
    const text = keys.renew(stadsdel, MANGD, registerPlace(former), sealed)?.clearText
    if (text === undefined) return []
    const ref = registerRef(keys, { source, stadsdel }, JSON.parse(text) as Item)
    return [{ former, ref, digest: keys.digest(stadsdel, MANGD, text), text }]
  })
  await tx.query('delete from handlaggare_register where stadsdel = $1 and source = $2 and handlaggare_ref = any($3)', [
    stadsdel,
    source,
    renewed.map(({ former }) => former),
  ])
  await tx.query(
    `insert into handlaggare_register (stadsdel, source, mangd, handlaggare_ref, digest, sealed)
     select $1, $2, $3, * from unnest($4::text[], $5::bytea[], $6::bytea[]) on conflict do nothing`,
    [
      stadsdel,
      source,
      MANGD,
      renewed.map(({ ref }) => ref),
      renewed.map(({ digest }) => digest),
      renewed.map(({ ref, text }) => keys.seal(stadsdel, MANGD, registerPlace(ref), text)),
    ],
  )
  return renewed.length
}

const registerRef = (keys: Pick<Keys, 'digest'>, { source, stadsdel }: RegisterScope, item: Item): string =>
  keys.digest(stadsdel, MANGD, `register\u001f${source}\u001f${handlaggareKey(item)}`).toString('base64url')

/** Deletes what is registered of these kinds in the stadsdel; returns how many rows. */
export async function removeFromRegister(
  tx: Tx,
  stadsdel: string,
  mangder: readonly Informationsmangd[],
): Promise<number> {
  const { rowCount } = await tx.query('delete from handlaggare_register where stadsdel = $1 and mangd = any($2)', [
    stadsdel,
    mangder,
  ])
  return rowCount ?? 0
}

/** What a register row's seal is bound to. */
export const registerPlace = (ref: string): string => `handlaggarregister/${ref}`

/** One handläggare may have several areas, each with a telephone of its own. */
export const handlaggareKey = ({ handlaggareId, ansvarsomrade }: Item): string =>
  `${text(handlaggareId)}\u001f${text(ansvarsomrade)}`

const text = (value: Item[string] | undefined): string => (typeof value === 'string' ? value : '')
