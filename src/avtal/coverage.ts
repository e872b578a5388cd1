import type { Informationsmangd } from '../informationsmangd.ts'
import { gallandeAvtal } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'

export interface Tackt {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  /** Diarienummer. */
  readonly avtal: string
}

/** Every kind of every stadsdel that an avtal in force covers on the day. */
export function tacktaMangder(policy: Policy, dag: string): readonly Tackt[] {
  return policy.stadsdelar.flatMap(({ kod }) => {
    const avtal = gallandeAvtal(policy, kod, dag)
    return (avtal?.mangder ?? []).map((mangd) => ({ stadsdel: kod, mangd, avtal: avtal?.diarienummer ?? '' }))
  })
}

/**
 * The first day from `sedan` to `idag` on which no avtal covered the kind; undefined when there was always one. A day
 * without one ends it, also when no hub ran on that day and an avtal is in force again.
 */
export function otacktDag(
  policy: Policy,
  { stadsdel, mangd }: Pick<Tackt, 'stadsdel' | 'mangd'>,
  sedan: string,
  idag: string,
): string | undefined {
  // A clock that has gone back must not end anything by itself.
  for (let dag = sedan < idag ? sedan : idag; dag <= idag; dag = nastaDag(dag))
    if (gallandeAvtal(policy, stadsdel, dag)?.mangder.includes(mangd) !== true) return dag
  return undefined
}

function nastaDag(dag: string): string {
  const nasta = new Date(`${dag}T00:00:00Z`)
  nasta.setUTCDate(nasta.getUTCDate() + 1)
  return nasta.toISOString().slice(0, 10)
}

/** Whoever takes over a stadsdel that does not exist on that day. */
export function tarOver(policy: Policy, stadsdel: string, dag: string): string | undefined {
  const denna = policy.stadsdelar.find(({ kod }) => kod === stadsdel)
  return denna?.giltigTill !== undefined && denna.giltigTill < dag ? denna.efterfoljare : undefined
}
