import type { ExceptionRule } from '../../policy/policy.ts'
import type { TillstandStatus } from '../../policy/tillstand/tillstand.ts'
import type { StateName } from '../frame/components.tsx'

export const TILLSTAND = {
  title: 'Enkelttillstånd',
  about: 'En regel ger vika för en person, av ett skäl som går att granska, en kort tid. Allt loggas.',
  request: 'Begär enkelttillstånd',
  requestTitle: 'Begär ett enkelttillstånd',
  requestAbout: 'Svaret är detsamma vem personen än är, även om ingen sådan finns.',
  views: { own: 'Mina', waiting: 'Att besluta', all: 'Alla' },
  empty: {
    own: 'Du har inte begärt något enkelttillstånd.',
    waiting: 'Inget enkelttillstånd väntar på beslut.',
    all: 'Det finns inga enkelttillstånd.',
  },
  rule: 'Regeln som ska ge vika',
  number: 'Personnummer',
  numberHint: 'Lämna tomt när det gäller öppettiden.',
  arende: 'Ärende',
  minutes: 'Minuter',
  reason: 'Skäl',
  reasonHint: 'Skriv så att en granskare förstår. Inget personnummer.',
  send: 'Begär',
  cancel: 'Avbryt',
  comment: 'Varför',
  approve: 'Godkänn',
  refuse: 'Avslå',
  use: 'Slå upp med det',
  asked: 'Begärt',
  by: 'Av',
  validTo: 'Gäller till',
  lapses: 'Förfaller',
  ended: 'Slutade gälla',
  decision: 'Beslut',
  review: 'Granskning',
  notReviewed: 'Inte granskat',
  newer: 'Nyare',
  older: 'Äldre',
  id: 'Id',
  done: {
    begart: 'Begäran är skickad. Den gäller när någon annan har godkänt den.',
    beviljat: 'Beviljat. Det gäller från och med nu.',
    godkant: 'Godkänt.',
    avslaget: 'Avslaget.',
    granskning: 'Granskningen är sparad.',
  },
  judge: 'Granska',
  verdicts: { befogat: 'Befogat', obefogat: 'Obefogat', 'behover-utredas': 'Behöver utredas' },
  over: 'har gällt',
  stand: (what: string, by: string, at: string, comment: string) => `${what} av ${by} ${at}: ${comment}`,
  ruleChoice: (rule: string, most: number, approved: boolean) =>
    `${rule} (högst ${String(most)} minuter${approved ? ', någon annan godkänner' : ''})`,
} as const

/** In addresses. */
export const VIEW_NAMES = { own: 'egna', waiting: 'vantar', all: 'alla' } as const

export const RULE_NAMES: Readonly<Record<ExceptionRule, string>> = {
  oppettid: 'Rollens öppettid',
  'arende-saknas': 'Kravet på ärende',
  skyddad: 'Skyddet av en person',
}

export const STATUS_STATES: Readonly<Record<TillstandStatus, { readonly is: StateName; readonly word: string }>> = {
  'vantar-godkannande': { is: 'held', word: 'väntar på beslut' },
  beviljat: { is: 'ok', word: 'beviljat' },
  avslaget: { is: 'failed', word: 'avslaget' },
  forfallet: { is: 'none', word: 'förfallet' },
}

export const TILLSTAND_ERRORS = {
  number: 'Regeln gäller en person: skriv personnumret.',
  noNumber: 'Öppettiden gäller ingen person: lämna fältet tomt.',
  minutes: (most: number) => `Skriv ett helt antal minuter, högst ${String(most)}.`,
  reason: 'Skriv skälet med minst fem tecken.',
  rule: 'Välj vilken regel som ska ge vika.',
  comment: 'Skriv varför, med minst fem tecken.',
} as const

export const DECISIONS: Readonly<Record<string, string>> = { godkant: 'Godkänt', avslaget: 'Avslaget' }
