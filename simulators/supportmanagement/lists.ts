import type { JsonParameter, Parameter } from './errands.ts'

/** How the database compares text: without regard to case, accents and blanks at the end. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/ +$/, '')

/** As the database orders them. */
export const byKey = <T extends { readonly key: string }>(entries: readonly T[]): readonly T[] =>
  [...entries].sort((a, b) => (folded(a.key) < folded(b.key) ? -1 : 1))

/** Every parameter that stays is written anew, whether its values are others or not; what is not sent goes. */
export function mergedParameters(present: readonly Parameter[], sent: readonly Parameter[]): readonly Parameter[] {
  const unique = new Map<string, Parameter>()
  for (const { key, displayName, group, values } of sent) {
    const { values: before = [], ...first } = unique.get(key) ?? {
      key,
      version: 0,
      ...(displayName != null && { displayName }),
      ...(group != null && { group }),
    }
    unique.set(key, { ...first, values: [...before, ...(values ?? [])] })
  }
  return byKey(
    [...unique.values()].map((fresh) => {
      const exists = present.find(({ key }) => key === fresh.key)
      return exists === undefined
        ? fresh
        : { ...fresh, ...(exists.id && { id: exists.id }), version: exists.version + 1 }
    }),
  )
}

/** A json-parameter that stays has a new version only when it is another. What is not sent goes. */
export const mergedJsonParameters = (
  present: readonly JsonParameter[],
  sent: readonly JsonParameter[],
): readonly JsonParameter[] =>
  byKey(
    sent.map((fresh) =>
      rewritten(
        present.find(({ key }) => key === fresh.key),
        fresh,
      ),
    ),
  )

export function rewritten(exists: JsonParameter | undefined, { key, schemaId, value }: JsonParameter): JsonParameter {
  if (exists === undefined) return { key, schemaId, value, version: 0 }
  const unchanged = exists.schemaId === schemaId && JSON.stringify(exists.value) === JSON.stringify(value)
  return { ...exists, schemaId, value, version: exists.version + (unchanged ? 0 : 1) }
}
