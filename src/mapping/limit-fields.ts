import type { Post } from './person-items.ts'

/** Copies of the items with only the permitted fields; walks the permission, never the item. Empty items vanish. */
export function begransa(poster: readonly Post[], falt: ReadonlySet<string>): readonly Post[] {
  const plan = planer.get(falt) ?? gruppera(falt)
  planer.set(falt, plan)
  return enligtPlan(poster, plan)
}

/** `rader.text` opens one field of the sub-items in `rader`; `rader` alone opens nothing. */
type Plan = ReadonlyMap<string, Plan | 'varde'>

/** A decision's fields never change, and the same decision is used all day. */
const planer = new WeakMap<ReadonlySet<string>, Plan>()

function gruppera(falt: Iterable<string>): Plan {
  const plan = new Map<string, Plan | 'varde'>()
  const under = new Map<string, string[]>()
  for (const namn of falt) {
    const punkt = namn.indexOf('.')
    if (punkt === -1) {
      plan.set(namn, 'varde')
      continue
    }
    const underfalt = under.get(namn.slice(0, punkt)) ?? []
    underfalt.push(namn.slice(punkt + 1))
    under.set(namn.slice(0, punkt), underfalt)
  }
  for (const [namn, underfalt] of under) plan.set(namn, gruppera(underfalt))
  return plan
}

const enligtPlan = (poster: readonly Post[], plan: Plan): readonly Post[] =>
  poster.map((post) => begransaPost(post, plan)).filter((post) => Object.keys(post).length > 0)

function begransaPost(post: Post, plan: Plan): Post {
  const kvar: Record<string, Post[string]> = {}
  for (const [namn, regel] of plan) {
    const varde = Object.hasOwn(post, namn) ? post[namn] : undefined
    if (varde === undefined) continue
    if (regel === 'varde') {
      if (typeof varde !== 'object') kvar[namn] = varde
    } else if (typeof varde === 'object') {
      kvar[namn] = enligtPlan(varde, regel)
    }
  }
  return kvar
}

/** Leaf fields that stand in the items, as the policy names them (`rader.text`). */
export function faltnamn(poster: readonly Post[]): readonly string[] {
  const namn = new Set<string>()
  samlaNamn(poster, '', namn)
  return [...namn].sort()
}

function samlaNamn(poster: readonly Post[], fore: string, namn: Set<string>): void {
  for (const post of poster)
    // Not Object.entries: every record of every answer is written by this, and the pairs are garbage at once.
    for (const falt in post) {
      const varde = post[falt]
      if (typeof varde === 'object') samlaNamn(varde, `${fore}${falt}.`, namn)
      else namn.add(fore === '' ? falt : `${fore}${falt}`)
    }
}
