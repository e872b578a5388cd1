import { EGEN_LOGG } from '../atkomstlogg/atkomst.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { ogiltig } from '../checked-yaml.ts'
import {
  IDENTIFIERINGAR,
  type Andamal,
  type Avtal,
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
  const koder = new Set(stadsdelar.map(({ kod }) => kod))
  stadsdelar.forEach(({ kod, giltigFran, giltigTill, efterfoljare }, i) => {
    const fel = (falt: string, varfor: string) => ogiltig('stadsdelar.yaml', `/stadsdelar/${String(i)}/${falt}`, varfor)
    if (sedda.has(kod)) throw fel('kod', 'is taken')
    sedda.add(kod)
    if (giltigTill !== undefined && giltigTill < giltigFran) throw fel('giltigTill', 'lies before giltigFran')
    if (efterfoljare === undefined) return
    if (giltigTill === undefined) throw fel('efterfoljare', 'stands on a district that has not ended')
    if (!koder.has(efterfoljare) || efterfoljare === kod) throw fel('efterfoljare', 'is no other district')
  })
}

export function granskaRoller(roller: Readonly<Record<string, Roll>>, listade: Listade): void {
  for (const [kod, roll] of Object.entries(roller))
    granskaRegler('roller.yaml', `/roller/${kod}/mangder`, roll.mangder, listade)
}

export function granskaAndamal(andamal: Readonly<Record<string, Andamal>>, listade: Listade): void {
  for (const [kod, { mangder, hogreKrav, identifiering }] of Object.entries(andamal)) {
    granskaRegler('andamal.yaml', `/andamal/${kod}/mangder`, mangder, listade)
    for (const [mangd, krav] of Object.entries(hogreKrav ?? {}))
      for (const [falt, niva] of Object.entries(krav)) {
        const pekare = `/andamal/${kod}/hogreKrav/${mangd}/${falt}`
        const oppnar = mangder[mangd as Informationsmangd]
        if (oppnar === undefined || !(oppnar === '*' ? listade[mangd as Informationsmangd] : oppnar).includes(falt))
          throw ogiltig('andamal.yaml', pekare, 'is not opened by the purpose')
        if (IDENTIFIERINGAR.indexOf(niva) <= IDENTIFIERINGAR.indexOf(identifiering))
          throw ogiltig('andamal.yaml', pekare, 'demands no more than the purpose itself')
      }
  }
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
  filer: readonly string[],
  stadsdelar: readonly Stadsdel[],
  andamal: Readonly<Record<string, Andamal>>,
): void {
  avtal.forEach((ett, i) => {
    const fil = filer[i] ?? ''
    const stadsdel = stadsdelar.find(({ kod }) => kod === ett.stadsdel)
    if (stadsdel === undefined) throw ogiltig(fil, '/stadsdel', 'is not in stadsdelar.yaml')
    if (ett.giltigFran < stadsdel.giltigFran) throw ogiltig(fil, '/giltigFran', 'lies before the district began')
    if (sista(ett) < ett.giltigFran) throw ogiltig(fil, '/giltigTill', 'lies before giltigFran')
    ett.andamal.forEach((kod, plats) => {
      if (!Object.hasOwn(andamal, kod)) throw ogiltig(fil, `/andamal/${String(plats)}`, 'is not in andamal.yaml')
    })
    const overlappande = avtal.findIndex(
      (annat) =>
        annat !== ett &&
        annat.stadsdel === ett.stadsdel &&
        annat.giltigFran <= sista(ett) &&
        ett.giltigFran <= sista(annat),
    )
    // Which of two agreements holds must never depend on the order of files.
    if (overlappande !== -1) throw ogiltig(fil, '/giltigFran', `overlaps ${filer[overlappande] ?? ''}`)
  })
}

const sista = ({ giltigTill }: Avtal): string => giltigTill ?? SISTA_DAG

function granskaRegler(fil: string, pekare: string, regler: Mangdregler, listade: Listade): void {
  for (const [mangd, falten] of Object.entries(regler)) {
    if (falten === '*') continue
    const okand = falten.findIndex((falt) => !listade[mangd as Informationsmangd].includes(falt))
    if (okand !== -1) throw ogiltig(fil, `${pekare}/${mangd}/${String(okand)}`, 'is not listed in the tittbehörighet')
  }
}
