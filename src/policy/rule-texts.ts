import type { Barrier, Rule } from './explain.ts'
import type { Identifiering } from './policy.ts'

export const IDENTIFIERING_NAMES: Readonly<Record<Identifiering, string>> = {
  ingen: 'ingen identifiering',
  kontrollfragor: 'kontrollfrågor',
  motringning: 'motringning',
  bankid: 'BankID',
}

const RULE_TEXTS: Readonly<Record<Rule, string>> = {
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
export const ruleText = ({ regel, requires }: Pick<Barrier, 'regel' | 'requires'>): string =>
  requires === undefined ? RULE_TEXTS[regel] : `Uppgiften kräver minst ${IDENTIFIERING_NAMES[requires]}.`
