import type { PolicyChange } from '../../avtal/policy-changes.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import { type Condition, widens } from '../../policy/conditions.ts'
import type { FieldDifference } from '../../policy/diff.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Andringslista } from './governing-schema.ts'

type Change = Andringslista['andringar'][number]

/** A change with the names that its codes have, and fields that change alike together. */
export function changeInWords({ since, after, before, difference }: PolicyChange): Change {
  const head = { sedan: since.toISOString(), version: after.version }
  if (before === undefined || difference === undefined)
    return { ...head, tidigare: null, riktning: 'ingen', falt: [], oppettider: [], register: [] }
  const name = names(before, after)
  return {
    ...head,
    tidigare: before.version,
    riktning: difference.direction,
    falt: grouped(difference.falt).map(({ cells, falt, mangd, andamal, from, before: old, after: fresh }) => ({
      roller: cells.roller.map(name.roll),
      andamal: name.andamal(andamal),
      stadsdelar: cells.stadsdelar.map(name.stadsdel),
      mangd,
      falt,
      fran: from,
      fore: copied(old),
      efter: copied(fresh),
      oppnar: widens(old, fresh),
    })),
    oppettider: difference.oppettider.map(({ roll, fler, fewer, example }) => ({
      roll: name.roll(roll),
      fler,
      farre: fewer,
      exempel: { datum: example.date, fore: example.before, efter: example.after },
    })),
    register: difference.register.map((one) => ({
      register: one.register,
      vad: one.what,
      egenskap: one.property,
      fore: one.before,
      efter: one.after,
      oppnar: one.widens,
    })),
  }
}

const copied = (condition: Condition | null) => (condition === null ? null : { ...condition })

interface Group {
  readonly cells: { readonly roller: readonly string[]; readonly stadsdelar: readonly string[] }
  readonly falt: string[]
  readonly mangd: Informationsmangd
  readonly andamal: string
  readonly from: string
  readonly before: Condition | null
  readonly after: Condition | null
}

/** Fields of a kind that change alike are one; so are roles and then stadsdelar in which the same fields do. */
function grouped(differences: readonly FieldDifference[]): readonly Group[] {
  const cells = merge(
    differences,
    ({ falt: _, ...cell }) => JSON.stringify(cell),
    (first, all) => ({ ...first, falt: all.map(({ falt }) => falt) }),
  )
  const ofRoller = merge(
    cells,
    ({ roll: _, ...cell }) => JSON.stringify(cell),
    (first, all) => ({ ...first, roller: all.map(({ roll }) => roll) }),
  )
  return merge(
    ofRoller,
    ({ roll: _, stadsdel: __, ...cell }) => JSON.stringify(cell),
    (first, all) => ({
      ...first,
      cells: { roller: first.roller, stadsdelar: all.map(({ stadsdel }) => stadsdel) },
    }),
  )
}

/** In the order of each key's first element. */
function merge<T, M>(
  all: readonly T[],
  key: (one: T) => string,
  merged: (first: T, all: readonly [T, ...T[]]) => M,
): readonly M[] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const one of all) {
    const group = groups.get(key(one))
    if (group === undefined) groups.set(key(one), [one])
    else group.push(one)
  }
  return [...groups.values()].map((group) => merged(group[0], group))
}

/** From the new policy, or from the old one for what was removed. */
function names(before: Policy, after: Policy) {
  const from =
    (register: 'roller' | 'andamal') =>
    (code: string): string =>
      (after[register][code] ?? before[register][code])?.namn ?? code
  return {
    roll: from('roller'),
    andamal: from('andamal'),
    stadsdel: (code: string): string =>
      [...after.stadsdelar, ...before.stadsdelar].find(({ kod }) => kod === code)?.namn ?? code,
  }
}
