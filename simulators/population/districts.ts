export interface StadsdelFakta {
  readonly kod: string
  readonly namn: string
  /** Two letters that begin the identifiers of this installation. */
  readonly prefix: string
  readonly postort: string
  readonly postnummer: number
  /** Parts per thousand of the city; rough, after the number of inhabitants. */
  readonly andel: number
}

/** The eleven district areas since 2023-07-01. */
export const STADSDELAR: readonly StadsdelFakta[] = [
  { kod: 'bromma', namn: 'Bromma', prefix: 'BR', postort: 'Bromma', postnummer: 16700, andel: 85 },
  {
    kod: 'enskede-arsta-vantor',
    namn: 'Enskede-Årsta-Vantör',
    prefix: 'EV',
    postort: 'Enskede',
    postnummer: 12200,
    andel: 107,
  },
  { kod: 'farsta', namn: 'Farsta', prefix: 'FA', postort: 'Farsta', postnummer: 12300, andel: 65 },
  {
    kod: 'hagersten-alvsjo',
    namn: 'Hägersten-Älvsjö',
    prefix: 'HA',
    postort: 'Hägersten',
    postnummer: 12600,
    andel: 126,
  },
  {
    kod: 'hasselby-vallingby',
    namn: 'Hässelby-Vällingby',
    prefix: 'HV',
    postort: 'Hässelby',
    postnummer: 16500,
    andel: 80,
  },
  { kod: 'jarva', namn: 'Järva', prefix: 'JA', postort: 'Spånga', postnummer: 16300, andel: 93 },
  { kod: 'kungsholmen', namn: 'Kungsholmen', prefix: 'KU', postort: 'Stockholm', postnummer: 11200, andel: 75 },
  {
    kod: 'norra-innerstaden',
    namn: 'Norra innerstaden',
    prefix: 'NI',
    postort: 'Stockholm',
    postnummer: 11300,
    andel: 148,
  },
  { kod: 'skarpnack', namn: 'Skarpnäck', prefix: 'SN', postort: 'Skarpnäck', postnummer: 12800, andel: 48 },
  { kod: 'skarholmen', namn: 'Skärholmen', prefix: 'SH', postort: 'Skärholmen', postnummer: 12700, andel: 39 },
  { kod: 'sodermalm', namn: 'Södermalm', prefix: 'SO', postort: 'Stockholm', postnummer: 11800, andel: 134 },
]
