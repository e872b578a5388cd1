import { Type } from 'typebox'

export const StadsdelCode = Type.String({ maxLength: 60, pattern: '^[a-z]+(-[a-z]+)*$', examples: ['jarva'] })
