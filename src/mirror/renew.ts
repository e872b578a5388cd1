import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import { contentFrom, contentText } from '../mapping/content.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { announcing, WRITTEN } from './outbox.ts'
import { lockAgainstFlags, lockScope } from './protection.ts'

const PAGE = 500

export interface RenewScope {
  readonly source: SourceName
  readonly stadsdel: string
  readonly mangd: Informationsmangd
}

export interface RenewedPage {
  /** How many rows were sealed anew. */
  readonly renewed: number
  /** The last row that was looked at; undefined when there are no more. */
  readonly last: string | undefined
}

/**
 * Seals with the key in use what one that it replaces has sealed, a page of uppgifter after this one. What an uppgift says stays, and
 * so does its version: nothing has changed. `announce`: the bus gets the same version anew, since what it holds is sealed too. What
 * does not open with any key is damaged and left to the next complete read. The caller has required the key in use.
 */
export async function renewUppgifter(
  tx: Tx,
  keys: Pick<Keys, 'renew' | 'digests'>,
  { source, stadsdel, mangd }: RenewScope,
  { after, announce }: { readonly after: string; readonly announce: boolean },
): Promise<RenewedPage> {
  await lockAgainstFlags(tx)
  await lockScope(tx, { source, stadsdel }, 'exclusive')
  const { rows } = await tx.query<{ ref: string; digest: Buffer; sealed: Buffer }>(
    `select uppgift_ref as ref, digest, sealed from uppgift
      where source = $1 and stadsdel = $2 and mangd = $3 and uppgift_ref > $4
      order by uppgift_ref limit ${PAGE} for update`,
    [source, stadsdel, mangd, after],
  )
  const renewed = rows.flatMap(({ ref, digest, sealed }) => {
    const now = keys.renew(stadsdel, mangd, ref, sealed)
    if (now === undefined) return []
    const [fresh, ...former] = keys.digests(stadsdel, mangd, contentText(contentFrom(now.clearText)))
    // A digest that is not of what is sealed stays so: that is what a reconciliation finds it by.
    return [{ ref, sealed: now.sealed, digest: former.some((one) => one.equals(digest)) ? fresh : digest }]
  })
  const write = `update uppgift u set digest = w.digest, sealed = w.sealed
      from unnest($1::text[], $2::bytea[], $3::bytea[]) as w (ref, digest, sealed)
     where u.uppgift_ref = w.ref`
  if (renewed.length > 0)
    await tx.query(announce ? announcing(`${write} returning ${WRITTEN}`) : write, [
      renewed.map(({ ref }) => ref),
      renewed.map(({ digest }) => digest),
      renewed.map(({ sealed }) => sealed),
    ])
  return { renewed: renewed.length, last: rows.length < PAGE ? undefined : rows.at(-1)?.ref }
}
