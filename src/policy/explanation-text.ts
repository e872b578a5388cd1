import type { Query } from './decide.ts'
import type { Barrier, MangdExplanation, Rule } from './explain.ts'
import { clockTimeText } from './oppettider.ts'
import type { Policy } from './policy.ts'

/** For operators; staff read `ruleText` in answers. */
const RULE_TEXTS: Readonly<Record<Rule, string>> = {
  'stadsdel-galler-ej': 'The stadsdel does not exist on that day.',
  'avtal-saknas': 'The board has no avtal.',
  'avtal-ej-borjat': 'The avtal of the board is not yet in force.',
  'avtal-upphort': 'The avtal of the board has ended.',
  'avtal-mangd': 'The avtal does not cover this informationsmangd.',
  'avtal-andamal': 'The avtal does not cover this andamal.',
  andamal: 'The andamal does not open it.',
  roll: 'The roll may not see it.',
  oppettid: 'The roll is outside its oppettid.',
  'arende-saknas': 'It is shown only when an arende is named.',
  identifiering: 'It requires a better identifiering.',
}

/** An explanation as text; stadsdelar with the same explanation share one paragraph. */
export function explanationText(policy: Policy, query: Query, mangder: readonly MangdExplanation[]): string {
  const { roll, andamal, identifiering, arende, date, minute } = query
  const equal = new Map<string, { text: string; stadsdelar: string[] }>()
  for (const stadsdel of new Set(mangder.map((one) => one.stadsdel))) {
    const text = mangder
      .filter((one) => one.stadsdel === stadsdel)
      .map(mangdText)
      .join('\n')
    // Every agreement is a file of its own, so explanations that differ only in its name are merged.
    const key = text.replaceAll(/avtal\/[^ #]+\.yaml/g, 'avtal/*.yaml')
    const earlier = equal.get(key)?.stadsdelar ?? []
    equal.set(key, {
      text: earlier.length === 0 ? text : key,
      stadsdelar: [...earlier, stadsdelName(policy, stadsdel)],
    })
  }
  return [
    `${policy.roller[roll]?.namn ?? roll}: ${policy.andamal[andamal]?.namn ?? andamal}`,
    `identifiering ${identifiering}, ${arende === null ? 'no arende' : 'an arende'}, ` +
      `${date} at ${clockTimeText(minute)} (policy ${policy.version})`,
    `may come from: ${clientsWith(policy, roll).join(', ') || 'no client'}`,
    ...[...equal.values()].map(({ text, stadsdelar }) => `\n${stadsdelar.join(', ')}\n${text}`),
    '',
  ].join('\n')
}

/** The clients whose tokens may carry the role, with the issuers that count for each. */
const clientsWith = ({ klienter }: Policy, roll: string): string[] =>
  Object.entries(klienter).flatMap(([code, { roller, utfardare }]) =>
    roller.includes(roll) ? [`${code} (${utfardare.join(', ')})`] : [],
  )

function mangdText({ mangd, visas, doljs }: MangdExplanation): string {
  return [
    ...(visas.length > 0 ? [`  ${mangd}: shown (${visas.join(', ')})`] : [`  ${mangd}: not shown`]),
    ...doljs.map((hidden) => {
      const { falt, file, pekare } = hidden
      const what = visas.length === 0 && doljs.length === 1 ? '' : `hidden (${falt.join(', ')}): `
      return `    ${what}${reasonText(hidden)} [${file}${pekare === '' ? '' : `#${pekare}`}]`
    }),
  ].join('\n')
}

const reasonText = ({ regel, requires }: Pick<Barrier, 'regel' | 'requires'>): string =>
  requires === undefined ? RULE_TEXTS[regel] : `It requires at least ${requires}.`

const stadsdelName = (policy: Policy, stadsdel: string): string =>
  policy.stadsdelar.find(({ kod }) => kod === stadsdel)?.namn ?? stadsdel
