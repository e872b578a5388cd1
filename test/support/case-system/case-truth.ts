import { expect } from '@jest/globals'
import type { SpegladUppgift } from '../../../src/cases/case-system.ts'
import type { Sanning, Sanningspost } from '../../../simulators/population/truth.ts'
import type { StartedSimulators } from '../../../simulators/start-simulators.ts'

/** What may be written into a case that was opened for `samlad-fraga`, spelled out: kind by kind, field by field. */
const SPEGLAT: Readonly<Record<string, readonly string[]>> = {
  beslut: ['beslutId', 'insatsKod', 'insats', 'franOchMed', 'tillOchMed', 'status'],
  utforare: ['uppdragId', 'namn', 'enhet', 'regi', 'insats', 'telefon', 'franOchMed', 'tillOchMed'],
  handlaggare: ['handlaggareId', 'namn', 'enhet', 'ansvarsomrade', 'telefon', 'telefontid'],
  kostatus: ['koId', 'slag', 'status', 'sedan'],
  faktura: ['fakturanummer', 'fakturadatum', 'forfallodatum', 'belopp', 'kvarstaende', 'betaldDatum', 'betalstatus'],
}
/** Skärholmen's avtal leaves the queue out. */
const agreed = (stadsdel: string, mangd: string) => !(stadsdel === 'skarholmen' && mangd === 'kostatus')

type Simulators = Pick<StartedSimulators, 'arenden' | 'sanning'>

/** The case, opened for `samlad-fraga`, holds exactly what its person's sources hold now; of a protected person nothing. */
export function expectCase({ arenden, sanning }: Simulators, arendeId: string): void {
  const held = sanning(arenden.arende(arendeId)?.personnummer ?? '')
  if (held === undefined) throw new Error('the case is about nobody')
  expectSpeglat(held, arenden.speglingar(arendeId))
}

/** What the case registers of its person: the handläggare and the utförare that its sources have now, by name. */
export function expectRegistered({ arenden, sanning }: Simulators, arendeId: string): void {
  const { personnummer = '', berikning } = arenden.arende(arendeId) ?? {}
  const held = sanning(personnummer)
  if (held === undefined) throw new Error('the case is about nobody')
  const idag = new Date().toISOString().slice(0, 10)
  const truth = Object.values(held.skydd === 'ingen' ? held.stadsdelar : {})
  const names = (mangd: 'handlaggare' | 'utforare') =>
    truth
      .flatMap((mangder) => mangder[mangd] ?? [])
      .filter(({ tillOchMed }) => typeof tillOchMed !== 'string' || tillOchMed >= idag)
      .map(({ namn }) => namn)
  for (const mangd of ['handlaggare', 'utforare'] as const)
    expect((berikning?.[mangd] ?? []).map(({ namn }) => namn).sort()).toEqual(names(mangd).sort())
}

/** The same of what any case system holds of a person. */
export function expectSpeglat(
  held: Sanning,
  speglingar: readonly Pick<SpegladUppgift, 'stadsdel' | 'informationsmangd' | 'poster'>[],
): void {
  const speglat = speglingar.map(
    ({ stadsdel, informationsmangd, poster }) => [`${stadsdel}/${informationsmangd}`, poster] as const,
  )
  expect(Object.fromEntries(speglat)).toEqual(expected(held))
  expect(new Set(speglat.map(([nyckel]) => nyckel)).size).toBe(speglat.length)
}

function expected({ skydd, stadsdelar }: Sanning): Record<string, Sanningspost[]> {
  if (skydd !== 'ingen') return {}
  return Object.fromEntries(
    Object.entries(stadsdelar).flatMap(([stadsdel, mangder]) =>
      Object.entries(SPEGLAT)
        .filter(([mangd]) => agreed(stadsdel, mangd) && mangder[mangd] !== undefined)
        .map(([mangd, falten]) => [`${stadsdel}/${mangd}`, (mangder[mangd] ?? []).map((post) => only(post, falten))]),
    ),
  )
}

const only = (post: Sanningspost, falten: readonly string[]): Sanningspost =>
  Object.fromEntries(Object.entries(post).filter(([falt]) => falten.includes(falt)))
