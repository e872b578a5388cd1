import { InsynError } from '../errors.ts'
import { rymmerPersonnummer } from '../mapping/find-personnummer.ts'

/** What an operator writes about an act stays for years: one line, and nobody's number in it. */
export function granskaText(namn: string, text: string, langst: number, nu: Date): void {
  if (text.trim() === '' || text.length > langst || /\p{C}/u.test(text))
    throw new InsynError('BEGARAN_OGILTIG', `${namn} is a text of at most ${String(langst)} characters on one line`)
  if (rymmerPersonnummer(text, nu)) throw new InsynError('BEGARAN_OGILTIG', `${namn} holds what may be a personnummer`)
}
