import type { Item } from './person-items.ts'

/**
 * Copies of the items with only the permitted fields, in canonical order; walks the permission, never the item. Empty items
 * vanish.
 */
export function limitFields(items: readonly Item[], field: ReadonlySet<string>): readonly Item[] {
  const plan = planer.get(field) ?? group(field)
  planer.set(field, plan)
  return byPlan(items, plan)
}

/** `rader.text` opens one field of the sub-items in `rader`; `rader` alone opens nothing. */
type Plan = ReadonlyMap<string, Plan | 'varde'>

/** A decision's fields never change, and the same decision is used all day. */
const planer = new WeakMap<ReadonlySet<string>, Plan>()

function group(field: Iterable<string>): Plan {
  const plan = new Map<string, Plan | 'varde'>()
  const under = new Map<string, string[]>()
  for (const name of field) {
    const point = name.indexOf('.')
    if (point === -1) {
      plan.set(name, 'varde')
      continue
    }
    const subFields = under.get(name.slice(0, point)) ?? []
    subFields.push(name.slice(point + 1))
    under.set(name.slice(0, point), subFields)
  }
  for (const [name, subFields] of under) plan.set(name, group(subFields))
  return new Map([...plan].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const byPlan = (items: readonly Item[], plan: Plan): readonly Item[] =>
  items.map((item) => limitItem(item, plan)).filter((item) => Object.keys(item).length > 0)

function limitItem(item: Item, plan: Plan): Item {
  const left: Record<string, Item[string]> = {}
  for (const [name, rule] of plan) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined
    if (value === undefined) continue
    if (rule === 'varde') {
      if (typeof value !== 'object') left[name] = value
    } else if (typeof value === 'object') {
      left[name] = byPlan(value, rule)
    }
  }
  return left
}

/** Leaf fields that stand in the items, as the policy names them (`rader.text`). */
export function fieldName(items: readonly Item[]): readonly string[] {
  const name = new Set<string>()
  gatherName(items, '', name)
  return [...name].sort()
}

function gatherName(items: readonly Item[], before: string, name: Set<string>): void {
  for (const item of items)
    // Not Object.entries: every record of every answer is written by this, and the pairs are garbage at once.
    for (const field in item) {
      const value = item[field]
      if (typeof value === 'object') gatherName(value, `${before}${field}.`, name)
      else name.add(before === '' ? field : `${before}${field}`)
    }
}
