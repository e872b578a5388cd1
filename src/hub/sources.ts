import { agressoKalla } from '../adapters/agresso/source.ts'
import { paraplyetKalla } from '../adapters/paraplyet/source.ts'
import type { Config } from '../config.ts'
import { KALLOR } from '../informationsmangd.ts'
import type { Manifest } from '../mapping/manifest.ts'
import type { Postnycklar } from '../mapping/merge-items.ts'
import { svensktDatum } from '../platform/stockholm-time.ts'
import { dagensStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { Omrade } from '../sync/sync-job.ts'

/** The sources of this installation, and where a stadsdel has joined them. */
export function composeSources(
  { paraplyet: installationer, agresso, synk }: Config,
  { manifests, policy, klocka }: { manifests: readonly Manifest[]; policy: Policy; klocka: () => Date },
) {
  const frister = { inloggning: 10_000, smaanrop: 10_000, allt: synk.fristMs, andrade: synk.fristMs, person: 10_000 }
  const gemensamt = { manifests, frister, capBytes: synk.tak, klocka }
  const paraplyet = paraplyetKalla({ ...gemensamt, installationer })
  const fakturor = agressoKalla({ ...gemensamt, ...agresso })
  const postnycklar: Postnycklar = new Map(
    manifests.flatMap((manifest) =>
      manifest.informationsmangd === 'kund' ? [] : [[manifest.informationsmangd, manifest] as const],
    ),
  )
  const anslutna = { paraplyet: installationer, agresso: agresso.foretag }
  return {
    kallor: [paraplyet, fakturor],
    postnycklar,
    anslutna,
    /** Every source × stadsdel of today: a stadsdel is read from where it has joined, and only while it exists. */
    omraden: (): readonly Omrade[] =>
      dagensStadsdelar(policy, svensktDatum(klocka())).flatMap(({ kod }) =>
        KALLOR.filter((kalla) => kod in anslutna[kalla]).map((kalla) => ({ kalla, stadsdel: kod })),
      ),
    stang: () => Promise.all([paraplyet.stang(), fakturor.stang()]),
  }
}

export type Sources = ReturnType<typeof composeSources>
