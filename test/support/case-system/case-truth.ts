import { expect } from '@jest/globals'
import type { Truth, TruthItem } from '../../../simulators/population/truth.ts'
import type { StartedSimulators } from '../../../simulators/start-simulators.ts'
import type { MirroredUppgift } from '../../../src/cases/case-system.ts'

/** What may be written into a case that was opened for `samlad-fraga`, spelled out: kind by kind, field by field. */
const MIRRORED: Readonly<Record<string, readonly string[]>> = {
  beslut: ['beslutId', 'insatsKod', 'insats', 'franOchMed', 'tillOchMed', 'status'],
  utforare: ['uppdragId', 'namn', 'enhet', 'regi', 'insats', 'telefon', 'franOchMed', 'tillOchMed'],
  handlaggare: ['handlaggareId', 'namn', 'enhet', 'ansvarsomrade', 'telefon', 'telefontid'],
  kostatus: ['koId', 'slag', 'status', 'sedan'],
  faktura: [
    'fakturanummer',
    'delbetalning',
    'fakturadatum',
    'forfallodatum',
    'belopp',
    'kvarstaende',
    'betaldDatum',
    'betalstatus',
  ],
}
/** Skärholmen's avtal leaves the queue out. */
const agreed = (stadsdel: string, mangd: string) => !(stadsdel === 'skarholmen' && mangd === 'kostatus')

type Simulators = Pick<StartedSimulators, 'arenden' | 'truth'>

/** The case, opened for `samlad-fraga`, holds exactly what its person's sources hold now; of a protected person nothing. */
export function expectCase({ arenden, truth }: Simulators, arendeId: string): void {
  const held = truth(arenden.arende(arendeId)?.personnummer ?? '')
  if (held === undefined) throw new Error('the case is about nobody')
  expectMirrored(held, arenden.mirrorings(arendeId))
}

/** What the case registers of its person: the handläggare and the utförare that its sources have now, by name. */
export function expectRegistered({ arenden, truth }: Simulators, arendeId: string): void {
  const { personnummer = '', enrichment } = arenden.arende(arendeId) ?? {}
  const held = truth(personnummer)
  if (held === undefined) throw new Error('the case is about nobody')
  const today = new Date().toISOString().slice(0, 10)
  const oneTruth = Object.values(held.skydd === 'ingen' ? held.stadsdelar : {})
  const names = (mangd: 'handlaggare' | 'utforare') =>
    oneTruth
      .flatMap((mangder) => mangder[mangd] ?? [])
      .filter(({ tillOchMed }) => typeof tillOchMed !== 'string' || tillOchMed >= today)
      .map(({ namn }) => namn)
  for (const mangd of ['handlaggare', 'utforare'] as const)
    expect((enrichment?.[mangd] ?? []).map(({ namn }) => namn).sort()).toEqual(names(mangd).sort())
}

/** The same of what any case system holds of a person. */
export function expectMirrored(
  held: Truth,
  mirrorings: readonly Pick<MirroredUppgift, 'stadsdel' | 'informationsmangd' | 'poster'>[],
): void {
  const mirrored = mirrorings.map(
    ({ stadsdel, informationsmangd, poster }) => [`${stadsdel}/${informationsmangd}`, poster] as const,
  )
  expect(Object.fromEntries(mirrored)).toEqual(expected(held))
  expect(new Set(mirrored.map(([key]) => key)).size).toBe(mirrored.length)
}

function expected({ skydd, stadsdelar }: Truth): Record<string, TruthItem[]> {
  if (skydd !== 'ingen') return {}
  return Object.fromEntries(
    Object.entries(stadsdelar).flatMap(([stadsdel, mangder]) =>
      Object.entries(MIRRORED)
        .filter(([mangd]) => agreed(stadsdel, mangd) && mangder[mangd] !== undefined)
        .map(([mangd, fields]) => [`${stadsdel}/${mangd}`, (mangder[mangd] ?? []).map((item) => only(item, fields))]),
    ),
  )
}

const only = (item: TruthItem, fields: readonly string[]): TruthItem =>
  Object.fromEntries(Object.entries(item).filter(([field]) => fields.includes(field)))
