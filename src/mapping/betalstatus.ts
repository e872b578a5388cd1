export type Betalstatus = 'kredit' | 'betald' | 'delbetald' | 'obetald'

/**
 * Whether an invoice is paid. Amounts in öre; `paid` is true for an invoice found among the closed ones, where the
 * ledger puts it once nothing remains.
 */
export function betalstatus(faktura: { belopp: number; kvarstaende: number; paid: boolean }): Betalstatus {
  const { belopp, kvarstaende, paid } = faktura
  if (belopp < 0) return 'kredit'
  if (paid || kvarstaende === 0) return 'betald'
  return kvarstaende > 0 && kvarstaende < belopp ? 'delbetald' : 'obetald'
}

/** Dates are `YYYY-MM-DD`; an invoice may still be paid on its due date. */
export const overdue = (faktura: { forfallodatum: string; betalstatus: Betalstatus }, today: string): boolean =>
  (faktura.betalstatus === 'obetald' || faktura.betalstatus === 'delbetald') && faktura.forfallodatum < today
