import type { Fraga } from './decide.ts'
import type { Mangdforklaring } from './explain.ts'
import { skrivKlockslag } from './oppettider.ts'
import type { Policy } from './policy.ts'
import { IDENTIFIERINGSNAMN, regeltext } from './rule-texts.ts'

/** An explanation to read; stadsdelar for which the same is true are told together. */
export function forklaringstext(policy: Policy, fraga: Fraga, mangder: readonly Mangdforklaring[]): string {
  const { roll, andamal, identifiering, arende, datum, minut } = fraga
  const lika = new Map<string, { text: string; stadsdelar: string[] }>()
  for (const stadsdel of new Set(mangder.map((en) => en.stadsdel))) {
    const text = mangder
      .filter((en) => en.stadsdel === stadsdel)
      .map(mangdtext)
      .join('\n')
    // Every agreement is a file of its own, so what only differs in its name is told once.
    const nyckel = text.replaceAll(/avtal\/[^ #]+\.yaml/g, 'avtal/*.yaml')
    const tidigare = lika.get(nyckel)?.stadsdelar ?? []
    lika.set(nyckel, {
      text: tidigare.length === 0 ? text : nyckel,
      stadsdelar: [...tidigare, stadsdelsnamn(policy, stadsdel)],
    })
  }
  return [
    `${policy.roller[roll]?.namn ?? roll}: ${policy.andamal[andamal]?.namn ?? andamal}`,
    `${IDENTIFIERINGSNAMN[identifiering]}, ${arende === null ? 'inget ärende' : 'ett ärende'}, ` +
      `${datum} klockan ${skrivKlockslag(minut)} (policy ${policy.version})`,
    ...[...lika.values()].map(({ text, stadsdelar }) => `\n${stadsdelar.join(', ')}\n${text}`),
    '',
  ].join('\n')
}

function mangdtext({ mangd, visas, doljs }: Mangdforklaring): string {
  return [
    ...(visas.length > 0 ? [`  ${mangd}: visas (${visas.join(', ')})`] : [`  ${mangd}: visas inte`]),
    ...doljs.map((dolt) => {
      const { falt, fil, pekare } = dolt
      const vad = visas.length === 0 && doljs.length === 1 ? '' : `döljs (${falt.join(', ')}): `
      return `    ${vad}${regeltext(dolt)} [${fil}${pekare === '' ? '' : `#${pekare}`}]`
    }),
  ].join('\n')
}

const stadsdelsnamn = (policy: Policy, stadsdel: string): string =>
  policy.stadsdelar.find(({ kod }) => kod === stadsdel)?.namn ?? stadsdel
