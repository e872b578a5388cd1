import type { Hinder, Regel } from './explain.ts'
import type { Identifiering } from './policy.ts'
import type { Villkor } from './conditions.ts'

export const IDENTIFIERINGSNAMN: Readonly<Record<Identifiering, string>> = {
  ingen: 'ingen identifiering',
  kontrollfragor: 'kontrollfrågor',
  motringning: 'motringning',
  bankid: 'BankID',
}

const REGELTEXTER: Readonly<Record<Regel, string>> = {
  'stadsdel-galler-ej': 'Stadsdelen finns inte den dagen.',
  'avtal-saknas': 'Stadsdelsnämnden har inget avtal.',
  'avtal-ej-borjat': 'Stadsdelsnämndens avtal har inte börjat gälla.',
  'avtal-upphort': 'Stadsdelsnämndens avtal har upphört.',
  'avtal-mangd': 'Avtalet omfattar inte den här informationsmängden.',
  'avtal-andamal': 'Avtalet omfattar inte det här ändamålet.',
  andamal: 'Ändamålet öppnar inte uppgiften.',
  roll: 'Rollen får inte se uppgiften.',
  oppettid: 'Rollen är utanför sin öppettid.',
  'arende-saknas': 'Uppgiften visas bara när ett ärende anges.',
  identifiering: 'Den som frågar måste identifieras säkrare.',
}

/** Why something is hidden, in a sentence for staff. */
export const regeltext = ({ regel, kraver }: Pick<Hinder, 'regel' | 'kraver'>): string =>
  kraver === undefined ? REGELTEXTER[regel] : `Uppgiften kräver minst ${IDENTIFIERINGSNAMN[kraver]}.`

/** `BankID och ärende`; `ingenting` when anybody is shown it. */
export const kravtext = ({ identifiering, arende }: Villkor): string =>
  [...(identifiering === 'ingen' ? [] : [IDENTIFIERINGSNAMN[identifiering]]), ...(arende ? ['ärende'] : [])].join(
    ' och ',
  ) || 'ingenting'
