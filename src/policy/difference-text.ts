import type { Informationsmangd } from '../informationsmangd.ts'
import { type Condition, widens } from './conditions.ts'
import { avtalInForce } from './decide.ts'
import type { FieldDifference, PolicyDifference, TimeDifference } from './diff.ts'
import type { ExceptionRule, Policy } from './policy.ts'
import { type RegisterDifference, REGISTERS } from './register-difference.ts'

/** How many persons the mirror holds something of, per stadsdel and kind. */
export interface PersonCounts {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly personer: number
}

const HEADINGS = {
  stadsdelar: 'Stadsdelar',
  avtal: 'Avtal',
  klienter: 'Clients',
  roller: 'Rights',
  andamal: 'Purposes',
  undantag: 'Exceptions (enkelttillstand)',
  granskare: 'Officers, by granskare.yaml',
} as const satisfies Record<RegisterDifference['register'], string>

const EXCEPTION_NAMES: Readonly<Record<ExceptionRule, string>> = {
  oppettid: "Uppslag outside the role's hours",
  'arende-saknas': 'Uppslag without an arende',
  skyddad: 'Uppslag of a protected person',
}

const CONCLUSIONS = {
  ingen: 'Conclusion: no difference.',
  snavare: 'Conclusion: nothing becomes visible that was not before.',
  vidare: 'Conclusion: something becomes visible or allowed that was not before (marked with +).',
} as const satisfies Record<PolicyDifference['direction'], string>

/** A difference as text for those who sign agreements: + for what opens, - for what closes. */
export function differenceText(
  difference: PolicyDifference,
  { before, after }: { readonly before: Policy; readonly after: Policy },
  personer: readonly PersonCounts[] | undefined,
): string {
  const name = names(before, after)
  const { falt, oppettider, register, versions, date, direction } = difference
  const affected = affectedPersoner(falt, personer)
  const parts = [
    ...REGISTERS.map((item) =>
      section(
        HEADINGS[item],
        registerRows(
          register.filter((one) => one.register === item),
          name[item],
        ),
      ),
    ),
    section(
      'Oppettider, one year ahead',
      oppettider.map((one) => timeRow(one, name.roller(one.roll))),
    ),
    section('What is shown', fieldRows(falt, after, name, date)),
    section(
      'Affected persons in the mirror',
      affected.map(
        ({ stadsdel, mangd, personer: count }) => `  ${name.stadsdelar(stadsdel)}, ${mangd}: ${String(count)}`,
      ),
    ),
  ].filter((part) => part !== '')
  if (parts.length === 0 && versions.before !== versions.after)
    parts.push('The files differ, but not in who may see what.\n')
  return [
    `Policy ${versions.before} → ${versions.after}, from ${date}\n`,
    ...parts,
    `${CONCLUSIONS[direction]}\n`,
  ].join('\n')
}

/** The kinds that a difference touches, with how many persons each concerns. */
export function affectedPersoner(
  differences: readonly FieldDifference[],
  personer: readonly PersonCounts[] = [],
): readonly PersonCounts[] {
  const affected = new Set(differences.map(({ stadsdel, mangd }) => `${stadsdel}/${mangd}`))
  return personer.filter(({ stadsdel, mangd }) => affected.has(`${stadsdel}/${mangd}`))
}

const section = (heading: string, rows: readonly string[]): string =>
  rows.length === 0 ? '' : `${[heading, ...rows].join('\n')}\n`

function registerRows(differences: readonly RegisterDifference[], name: (code: string) => string): string[] {
  return [...new Set(differences.map(({ what }) => what))].flatMap((what) => {
    const entries = differences.filter((one) => one.what === what)
    const status = entries.every(({ before }) => before === null)
      ? ' (added)'
      : entries.every(({ after }) => after === null)
        ? ' (removed)'
        : ''
    return [
      `  ${name(what)}${status}`,
      ...entries.map(
        (one) => `    ${one.widens ? '+' : ' '} ${one.property}: ${arrowText(one.before ?? '–', one.after ?? '–')}`,
      ),
    ]
  })
}

const arrowText = (before: string, after: string): string => (before === '–' ? after : `${before} → ${after}`)

function timeRow({ fler, fewer, example }: TimeDifference, roll: string): string {
  const parts = [
    ...(fler > 0 ? [`longer hours on ${String(fler)} days`] : []),
    ...(fewer > 0 ? [`shorter hours on ${String(fewer)} days`] : []),
  ]
  const mark = fler > 0 ? '+' : '-'
  return `  ${mark} ${roll}: ${parts.join(', ')} (${example.date}: ${example.before} → ${example.after})`
}

type Names = ReturnType<typeof names>

/** Display names, from the new policy, or from the old one for an entry that was removed. */
function names(before: Policy, after: Policy) {
  type Register = Readonly<Record<string, { readonly namn: string } | undefined>>
  const from =
    (old: Register, newer: Register) =>
    (code: string): string =>
      (newer[code] ?? old[code])?.namn ?? code
  const stadsdelar = (policy: Policy): Register => Object.fromEntries(policy.stadsdelar.map((one) => [one.kod, one]))
  return {
    stadsdelar: from(stadsdelar(before), stadsdelar(after)),
    roller: from(before.roller, after.roller),
    andamal: from(before.andamal, after.andamal),
    klienter: from(before.klienter, after.klienter),
    avtal: (name: string) => name,
    granskare: (name: string) => name,
    undantag: (rule: string) => EXCEPTION_NAMES[rule as ExceptionRule],
  }
}

/**
 * A stadsdel that shows nothing any longer gets one row; the rest is grouped by purpose, with equal roles and equal
 * stadsdelar together.
 */
function fieldRows(differences: readonly FieldDifference[], after: Policy, name: Names, date: string): string[] {
  const when = ({ from }: FieldDifference) => (from === date ? '' : ` from ${from}`)
  const ending = groups(differences, ({ stadsdel, from }) => `${stadsdel}/${from}`).filter(
    ([{ stadsdel, from }]) => avtalInForce(after, stadsdel, from) === undefined,
  )
  const rows = ending.map(([one]) => `  ${name.stadsdelar(one.stadsdel)}${when(one)}\n    - nothing is shown any more`)
  const others = differences.filter(
    (one) => !ending.some(([first]) => first.stadsdel === one.stadsdel && first.from === one.from),
  )
  for (const withAndamal of groups(others, ({ andamal }) => andamal)) {
    const pieces = new Map<string, string[]>()
    for (const ofRoll of groups(withAndamal, ({ roll }) => roll))
      append(pieces, rollPart(ofRoll, name, when), name.roller(ofRoll[0].roll))
    rows.push(`  ${name.andamal(withAndamal[0].andamal)}`)
    for (const [part, roller] of pieces) rows.push(`    ${roller.join(', ')}`, part)
  }
  return rows
}

function rollPart(ofRoll: readonly FieldDifference[], name: Names, when: (one: FieldDifference) => string): string {
  const equal = new Map<string, string[]>()
  for (const group of groups(ofRoll, ({ stadsdel, from }) => `${stadsdel}/${from}`))
    append(equal, `${when(group[0])}\n${mangdRows(group).join('\n')}`, name.stadsdelar(group[0].stadsdel))
  return [...equal].map(([change, stadsdelar]) => `      ${stadsdelar.join(', ')}${change}`).join('\n')
}
function mangdRows(differences: readonly FieldDifference[]): string[] {
  return groups(differences, (one) => `${one.mangd} ${changeText(one)}`).map((equal) => {
    const [first] = equal
    return `        ${changeText(first)}: ${first.mangd} (${equal.map(({ falt }) => falt).join(', ')})`
  })
}

function changeText({ before, after }: FieldDifference): string {
  if (after === null) return '- no longer shown'
  if (before === null) return `+ shown, requires ${requirementText(after)}`
  return `${widens(before, after) ? '+' : '-'} requires ${requirementText(after)}, before ${requirementText(before)}`
}

/** `bankid and arende`; `nothing` when anybody is shown it. */
const requirementText = ({ identifiering, arende }: Condition): string =>
  [...(identifiering === 'ingen' ? [] : [identifiering]), ...(arende ? ['arende'] : [])].join(' and ') || 'nothing'

function append(register: Map<string, string[]>, key: string, value: string): void {
  register.set(key, [...(register.get(key) ?? []), value])
}

/** In the order of each key's first element. */
function groups<T>(all: readonly T[], key: (one: T) => string): [T, ...T[]][] {
  const found = new Map<string, [T, ...T[]]>()
  for (const one of all) {
    const group = found.get(key(one))
    if (group === undefined) found.set(key(one), [one])
    else group.push(one)
  }
  return [...found.values()]
}
