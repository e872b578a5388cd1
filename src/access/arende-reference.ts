import { tolkaPersonnummer } from '../mapping/personnummer.ts'

/** What a reference to a case may look like. */
export const ARENDEREFERENS = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'
const MONSTER = new RegExp(ARENDEREFERENS)

/** A reference stands in URLs and logs, so one that could be a personnummer is refused. */
export const giltigArendereferens = (text: string, nu: Date): boolean =>
  MONSTER.test(text) && tolkaPersonnummer(text, nu) === undefined
