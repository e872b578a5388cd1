import { type TArray, type TObject, type TOptional, type TProperties, Type } from 'typebox'
import { type Informationsmangd, INFORMATIONSMANGDER, KINDS, type Kinds, SOURCES } from '../informationsmangd.ts'

const CLOSED = { additionalProperties: false } as const
const REFERENCE = '^[A-Za-z0-9_-]{22}$'

/** One uppgift of a kind with its whole present state, as cases and messages carry it (SpegladUppgift). */
export const mirroredUppgift = (mangd: Informationsmangd) => ({
  uppgiftRef: Type.String({ pattern: REFERENCE, description: 'Opaque; the same wherever the uppgift is told of.' }),
  version: Type.Integer({ minimum: 1, description: 'Rises with every change of the uppgift.' }),
  stadsdel: Type.String({ description: 'Code of the stadsdel whose board is the controller.' }),
  kalla: Type.Enum([...SOURCES], { description: 'The source that was read.' }),
  informationsmangd: Type.Enum([mangd], { description: 'The kind of the items.' }),
  last: Type.String({ format: 'date-time', description: 'When the source was read.' }),
  poster: Type.Array(Type.Object(KINDS[mangd].fields, { ...CLOSED, description: itemText(mangd) }), {
    description: 'All items of the uppgift. Empty only where olasta is above 0.',
  }),
  olasta: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'How many items more the source has, of which something could not be read; absent when there are none.',
    }),
  ),
})

/** Which fields there are differs by avtal, role and purpose, and by what the source knows: an absent one tells neither. */
const itemText = (mangd: Informationsmangd): string =>
  `${KINDS[mangd].description}. Ett fält saknas när avtalet, rollen eller ändamålet inte öppnar det, eller när källan inte har något värde.`

const ORIGIN = {
  stadsdel: Type.String({ description: 'Kod för stadsdelen vars nämnd ansvarar för uppgiften.' }),
  kalla: Type.Enum([...SOURCES], { description: 'Källan som uppgiften är läst ur.' }),
}

type Fields<K, Member extends string> = K extends { readonly [M in Member]: infer F extends TProperties }
  ? { -readonly [N in keyof F]: F[N] }
  : unknown
type ShownOf<K> = K extends { readonly one: true }
  ? TObject<Fields<K, 'fields'> & TProperties>
  : TObject<typeof ORIGIN & Fields<K, 'shown'> & Fields<K, 'fields'>>

/** The shape of an item of each kind in an answer. */
export const SHOWN = Object.fromEntries(
  INFORMATIONSMANGDER.map((mangd) => {
    const { one, shown, fields } = KINDS[mangd]
    const properties = one === true ? fields : { ...ORIGIN, ...shown, ...fields }
    return [mangd, Type.Object(properties, { ...CLOSED, description: itemText(mangd) })]
  }),
) as unknown as { readonly [M in Informationsmangd]: ShownOf<Kinds[M]> }

/** The same by the names that the API's document publishes them under. */
export const SHOWN_BY_NAME: Readonly<Record<string, TObject>> = Object.fromEntries(
  INFORMATIONSMANGDER.map((mangd) => [KINDS[mangd].schema, SHOWN[mangd]]),
)

type ListKind = { [M in Informationsmangd]: Kinds[M] extends { readonly one: true } ? never : M }[Informationsmangd]
type OneKind = Exclude<Informationsmangd, ListKind>

/** The members of a lookup's answer that show items: one list per kind, or the one item. */
export const ANSWER_MEMBERS = Object.fromEntries(
  INFORMATIONSMANGDER.map((mangd) => {
    const { one, answer } = KINDS[mangd]
    const list = Type.Array(SHOWN[mangd], {
      description: `${KINDS[mangd].description}, en post för var och en. Tom när ingenting visas, vad orsaken än är.`,
    })
    return [answer, one === true ? Type.Optional(SHOWN[mangd]) : list]
  }),
) as unknown as { readonly [M in ListKind as Kinds[M]['answer']]: TArray<ShownOf<Kinds[M]>> } & {
  readonly [M in OneKind as Kinds[M]['answer']]: TOptional<ShownOf<Kinds[M]>>
}
