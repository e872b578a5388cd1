import { EGEN_LOGG } from '../atkomstlogg/access.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { ogiltig } from '../platform/checked-yaml.ts'
import type { InsynError } from '../errors.ts'
import { dagarEfter } from '../platform/stockholm-time.ts'
import { ARENDESYSTEM } from './decide.ts'
import {
  IDENTIFIERINGAR,
  type Andamal,
  type Avtal,
  type Identifiering,
  type Klient,
  type Mangdregler,
  type Policy,
  type Roll,
  type Stadsdel,
} from './policy.ts'

type Listade = Policy['listade']
const SISTA_DAG = '9999-12-31'

export function granskaStadsdelar(stadsdelar: readonly Stadsdel[]): void {
  const sedda = new Set<string>([EGEN_LOGG])
  stadsdelar.forEach(({ kod, giltigFran, giltigTill, efterfoljare }, i) => {
    const fel = (falt: string, varfor: string) => ogiltig('stadsdelar.yaml', `/stadsdelar/${String(i)}/${falt}`, varfor)
    if (sedda.has(kod)) throw fel('kod', 'is taken')
    sedda.add(kod)
    if (giltigTill !== undefined && giltigTill < giltigFran) throw fel('giltigTill', 'lies before giltigFran')
    if (efterfoljare === undefined) return
    if (giltigTill === undefined) throw fel('efterfoljare', 'stands on a district that has not ended')
    const tarOver = stadsdelar.find((annan) => annan.kod === efterfoljare)
    if (tarOver === undefined || efterfoljare === kod) throw fel('efterfoljare', 'is no other district')
    // A board may be taken over by a new one or by one that was there before, but never by none, not even for a day.
    const dagenEfter = dagarEfter(giltigTill, 1)
    if (tarOver.giltigFran > dagenEfter) throw fel('efterfoljare', 'begins later than the day after giltigTill')
    if (sista(tarOver) < dagenEfter) throw fel('efterfoljare', 'has ended before it could take over')
  })
}

export function granskaRoller(
  roller: Readonly<Record<string, Roll>>,
  listade: Listade,
  oppettider: Policy['oppettider'],
): void {
  for (const [kod, { mangder, oppettid }] of Object.entries(roller)) {
    granskaRegler('roller.yaml', `/roller/${kod}/mangder`, mangder, listade)
    if (oppettid === undefined) continue
    const fel = (varfor: string) => ogiltig('roller.yaml', `/roller/${kod}/oppettid`, varfor)
    if (!Object.hasOwn(oppettider, oppettid)) throw fel('is not among the opening hours')
    if (kod === ARENDESYSTEM) throw fel('open cases are mirrored at all hours')
  }
}

export function granskaAndamal(andamal: Readonly<Record<string, Andamal>>, listade: Listade): void {
  for (const [kod, ett] of Object.entries(andamal)) {
    const { mangder, hogreKrav, kraverArende } = ett
    const fel = (vag: string, varfor: string) => ogiltig('andamal.yaml', `/andamal/${kod}/${vag}`, varfor)
    granskaRegler('andamal.yaml', `/andamal/${kod}/mangder`, mangder, listade)
    for (const [mangd, krav] of Object.entries(hogreKrav ?? {}))
      granskaKrav(ett, mangd as Informationsmangd, krav, listade, fel)
    if (typeof kraverArende === 'boolean') continue
    const okand = kraverArende.findIndex((mangd) => mangder[mangd] === undefined)
    if (okand !== -1) throw fel(`kraverArende/${String(okand)}`, 'is not opened by the purpose')
  }
}

function granskaKrav(
  { mangder, identifiering }: Andamal,
  mangd: Informationsmangd,
  krav: Identifiering | Readonly<Record<string, Identifiering>>,
  listade: Listade,
  fel: (vag: string, varfor: string) => InsynError,
): void {
  const oppnar = mangder[mangd]
  const granska = (vag: string, oppnas: boolean, niva: Identifiering) => {
    if (!oppnas) throw fel(vag, 'is not opened by the purpose')
    if (IDENTIFIERINGAR.indexOf(niva) <= IDENTIFIERINGAR.indexOf(identifiering))
      throw fel(vag, 'demands no more than the purpose itself')
  }
  if (typeof krav === 'string') return granska(`hogreKrav/${mangd}`, oppnar !== undefined, krav)
  const oppnade = oppnar === '*' ? listade[mangd] : (oppnar ?? [])
  for (const [falt, niva] of Object.entries(krav)) granska(`hogreKrav/${mangd}/${falt}`, oppnade.includes(falt), niva)
}

export function granskaKlienter(
  klienter: Readonly<Record<string, Klient>>,
  roller: Readonly<Record<string, Roll>>,
): void {
  for (const [kod, klient] of Object.entries(klienter)) {
    const okand = klient.roller.findIndex((roll) => !Object.hasOwn(roller, roll))
    if (okand !== -1)
      throw ogiltig('klienter.yaml', `/klienter/${kod}/roller/${String(okand)}`, 'is not in roller.yaml')
  }
}

export function granskaAvtal(
  avtal: readonly Avtal[],
  stadsdelar: readonly Stadsdel[],
  andamal: Readonly<Record<string, Andamal>>,
): void {
  for (const ett of avtal) {
    const { fil } = ett
    const stadsdel = stadsdelar.find(({ kod }) => kod === ett.stadsdel)
    if (stadsdel === undefined) throw ogiltig(fil, '/stadsdel', 'is not in stadsdelar.yaml')
    if (ett.giltigFran < stadsdel.giltigFran) throw ogiltig(fil, '/giltigFran', 'lies before the district began')
    if (sista(ett) < ett.giltigFran) throw ogiltig(fil, '/giltigTill', 'lies before giltigFran')
    // A board that is no more can agree to nothing: its successor signs an agreement of its own.
    if (sista(ett) > sista(stadsdel)) throw ogiltig(fil, '/giltigTill', 'lies after the district ended')
    ett.andamal.forEach((kod, plats) => {
      if (!Object.hasOwn(andamal, kod)) throw ogiltig(fil, `/andamal/${String(plats)}`, 'is not in andamal.yaml')
    })
    const overlappande = avtal.find(
      (annat) =>
        annat !== ett &&
        annat.stadsdel === ett.stadsdel &&
        annat.giltigFran <= sista(ett) &&
        ett.giltigFran <= sista(annat),
    )
    // Which of two agreements holds must never depend on the order of files.
    if (overlappande !== undefined) throw ogiltig(fil, '/giltigFran', `overlaps ${overlappande.fil}`)
  }
}

const sista = ({ giltigTill }: Avtal | Stadsdel): string => giltigTill ?? SISTA_DAG

function granskaRegler(fil: string, pekare: string, regler: Mangdregler, listade: Listade): void {
  for (const [mangd, falten] of Object.entries(regler)) {
    if (falten === '*') continue
    const okand = falten.findIndex((falt) => !listade[mangd as Informationsmangd].includes(falt))
    if (okand !== -1) throw ogiltig(fil, `${pekare}/${mangd}/${String(okand)}`, 'is not listed in the tittbehörighet')
  }
}
