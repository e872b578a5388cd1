import type { Area } from './areas.ts'

/** What stands on every page. */
export const AREA_NAMES: Readonly<Record<Area, string>> = {
  uppslag: 'Uppslag',
  drift: 'Drift',
  logg: 'Åtkomstlogg',
}

export const FRAME = {
  skip: 'Hoppa till innehållet',
  menu: 'Huvudmeny',
  signOut: 'Logga ut',
  accessibility: 'Tillgänglighetsredogörelse',
  shortcuts: 'Kortkommandon',
  logged: 'Allt du öppnar här loggas',
  close: 'Stäng',
  everywhere: 'På alla sidor',
  copy: 'Kopiera',
  cancel: 'Avbryt',
  insyn: 'Insyn',
  title: (page: string) => `${page} – Insyn`,
} as const

/** A page that says why there is nothing to see, and what to do. */
export const NOTHING = {
  missing: { title: 'Sidan finns inte', text: 'Adressen leder ingenstans. Gå till början och försök därifrån.' },
  noArea: {
    title: 'Du har inte tillgång till sidan',
    text: 'Din roll ger inte rätt till den här delen av Insyn. Fråga din chef om du behöver den.',
  },
  signedOut: {
    title: 'Du är inte inloggad längre',
    text: 'Din inloggning har gått ut. Ingenting är gjort. Logga in igen, och gör om det som du höll på med.',
  },
  suspended: {
    title: 'Konsolen är stängd',
    text: 'Den som sköter Insyn har stängt konsolen, eller så går det inte att se om den är öppen. Ingenting är gjort.',
  },
  crossSite: {
    title: 'Formuläret togs inte emot',
    text: 'Sidan hade legat öppen för länge, eller så kom formuläret från en annan sida. Ingenting är gjort. Öppna sidan igen och försök en gång till.',
  },
  failed: {
    title: 'Ett fel inträffade',
    text: 'Ingenting har lämnats ut. Felet är rapporterat. Försök igen om en stund.',
  },
  tooLarge: { title: 'Formuläret är för stort', text: 'Ingenting är gjort. Korta av texten och försök igen.' },
  toStart: 'Till början',
  signIn: 'Logga in',
  openAgain: 'Öppna sidan igen',
  written: 'Det här hade du skrivit. Kopiera det om du behöver det.',
  reference: 'Ange referensen om du ringer om felet:',
} as const

export const STATES = {
  ok: 'klar',
  warning: 'klar med karantän',
  failed: 'misslyckades',
  held: 'hållen borttagning',
  none: 'inte körd',
  running: 'pågår',
} as const

export const WEEKDAY_NAMES = {
  mandag: 'måndag',
  tisdag: 'tisdag',
  onsdag: 'onsdag',
  torsdag: 'torsdag',
  fredag: 'fredag',
  lordag: 'lördag',
  sondag: 'söndag',
} as const
