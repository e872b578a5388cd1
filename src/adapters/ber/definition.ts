import { Type } from 'typebox'
import { connectionSettings, defineSource, REQUESTS_PER_SECOND, WritesPlus } from '../source-definition.ts'
import { berSource } from './source.ts'

const Text = Type.String({ minLength: 1 })
const Address = Type.String({ pattern: '^https?://[^?#]*[^/?#]$' })

const BerSettings = Type.Optional(
  Type.Record(
    Type.String(),
    Type.Object(
      { url: Address, token: Address, klient: Text, hemlighet: Text, skriverPlus: WritesPlus, ...connectionSettings },
      { additionalProperties: false, description: 'Addresses of the register and of its token endpoint.' },
    ),
    { description: 'Barn- och elevregistret: one register per stadsdel whose board runs preschools.' },
  ),
)

export const ber = defineSource(BerSettings, (registers, context) => ({
  source: berSource({
    ...context,
    registers: Object.fromEntries(
      Object.entries(registers).map(([code, one]) => [code, { anropPerSekund: REQUESTS_PER_SECOND, ...one }]),
    ),
  }),
  stadsdelar: Object.keys(registers),
}))
