/** The company (`Client`) in which each stadsdel's board bills. */
export const companyCodes: Readonly<Record<string, string>> = {
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

const STADSDELAR = Object.keys(companyCodes)

export const stadsdelOf = (companyCode: string): string | undefined =>
  STADSDELAR.find((stadsdel) => companyCodes[stadsdel] === companyCode)

/** From 1; makes what belongs to one company differ from the others'. */
export const companyNumber = (stadsdel: string): number => STADSDELAR.indexOf(stadsdel) + 1
