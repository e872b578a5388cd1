import { type TProperties, Type } from 'typebox'

/** A kind of information as its source's file declares it. Schemas, topics, policy and answers follow from these entries. */
export interface Kind {
  /** Name of its schema in the API's document. */
  readonly schema: string
  /** Its name in texts, as at the beginning of a sentence. */
  readonly label: string
  /** What an item is, in Swedish. */
  readonly description: string
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
  /** Fields that a light read between two nights takes over, of items that the mirror holds. */
  readonly refreshed?: readonly string[]
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
 * optional; a field that is not declared cannot leave. Each says in Swedish what it is, for answers, cases and messages.
 */
export const text = (what: string) => Type.Optional(Type.String({ description: `${what}.` }))
export const date = (what: string) =>
  Type.Optional(Type.String({ format: 'date', description: `${what}, ÅÅÅÅ-MM-DD.` }))
export const period = (what: string) =>
  Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$', description: `${what}, ÅÅÅÅ-MM.` }))
export const integer = (what: string) => Type.Optional(Type.Integer({ description: `${what}.` }))
export const number = (what: string) => Type.Optional(Type.Number({ description: `${what}.` }))
/** An amount of money. */
export const ore = (what: string) => Type.Optional(Type.Integer({ description: `${what}, i öre.` }))
export const exists = (what: string) => Type.Optional(Type.Boolean({ description: `${what}.` }))
