/** A kind of help that is decided on. */
export interface Insats {
  readonly kod: string
  readonly text: string
  readonly lag: 'sol' | 'lss'
  /** The unit of the extent, and its smallest and largest number; none when the help has no extent. */
  readonly omfattning?: { readonly enhet: string; readonly minst: number; readonly mest: number; readonly steg: number }
  readonly utforare: readonly UtforareFakta[]
  /** How often, among people with care. */
  readonly vikt: number
}

export interface UtforareFakta {
  readonly namn: string
  readonly regi: 'kommunal' | 'privat'
}

const kommunal = (namn: string): UtforareFakta => ({ namn, regi: 'kommunal' })
const privat = (namn: string): UtforareFakta => ({ namn, regi: 'privat' })

const HEMTJANST = [
  kommunal('Stadsdelens hemtjänst'),
  kommunal('Hemtjänst Nattpatrullen'),
  privat('Omsorg & Trygghet i Söder AB'),
  privat('Fröjas Hemtjänst AB'),
  privat('Ögonstens Omsorg HB'),
  privat('Café-à-la-Maison Hemservice AB'),
]
const DAG = [kommunal('Dagverksamheten Lärkan'), kommunal('Dagverksamheten Ekbacken'), privat('Solrosens Dagträff AB')]
const BOENDE = [
  kommunal('Vård- och omsorgsboendet Ängsgården'),
  kommunal('Vård- och omsorgsboendet Åkershus'),
  privat('Björkens Äldreboende AB'),
]
const LARM = [kommunal('Trygghetsjouren')]
const LEDSAGNING = [kommunal('Ledsagning och avlösning'), privat('Medvandrarna <ideell> ek. för.')]
const LSS = [kommunal('Enheten för LSS-insatser'), privat('Stöd i Vardagen Åtta AB')]

export const INSATSER: readonly Insats[] = [
  {
    kod: 'HTJ',
    text: 'Hemtjänst, service och omvårdnad',
    lag: 'sol',
    omfattning: { enhet: 'timmar/månad', minst: 4, mest: 120, steg: 0.25 },
    utforare: HEMTJANST,
    vikt: 34,
  },
  { kod: 'LARM', text: 'Trygghetslarm', lag: 'sol', utforare: LARM, vikt: 26 },
  {
    kod: 'MAT',
    text: 'Matdistribution',
    lag: 'sol',
    omfattning: { enhet: 'portioner/vecka', minst: 2, mest: 14, steg: 1 },
    utforare: HEMTJANST,
    vikt: 8,
  },
  {
    kod: 'DAGV',
    text: 'Dagverksamhet, social inriktning',
    lag: 'sol',
    omfattning: { enhet: 'dagar/vecka', minst: 1, mest: 5, steg: 0.5 },
    utforare: DAG,
    vikt: 7,
  },
  { kod: 'VOB', text: 'Vård- och omsorgsboende', lag: 'sol', utforare: BOENDE, vikt: 8 },
  {
    kod: 'KORT',
    text: 'Korttidsboende',
    lag: 'sol',
    omfattning: { enhet: 'dygn/månad', minst: 7, mest: 21, steg: 1 },
    utforare: BOENDE,
    vikt: 3,
  },
  {
    kod: 'LED',
    text: 'Ledsagning',
    lag: 'sol',
    omfattning: { enhet: 'timmar/månad', minst: 2, mest: 30, steg: 0.5 },
    utforare: LEDSAGNING,
    vikt: 6,
  },
  {
    kod: 'AVL',
    text: 'Avlösning i hemmet',
    lag: 'sol',
    omfattning: { enhet: 'timmar/månad', minst: 4, mest: 40, steg: 1 },
    utforare: LEDSAGNING,
    vikt: 3,
  },
  {
    kod: 'LSSLED',
    text: 'Ledsagarservice',
    lag: 'lss',
    omfattning: { enhet: 'timmar/månad', minst: 4, mest: 60, steg: 1 },
    utforare: LSS,
    vikt: 2,
  },
  { kod: 'LSSKONT', text: 'Biträde av kontaktperson', lag: 'lss', utforare: LSS, vikt: 1 },
  {
    kod: 'LSSDAG',
    text: 'Daglig verksamhet',
    lag: 'lss',
    omfattning: { enhet: 'dagar/vecka', minst: 1, mest: 5, steg: 0.5 },
    utforare: LSS,
    vikt: 2,
  },
]

export const VIKTADE_INSATSER: readonly Insats[] = INSATSER.flatMap((insats) => Array<Insats>(insats.vikt).fill(insats))

/** The social services act was replaced on this day; older decisions keep their reference. */
const NY_SOL = '2025-07-01'

export function lagrum(
  lag: Insats['lag'],
  beslutsdatum: string,
): { lagSfs: string; lagKapitel?: number; lagParagraf: string } {
  if (lag === 'lss') return { lagSfs: '1993:387', lagParagraf: '9' }
  return beslutsdatum < NY_SOL
    ? { lagSfs: '2001:453', lagKapitel: 4, lagParagraf: '1' }
    : { lagSfs: '2025:400', lagKapitel: 11, lagParagraf: '1' }
}
