import type { SignInRefusal } from './who.ts'

export const REFUSED: Readonly<Record<SignInRefusal, string>> = {
  'inga-roller':
    'Inloggningen fungerade, men den ger ingen roll som gäller i Insyn. Därför finns det inget här som du får se.',
  'roller-oforenliga':
    'Din inloggning har roller av mer än ett slag: att slå upp personer, att granska och att sköta driften. Samma person får bara ha ett av dem.',
  'svag-inloggning': 'Din roll kräver en säkrare inloggning än den som du använde.',
  'inloggning-ogiltig': 'Inloggningstjänsten lämnade inte de uppgifter om dig som Insyn behöver.',
}

export const TEXTS = {
  refused: 'Du kommer inte in i Insyn',
  ask: (contact: string) => `Fråga ${contact} om du behöver komma in.`,
  recorded: 'Försöket finns i Insyns logg.',
  broken: 'Inloggningen kunde inte slutföras',
  brokenText:
    'Den hade tagit för lång tid, hade redan använts eller hade börjat någon annanstans. Ingenting har hänt. Logga in igen.',
  cancelled: 'Inloggningen avbröts',
  cancelledText:
    'Inloggningstjänsten släppte inte igenom inloggningen. Försök igen, eller välj ett annat sätt att logga in.',
  unavailable: 'Inloggningstjänsten svarar inte',
  unavailableText: 'Insyn når inte inloggningstjänsten just nu. Försök igen om en stund.',
  crossSite: 'Du är inte utloggad',
  crossSiteText:
    'Sidan hade legat öppen för länge eller hör till en annan inloggning. Gå till början och logga ut därifrån.',
  signedOut: 'Du är utloggad',
  signedOutText: 'Det som du hade öppet i Insyn är stängt.',
  leaving: 'Du loggas nu också ut ur inloggningstjänsten.',
  leave: 'Logga ut ur inloggningstjänsten',
  onlyHere: 'Inloggningstjänsten kan vara inloggad fortfarande. Stäng webbläsaren om fler använder datorn.',
  signIn: 'Logga in',
  toStart: 'Till början',
} as const
