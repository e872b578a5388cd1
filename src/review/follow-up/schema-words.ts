import { Type } from 'typebox'
import { GATE } from '../../access/request-schema.ts'

export const CLOSED = { additionalProperties: false } as const
export const Text = (description: string) => Type.String({ description })
export const OrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
export const Count = (description: string) => Type.Integer({ minimum: 0, description })
export const Month = Type.String({
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
  description: 'Månaden, ÅÅÅÅ-MM, efter klockan i Stockholm.',
  examples: ['2026-10'],
})
export const SampleId = Type.String({
  format: 'uuid',
  [GATE]: 'line',
  description: 'Urvalets id.',
  examples: ['0d7f5d0e-55a5-4b8c-a1c3-97f6c4e1a0b2'],
})

/** Of a sample: that of the month, or a further one. */
export const SampleKind = Type.Enum(['manad', 'extra'], {
  description: '`manad`: månadens urval, av vilket det finns ett. `extra`: ett som någon har begärt utöver det.',
})
export const Closed = Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
  description: 'När det avslutades, i UTC; null medan det pågår.',
})
export const Items = Count('Hur många poster det har.')
