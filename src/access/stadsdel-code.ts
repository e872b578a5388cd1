import { Type } from 'typebox'

export const Stadsdelskod = Type.String({ maxLength: 60, pattern: '^[a-z]+(-[a-z]+)*$', examples: ['jarva'] })
