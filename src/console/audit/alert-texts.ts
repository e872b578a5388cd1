import type { Config } from '../../config.ts'
import type { Rules } from '../../review/follow-up/rules-file.ts'

export interface AuditRules {
  /** Of alerts: so many within so many minutes. */
  readonly alerts: Config['larm']
  /** Of the follow-up. */
  readonly followUp: Rules
}

/** What an alert says, and by which rule it is raised. */
export const ALERT_WORDS: Readonly<
  Record<string, { readonly title: string; readonly rule: (rules: AuditRules) => string }>
> = {
  skyddad: {
    title: 'Försök mot skyddade personuppgifter',
    rule: () => 'Varje uppslag på en person med skyddade personuppgifter ger ett larm, också när inget visades.',
  },
  'skyddad-visad': {
    title: 'En person med skyddade personuppgifter visades',
    rule: () => 'Varje gång uppgifter om en sådan person visas, med stöd av ett enkelttillstånd.',
  },
  'eget-nummer': {
    title: 'Uppslag på det egna numret',
    rule: () => 'Varje försök av en användare att slå upp sig själv. Inget visas då.',
  },
  undantag: {
    title: 'Ett enkelttillstånd användes',
    rule: () => 'Varje uppslag där ett enkelttillstånd fick en regel att ge vika.',
  },
  'upprepat-nekad': {
    title: 'Upprepat nekade anrop',
    rule: ({ alerts: { nekade } }) =>
      `Minst ${String(nekade.antal)} nekade anrop av samma användare inom ${String(nekade.minuter)} minuter.`,
  },
  'manga-uppslag': {
    title: 'Ovanligt många uppslag',
    rule: ({ alerts: { uppslag } }) =>
      `Minst ${String(uppslag.antal)} uppslag av samma användare inom ${String(uppslag.minuter)} minuter.`,
  },
  'urval-sent': {
    title: 'Ett urval är inte granskat i tid',
    rule: ({ followUp }) => `Ett urval ska vara granskat inom ${String(followUp.urval.klartInomDygn)} dygn.`,
  },
}
