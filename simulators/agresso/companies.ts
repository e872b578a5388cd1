/** The company (`Client`) in which each stadsdel's board bills. */
export const foretagskoder: Readonly<Record<string, string>> = {
  bromma: 'BR',
  'enskede-arsta-vantor': 'EA',
  farsta: 'FA',
  'hagersten-alvsjo': 'HG',
  'hasselby-vallingby': 'HV',
  jarva: 'JA',
  kungsholmen: 'KU',
  'norra-innerstaden': 'NI',
  skarpnack: 'SK',
  skarholmen: 'SH',
  sodermalm: 'SO',
}

const STADSDELAR = Object.keys(foretagskoder)

export const stadsdelAv = (foretagskod: string): string | undefined =>
  STADSDELAR.find((stadsdel) => foretagskoder[stadsdel] === foretagskod)

/** From 1; makes what belongs to one company differ from the others'. */
export const foretagsnummer = (stadsdel: string): number => STADSDELAR.indexOf(stadsdel) + 1
