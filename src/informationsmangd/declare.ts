import { Type, type TProperties } from 'typebox'

/** A kind of information as its source's file declares it. Schemas, topics, policy and answers follow from these entries. */
export interface Kind {
  /** Name of its schema in the API's document. */
  readonly schema: string
  /** The member of an answer that shows it. */
  readonly answer: string
  /** A person has at most one item, whatever the stadsdel, and it is shown without its origin. */
  readonly one?: true
  /** The fields of an item, as the mirror holds it and the bus carries it. */
  readonly fields: TProperties
  /** Fields that exist in an answer only. */
  readonly shown?: TProperties
  /** Fields that the hub derives from listed ones; a rule of the policy opens them by name like any other. */
  readonly derived?: readonly string[]
  /** Fields by which a person is found, by kind of search. */
  readonly searched?: Readonly<Record<string, string>>
}

export interface SourceDeclaration {
  /** Its name in texts. */
  readonly label: string
  /** One service for all stadsdelar fails as a whole, and its limits are shared; otherwise each stadsdel has its own. */
  readonly service: 'shared' | 'per-stadsdel'
  /** Kinds that are read and never stored or shown: they tie rows to persons. */
  readonly internal: readonly string[]
  /** The kind whose manifest names the protection flag. */
  readonly skydd: string
  readonly kinds: Readonly<Record<string, Kind>>
}

/*
 * Which fields there are is decided by the tittbehörighet and which of them are present by the policy, so every field is
 * optional; a field that is not declared cannot leave.
 */
export const text = Type.Optional(Type.String())
export const date = Type.Optional(Type.String({ format: 'date' }))
export const period = Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' }))
export const integer = Type.Optional(Type.Integer())
export const number = Type.Optional(Type.Number())
export const ore = Type.Optional(Type.Integer({ description: 'Öre' }))
export const exists = Type.Optional(Type.Boolean())
