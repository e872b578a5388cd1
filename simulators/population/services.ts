/** A kind of help that is decided on. */
export interface Service {
  readonly kod: string
  readonly text: string
  readonly law: 'sol' | 'lss'
  /** The unit of the extent, and its smallest and largest number; none when the help has no extent. */
  readonly omfattning?: { readonly enhet: string; readonly minst: number; readonly most: number; readonly step: number }
  readonly utforare: readonly UtforareFacts[]
  /** How often, among people with care. */
  readonly weight: number
}

export interface UtforareFacts {
  readonly namn: string
  readonly regi: 'kommunal' | 'privat'
}

const municipal = (name: string): UtforareFacts => ({ namn: name, regi: 'kommunal' })
const privateOnes = (name: string): UtforareFacts => ({ namn: name, regi: 'privat' })

const HOME_CARE = [
  municipal('Stadsdelens hemtjänst'),
  municipal('Hemtjänst Nattpatrullen'),
  privateOnes('Omsorg & Trygghet i Söder AB'),
  privateOnes('Fröjas Hemtjänst AB'),
  privateOnes('Ögonstens Omsorg HB'),
  privateOnes('Café-à-la-Maison Hemservice AB'),
]
const DAY = [
  municipal('Dagverksamheten Lärkan'),
  municipal('Dagverksamheten Ekbacken'),
  privateOnes('Solrosens Dagträff AB'),
]
const HOUSING = [
  municipal('Vård- och omsorgsboendet Ängsgården'),
  municipal('Vård- och omsorgsboendet Åkershus'),
  privateOnes('Björkens Äldreboende AB'),
]
const ALERT = [municipal('Trygghetsjouren')]
const COMPANION = [municipal('Ledsagning och avlösning'), privateOnes('Medvandrarna <ideell> ek. för.')]
const LSS = [municipal('Enheten för LSS-insatser'), privateOnes('Stöd i Vardagen Åtta AB')]

export const SERVICES: readonly Service[] = [
  {
    kod: 'HTJ',
    text: 'Hemtjänst, service och omvårdnad',
    law: 'sol',
    omfattning: { enhet: 'timmar/månad', minst: 4, most: 120, step: 0.25 },
    utforare: HOME_CARE,
    weight: 34,
  },
  { kod: 'LARM', text: 'Trygghetslarm', law: 'sol', utforare: ALERT, weight: 26 },
  {
    kod: 'MAT',
    text: 'Matdistribution',
    law: 'sol',
    omfattning: { enhet: 'portioner/vecka', minst: 2, most: 14, step: 1 },
    utforare: HOME_CARE,
    weight: 8,
  },
  {
    kod: 'DAGV',
    text: 'Dagverksamhet, social inriktning',
    law: 'sol',
    omfattning: { enhet: 'dagar/vecka', minst: 1, most: 5, step: 0.5 },
    utforare: DAY,
    weight: 7,
  },
  { kod: 'VOB', text: 'Vård- och omsorgsboende', law: 'sol', utforare: HOUSING, weight: 8 },
  {
    kod: 'KORT',
    text: 'Korttidsboende',
    law: 'sol',
    omfattning: { enhet: 'dygn/månad', minst: 7, most: 21, step: 1 },
    utforare: HOUSING,
    weight: 3,
  },
  {
    kod: 'LED',
    text: 'Ledsagning',
    law: 'sol',
    omfattning: { enhet: 'timmar/månad', minst: 2, most: 30, step: 0.5 },
    utforare: COMPANION,
    weight: 6,
  },
  {
    kod: 'AVL',
    text: 'Avlösning i hemmet',
    law: 'sol',
    omfattning: { enhet: 'timmar/månad', minst: 4, most: 40, step: 1 },
    utforare: COMPANION,
    weight: 3,
  },
  {
    kod: 'LSSLED',
    text: 'Ledsagarservice',
    law: 'lss',
    omfattning: { enhet: 'timmar/månad', minst: 4, most: 60, step: 1 },
    utforare: LSS,
    weight: 2,
  },
  { kod: 'LSSKONT', text: 'Biträde av kontaktperson', law: 'lss', utforare: LSS, weight: 1 },
  {
    kod: 'LSSDAG',
    text: 'Daglig verksamhet',
    law: 'lss',
    omfattning: { enhet: 'dagar/vecka', minst: 1, most: 5, step: 0.5 },
    utforare: LSS,
    weight: 2,
  },
]

export const WEIGHTED_SERVICES: readonly Service[] = SERVICES.flatMap((service) =>
  Array<Service>(service.weight).fill(service),
)

/** The social services act was replaced on this day; older decisions keep their reference. */
const RELOGIN = '2025-07-01'

export function legalBasis(
  law: Service['law'],
  decidedOn: string,
): { lagSfs: string; lagKapitel?: number; lagParagraf: string } {
  if (law === 'lss') return { lagSfs: '1993:387', lagParagraf: '9' }
  return decidedOn < RELOGIN
    ? { lagSfs: '2001:453', lagKapitel: 4, lagParagraf: '1' }
    : { lagSfs: '2025:400', lagKapitel: 11, lagParagraf: '1' }
}
