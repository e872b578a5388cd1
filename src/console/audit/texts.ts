/** The words of the officers' pages. */
export const AUDIT = {
  area: 'Åtkomstlogg',
  logged: 'Allt du gör här loggas också: vem, när, varför och vad som söktes.',
  menu: 'Åtkomstloggens sidor',
  reason: 'Skäl',
  change: 'Ändra',
  noReason: 'Inget skäl är angivet ännu.',
  giveReason: 'Ange skäl',
} as const

export const CHAIN = {
  label: 'Loggens kedja',
  whole: 'Kedjan är hel.',
  broken: 'Kedjan är bruten.',
  unchecked: 'Kedjan är inte kontrollerad i sin helhet.',
  running: 'Kontroll pågår.',
  checkNow: 'Kontrollera nu',
  fingerprint: 'Fingeravtryck',
  ring: 'Ring Insyns förvaltning genast. Sök inte vidare och ändra ingenting förrän de har svarat.',
} as const

export const PLACES = {
  katalog: 'mappen utanför hubben',
  syslog: 'loggmottagaren (syslog)',
  kafka: 'meddelandebussen (Kafka)',
  tidsstampel: 'tidsstämplingstjänsten',
} as const
