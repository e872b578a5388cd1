import { agressoSource } from '../adapters/agresso/source.ts'
import { paraplyetSource } from '../adapters/paraplyet/source.ts'
import type { Config } from '../config.ts'
import { SOURCES } from '../informationsmangd.ts'
import type { Manifest } from '../mapping/manifest.ts'
import type { ItemKeys } from '../mapping/merge-items.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { Scope } from '../sync/sync-job.ts'

/** The sources of this installation, and where a stadsdel has joined them. */
export function composeSources(
  { paraplyet: installations, agresso, synk }: Config,
  { manifests, policy, clock }: { manifests: readonly Manifest[]; policy: Policy; clock: () => Date },
) {
  const deadlines = { login: 10_000, smallCalls: 10_000, all: synk.fristMs, andrade: synk.fristMs, person: 10_000 }
  const shared = { manifests, deadlines, capBytes: synk.tak, clock }
  const paraplyet = paraplyetSource({ ...shared, installations })
  const fakturor = agressoSource({ ...shared, ...agresso })
  const itemKeys: ItemKeys = new Map(
    manifests.flatMap((manifest) =>
      manifest.informationsmangd === 'kund' ? [] : [[manifest.informationsmangd, manifest] as const],
    ),
  )
  const connected = { paraplyet: installations, agresso: agresso.foretag }
  return {
    kallor: [paraplyet, fakturor],
    itemKeys,
    connected,
    /** Every source × stadsdel of today: a stadsdel is read from where it has joined, and only while it exists. */
    scopes: (): readonly Scope[] =>
      todaysStadsdelar(policy, swedishDate(clock())).flatMap(({ kod }) =>
        SOURCES.filter((source) => kod in connected[source]).map((kalla) => ({ kalla, stadsdel: kod })),
      ),
    close: () => Promise.all([paraplyet.close(), fakturor.close()]),
  }
}

export type Sources = ReturnType<typeof composeSources>
