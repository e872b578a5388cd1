import { InsynError } from '../errors.ts'
import { containsPersonnummer } from '../mapping/find-personnummer.ts'

/** What an operator writes about an act stays for years: one line, and nobody's number in it. */
export function checkText(name: string, text: string, longest: number, now: Date): void {
  if (text.trim() === '' || text.length > longest || /\p{C}/u.test(text))
    throw new InsynError('BEGARAN_OGILTIG', `${name} is a text of at most ${String(longest)} characters on one line`)
  if (containsPersonnummer(text, now))
    throw new InsynError('BEGARAN_OGILTIG', `${name} holds what may be a personnummer`)
}
