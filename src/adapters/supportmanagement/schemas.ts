import { type TObject, Type } from 'typebox'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { mirroredUppgift } from '../../mapping/item-schemas.ts'

/** What a json-parameter of ours holds: an uppgift of a kind, or the trace of one that was taken away. */
export type SchemaKind = Informationsmangd | 'borttagen'

/** As the JSON-schema service keeps it: a version once registered is never another. */
export interface Schema {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly value: object
}

/** To be raised with every change of what is written; the service takes no lower one afterwards. */
const VERSION = '1.1'

const name = (kind: SchemaKind): string => `insyn-${kind}`

/** The id that the JSON-schema service makes of a schema. */
export const schemaId = (municipality: string, kind: SchemaKind): string => `${municipality}_${name(kind)}_${VERSION}`

/**
 * What is left of an uppgift that was taken away, so that an older write that comes late does not bring it back. Says
 * nothing of the person, nor of what kind it was.
 */
const Removed = Type.Object(
  {
    uppgiftRef: mirroredUppgift('person').uppgiftRef,
    version: Type.Integer({ minimum: 0 }),
    borttagen: Type.Literal(true),
  },
  { additionalProperties: false },
)

/** Every schema that must be registered before an errand can be written into. */
export const SCHEMAS: ReadonlyMap<SchemaKind, Schema> = new Map<SchemaKind, Schema>([
  ...INFORMATIONSMANGDER.map((mangd): [SchemaKind, Schema] => [
    mangd,
    schema(
      mangd,
      `Insyn: ${mangd} ur verksamhetssystemen`,
      Type.Object(mirroredUppgift(mangd), { additionalProperties: false }),
    ),
  ]),
  ['borttagen', schema('borttagen', 'Insyn: en uppgift som har tagits bort', Removed)],
])

function schema(kind: SchemaKind, description: string, value: TObject): Schema {
  const $schema = 'https://json-schema.org/draft/2020-12/schema'
  return { name: name(kind), version: VERSION, description, value: { $schema, title: description, ...value } }
}
