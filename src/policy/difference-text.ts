import type { Informationsmangd } from '../informationsmangd.ts'
import { gallandeAvtal } from './decide.ts'
import type { Faltskillnad, Policyskillnad, Tidsskillnad } from './diff.ts'
import type { Policy, Undantagsregel } from './policy.ts'
import { REGISTER, type Registerskillnad } from './register-difference.ts'
import { kravtext } from './rule-texts.ts'
import { vidgar } from './conditions.ts'

/** How many persons the mirror holds something of, per stadsdel and kind. */
export interface Persontal {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly personer: number
}

const RUBRIKER = {
  stadsdelar: 'Stadsdelar',
  avtal: 'Avtal',
  klienter: 'Klienter',
  roller: 'Rättigheter',
  undantag: 'Undantag (enkelttillstånd)',
} as const satisfies Record<Registerskillnad['register'], string>

const UNDANTAGSNAMN: Readonly<Record<Undantagsregel, string>> = {
  oppettid: 'Uppslag utanför öppettid',
  'arende-saknas': 'Uppslag utan ärende',
  skyddad: 'Uppslag av en skyddad person',
}

const SLUTSATSER = {
  ingen: 'Slutsats: ingen skillnad.',
  snavare: 'Slutsats: inget blir synligt som inte var det förut.',
  vidare: 'Slutsats: något blir synligt eller tillåtet som inte var det förut (markerat med +).',
} as const satisfies Record<Policyskillnad['riktning'], string>

/** A difference as somebody who signs agreements reads it: + for what opens, - for what closes. */
export function skillnadstext(
  skillnad: Policyskillnad,
  { fore, efter }: { readonly fore: Policy; readonly efter: Policy },
  personer: readonly Persontal[] | undefined,
): string {
  const namn = namnen(fore, efter)
  const { falt, oppettider, register, versioner, datum, riktning } = skillnad
  const berorda = berordaPersoner(falt, personer)
  const delar = [
    ...REGISTER.map((ett) =>
      avsnitt(
        RUBRIKER[ett],
        registerrader(
          register.filter((en) => en.register === ett),
          namn[ett],
        ),
      ),
    ),
    avsnitt(
      'Öppettider, ett år framåt',
      oppettider.map((en) => tidsrad(en, namn.roller(en.roll))),
    ),
    avsnitt('Vad som visas', faltrader(falt, efter, namn, datum)),
    avsnitt(
      'Berörda personer i spegeln',
      berorda.map(
        ({ stadsdel, mangd, personer: antal }) => `  ${namn.stadsdelar(stadsdel)}, ${mangd}: ${String(antal)}`,
      ),
    ),
  ].filter((del) => del !== '')
  if (delar.length === 0 && versioner.fore !== versioner.efter)
    delar.push('Filerna skiljer sig, men inte i vem som får se vad.\n')
  return [
    `Policy ${versioner.fore} → ${versioner.efter}, från och med ${datum}\n`,
    ...delar,
    `${SLUTSATSER[riktning]}\n`,
  ].join('\n')
}

/** The kinds that a difference touches, with how many persons each concerns. */
export function berordaPersoner(
  falt: readonly Faltskillnad[],
  personer: readonly Persontal[] = [],
): readonly Persontal[] {
  const berorda = new Set(falt.map(({ stadsdel, mangd }) => `${stadsdel}/${mangd}`))
  return personer.filter(({ stadsdel, mangd }) => berorda.has(`${stadsdel}/${mangd}`))
}

const avsnitt = (rubrik: string, rader: readonly string[]): string =>
  rader.length === 0 ? '' : `${[rubrik, ...rader].join('\n')}\n`

function registerrader(skillnader: readonly Registerskillnad[], namn: (kod: string) => string): string[] {
  return [...new Set(skillnader.map(({ vad }) => vad))].flatMap((vad) => {
    const egna = skillnader.filter((en) => en.vad === vad)
    const status = egna.every(({ fore }) => fore === null)
      ? ' (tillkommer)'
      : egna.every(({ efter }) => efter === null)
        ? ' (utgår)'
        : ''
    return [
      `  ${namn(vad)}${status}`,
      ...egna.map((en) => `    ${en.vidgar ? '+' : ' '} ${en.egenskap}: ${forEfter(en.fore ?? '–', en.efter ?? '–')}`),
    ]
  })
}

const forEfter = (fore: string, efter: string): string => (fore === '–' ? efter : `${fore} → ${efter}`)

function tidsrad({ fler, farre, exempel }: Tidsskillnad, roll: string): string {
  const delar = [
    ...(fler > 0 ? [`mer öppet ${String(fler)} dagar`] : []),
    ...(farre > 0 ? [`mindre öppet ${String(farre)} dagar`] : []),
  ]
  const marke = fler > 0 ? '+' : '-'
  return `  ${marke} ${roll}: ${delar.join(', ')} (${exempel.datum}: ${exempel.fore} → ${exempel.efter})`
}

type Namnen = ReturnType<typeof namnen>

/** Names as staff see them; the old one where the new policy no longer has it. */
function namnen(fore: Policy, efter: Policy) {
  type Register = Readonly<Record<string, { readonly namn: string } | undefined>>
  const ur =
    (gammalt: Register, nytt: Register) =>
    (kod: string): string =>
      (nytt[kod] ?? gammalt[kod])?.namn ?? kod
  const stadsdelar = (policy: Policy): Register => Object.fromEntries(policy.stadsdelar.map((en) => [en.kod, en]))
  return {
    stadsdelar: ur(stadsdelar(fore), stadsdelar(efter)),
    roller: ur(fore.roller, efter.roller),
    andamal: ur(fore.andamal, efter.andamal),
    klienter: ur(fore.klienter, efter.klienter),
    avtal: (namn: string) => namn,
    undantag: (regel: string) => UNDANTAGSNAMN[regel as Undantagsregel],
  }
}

/** What a stadsdel shows no more of at all is told once; the rest by purpose, like roles and like stadsdelar together. */
function faltrader(falt: readonly Faltskillnad[], efter: Policy, namn: Namnen, datum: string): string[] {
  const nar = ({ fran }: Faltskillnad) => (fran === datum ? '' : ` från ${fran}`)
  const slocknar = grupper(falt, ({ stadsdel, fran }) => `${stadsdel}/${fran}`).filter(
    ([{ stadsdel, fran }]) => gallandeAvtal(efter, stadsdel, fran) === undefined,
  )
  const rader = slocknar.map(([en]) => `  ${namn.stadsdelar(en.stadsdel)}${nar(en)}\n    - ingenting visas längre`)
  const ovriga = falt.filter(
    (en) => !slocknar.some(([forsta]) => forsta.stadsdel === en.stadsdel && forsta.fran === en.fran),
  )
  for (const medAndamalet of grupper(ovriga, ({ andamal }) => andamal)) {
    const stycken = new Map<string, string[]>()
    for (const avRollen of grupper(medAndamalet, ({ roll }) => roll))
      lagg(stycken, rollstycke(avRollen, namn, nar), namn.roller(avRollen[0].roll))
    rader.push(`  ${namn.andamal(medAndamalet[0].andamal)}`)
    for (const [stycke, roller] of stycken) rader.push(`    ${roller.join(', ')}`, stycke)
  }
  return rader
}

function rollstycke(avRollen: readonly Faltskillnad[], namn: Namnen, nar: (en: Faltskillnad) => string): string {
  const lika = new Map<string, string[]>()
  for (const har of grupper(avRollen, ({ stadsdel, fran }) => `${stadsdel}/${fran}`))
    lagg(lika, `${nar(har[0])}\n${mangdrader(har).join('\n')}`, namn.stadsdelar(har[0].stadsdel))
  return [...lika].map(([andringen, stadsdelar]) => `      ${stadsdelar.join(', ')}${andringen}`).join('\n')
}
function mangdrader(skillnader: readonly Faltskillnad[]): string[] {
  return grupper(skillnader, (en) => `${en.mangd} ${andringstext(en)}`).map((lika) => {
    const [forsta] = lika
    return `        ${andringstext(forsta)}: ${forsta.mangd} (${lika.map(({ falt }) => falt).join(', ')})`
  })
}

function andringstext({ fore, efter }: Faltskillnad): string {
  if (efter === null) return '- visas inte längre'
  if (fore === null) return `+ visas, kräver ${kravtext(efter)}`
  return `${vidgar(fore, efter) ? '+' : '-'} kräver ${kravtext(efter)}, förut ${kravtext(fore)}`
}

function lagg(register: Map<string, string[]>, nyckel: string, varde: string): void {
  register.set(nyckel, [...(register.get(nyckel) ?? []), varde])
}

/** In the order in which each key first came. */
function grupper<T>(alla: readonly T[], nyckel: (en: T) => string): [T, ...T[]][] {
  const funna = new Map<string, [T, ...T[]]>()
  for (const en of alla) {
    const grupp = funna.get(nyckel(en))
    if (grupp === undefined) funna.set(nyckel(en), [en])
    else grupp.push(en)
  }
  return [...funna.values()]
}
