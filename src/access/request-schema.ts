import { Type } from 'typebox'

export const Personnummer = Type.String({ minLength: 10, maxLength: 13, pattern: '^[0-9]{6,8}[-+]?[0-9]{4}$' })
export const AndamalCode = Type.String({ maxLength: 60, pattern: '^[a-z]+(-[a-z]+)*$' })
export const StadsdelCode = Type.String({ maxLength: 60, pattern: '^[a-z]+(-[a-z]+)*$', examples: ['jarva'] })

/** Form of a reference to a case. */
export const ARENDE_REFERENCE = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'

/** The person's reference from an earlier answer, opaque to the caller. */
export const PersonId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,1500}$',
  description: 'Referens från ett tidigare svar: gäller en kort stund, för samma klient och slutanvändare.',
})
