import { type TObject, Type } from 'typebox'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { mirroredUppgift } from '../../mapping/item-schemas.ts'

/** As the JSON-schema service keeps it: a version once registered is never another. */
export interface Schema {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly value: object
}

/** To be raised with every change of what is written; the service takes no lower one afterwards. */
const VERSION = '1.2'

const name = (kind: Informationsmangd): string => `insyn-${kind}`

/** The id that the JSON-schema service makes of a schema. */
export const schemaId = (municipality: string, kind: Informationsmangd): string =>
  `${municipality}_${name(kind)}_${VERSION}`

/** Every schema that must be registered before an errand can be written into. */
export const SCHEMAS: ReadonlyMap<Informationsmangd, Schema> = new Map(
  INFORMATIONSMANGDER.map((mangd) => [
    mangd,
    schema(
      mangd,
      `Insyn: ${mangd} ur verksamhetssystemen`,
      Type.Object(mirroredUppgift(mangd), { additionalProperties: false }),
    ),
  ]),
)

function schema(kind: Informationsmangd, description: string, value: TObject): Schema {
  const $schema = 'https://json-schema.org/draft/2020-12/schema'
  return { name: name(kind), version: VERSION, description, value: { $schema, title: description, ...value } }
}
