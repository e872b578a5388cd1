import { InsynError } from '../../errors.ts'

/** `why` says what rule was broken, never by which text: the text may be the very thing we must not copy. */
export const notAnAnswer = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', why)
