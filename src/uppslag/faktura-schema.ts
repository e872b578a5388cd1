import { Type, type Static } from 'typebox'
import { FakturaVisad } from '../mapping/item-schemas.ts'

/** Anything that could be one: what is wrong with it the caller is not told. */
export const FakturaRef = Type.String({
  pattern: '^[A-Za-z0-9_.-]{1,1500}$',
  description: 'fakturaRef ur ett uppslag: gäller en kort stund, för samma klient och slutanvändare.',
  examples: ['9mXh2jYk0cW5vQ2lJd3RlbGVmb25pAQAB0f6hPzS1M4u9mXh2jYk0cW5vQ2lJd3Rl.bGVmb25pAQAB0f6h'],
})

export const Fakturasvar = Type.Object(
  {
    loggId: Type.Array(Type.String(), { minItems: 1 }),
    tidpunkt: Type.String({ format: 'date-time' }),
    faktura: FakturaVisad,
  },
  { additionalProperties: false },
)
export type Fakturasvar = Static<typeof Fakturasvar>
