import { ogiltig } from '../platform/checked-yaml.ts'
import { tolkaTider } from './oppettider.ts'
import type { EgnaTider, Oppettid, Vecka } from './policy.ts'

/** What the schema of opening hours cannot say. */
export function granskaOppettider(oppettider: Readonly<Record<string, Oppettid>>, fil: string): void {
  for (const [kod, tid] of Object.entries(oppettider)) {
    const fel: Fel = (vag, varfor) => ogiltig(fil, `/oppettider/${kod}/${vag}`, varfor)
    if (!('utanfor' in tid)) granskaEgnaTider(tid, fel)
    else {
      const annan = Object.hasOwn(oppettider, tid.utanfor) ? oppettider[tid.utanfor] : undefined
      if (annan === undefined || 'utanfor' in annan) throw fel('utanfor', 'names no opening hours of their own')
    }
  }
}

type Fel = (vag: string, varfor: string) => Error

function granskaEgnaTider({ veckan, perioder = [] }: EgnaTider, fel: Fel): void {
  granskaVecka('veckan', veckan, fel)
  perioder.forEach((period, i) => {
    granskaVecka(`perioder/${String(i)}/veckan`, period.veckan, fel)
    if (period.till < period.fran) throw fel(`perioder/${String(i)}/till`, 'lies before fran: split it at New Year')
    const forsta = perioder.findIndex(({ fran, till }) => fran <= period.till && period.fran <= till)
    if (forsta !== i) throw fel(`perioder/${String(i)}/fran`, 'overlaps another period')
  })
}

function granskaVecka(vag: string, vecka: Vecka, fel: Fel): void {
  for (const [dag, tider] of Object.entries(vecka)) {
    const [fran, till] = tolkaTider(tider)
    if (till <= fran) throw fel(`${vag}/${dag}`, 'ends before it begins')
  }
}
