import type { Query } from './decide.ts'
import type { MangdExplanation } from './explain.ts'
import { clockTimeText } from './oppettider.ts'
import type { Policy } from './policy.ts'
import { IDENTIFIERING_NAMES, ruleText } from './rule-texts.ts'

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
    `${IDENTIFIERING_NAMES[identifiering]}, ${arende === null ? 'inget ärende' : 'ett ärende'}, ` +
      `${date} klockan ${clockTimeText(minute)} (policy ${policy.version})`,
    ...[...equal.values()].map(({ text, stadsdelar }) => `\n${stadsdelar.join(', ')}\n${text}`),
    '',
  ].join('\n')
}

function mangdText({ mangd, visas, doljs }: MangdExplanation): string {
  return [
    ...(visas.length > 0 ? [`  ${mangd}: visas (${visas.join(', ')})`] : [`  ${mangd}: visas inte`]),
    ...doljs.map((hidden) => {
      const { falt, file, pekare } = hidden
      const what = visas.length === 0 && doljs.length === 1 ? '' : `döljs (${falt.join(', ')}): `
      return `    ${what}${ruleText(hidden)} [${file}${pekare === '' ? '' : `#${pekare}`}]`
    }),
  ].join('\n')
}

const stadsdelName = (policy: Policy, stadsdel: string): string =>
  policy.stadsdelar.find(({ kod }) => kod === stadsdel)?.namn ?? stadsdel
