export interface StadsdelFacts {
  readonly kod: string
  readonly namn: string
  /** Two letters that begin the identifiers of this installation. */
  readonly prefix: string
  readonly postalTown: string
  readonly postalCode: number
  /** Parts per thousand of the city; rough, after the number of inhabitants. */
  readonly andel: number
}

/** The eleven district areas since 2023-07-01. */
export const STADSDELAR: readonly StadsdelFacts[] = [
  { kod: 'bromma', namn: 'Bromma', prefix: 'BR', postalTown: 'Bromma', postalCode: 16700, andel: 85 },
  {
    kod: 'enskede-arsta-vantor',
    namn: 'Enskede-Årsta-Vantör',
    prefix: 'EV',
    postalTown: 'Enskede',
    postalCode: 12200,
    andel: 107,
  },
  { kod: 'farsta', namn: 'Farsta', prefix: 'FA', postalTown: 'Farsta', postalCode: 12300, andel: 65 },
  {
    kod: 'hagersten-alvsjo',
    namn: 'Hägersten-Älvsjö',
    prefix: 'HA',
    postalTown: 'Hägersten',
    postalCode: 12600,
    andel: 126,
  },
  {
    kod: 'hasselby-vallingby',
    namn: 'Hässelby-Vällingby',
    prefix: 'HV',
    postalTown: 'Hässelby',
    postalCode: 16500,
    andel: 80,
  },
  { kod: 'jarva', namn: 'Järva', prefix: 'JA', postalTown: 'Spånga', postalCode: 16300, andel: 93 },
  { kod: 'kungsholmen', namn: 'Kungsholmen', prefix: 'KU', postalTown: 'Stockholm', postalCode: 11200, andel: 75 },
  {
    kod: 'norra-innerstaden',
    namn: 'Norra innerstaden',
    prefix: 'NI',
    postalTown: 'Stockholm',
    postalCode: 11300,
    andel: 148,
  },
  { kod: 'skarpnack', namn: 'Skarpnäck', prefix: 'SN', postalTown: 'Skarpnäck', postalCode: 12800, andel: 48 },
  { kod: 'skarholmen', namn: 'Skärholmen', prefix: 'SH', postalTown: 'Skärholmen', postalCode: 12700, andel: 39 },
  { kod: 'sodermalm', namn: 'Södermalm', prefix: 'SO', postalTown: 'Stockholm', postalCode: 11800, andel: 134 },
]
