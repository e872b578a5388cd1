import type { Keys } from '../../platform/keys/keys.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import type { EvaluationContext } from './evaluate.ts'

/** A samordningsnummer has 60 added to its day. */
const COORDINATION = 60

/** Whole years on a day, `YYYY-MM-DD`, of whoever has the number of twelve digits. */
export function ageOn(personnummer: string, date: string): number {
  const day = Number(personnummer.slice(6, 8))
  const born = `${personnummer.slice(4, 6)}-${String(day > COORDINATION ? day - COORDINATION : day).padStart(2, '0')}`
  const years = Number(date.slice(0, 4)) - Number(personnummer.slice(0, 4))
  return date.slice(5) < born ? years - 1 : years
}

/**
 * Opens the sealed number within the evaluation. Neither the number nor the age leaves: only whether it lies outside the limits.
 * A number that cannot be opened is no question.
 */
export const ageBySealedNumber =
  (keys: Pick<Keys, 'openFromLog'>): NonNullable<EvaluationContext['isOfAge']> =>
  ({ logg, access: { personnummerForseglat, handelseId, tid } }, { under, over }) => {
    if (personnummerForseglat === null) return false
    try {
      const age = ageOn(keys.openFromLog(logg, handelseId, personnummerForseglat), swedishDate(new Date(tid)))
      return age < under || age > over
    } catch {
      return false
    }
  }
