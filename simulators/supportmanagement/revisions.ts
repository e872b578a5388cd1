import { isDeepStrictEqual } from 'node:util'
import type { Errand } from './errands.ts'
import type { Notification } from './history.ts'

/** A value of JSON, as in a stored snapshot. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json | undefined }

export interface Revision {
  readonly id: string
  readonly entityId: string
  readonly entityType: 'ErrandEntity'
  readonly version: number
  readonly created: string
  readonly snapshot: Json
}

export interface Operation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: string
  readonly value: string
  readonly fromValue?: string
}

/** What a change finds in the database; a new errand has found nothing. */
export interface Loaded {
  readonly status: string
  readonly notifications: readonly Notification[]
}

/**
 * The whole errand as the service's database row by row, without versions. The value of a json-parameter is text there. An errand that was read from
 * the database also tells the status that it had then and the notifications sent so far, so that either is a difference of its own.
 */
export function snapshotOf(
  place: { municipalityId: string; namespace: string },
  errand: Errand,
  loaded?: Loaded,
): Json {
  const { parameters, jsonParameters, externalTags, labels, attachments = [], ...fields } = errand
  return {
    municipalityId: place.municipalityId,
    namespace: place.namespace,
    ...fields,
    version: undefined,
    externalTags: externalTags.map(({ key, value }) => ({ key, value })),
    labels: labels.map((label) => label as Json),
    // The service compares attachments without their ids.
    attachments: attachments.map(({ fileName, fileSize, created }) => ({ fileName, fileSize, created })),
    parameters: parameters.map(({ id, key, displayName, group, values = [] }) => ({
      id,
      displayName,
      parameterGroup: group,
      key,
      values,
    })),
    jsonParameters: jsonParameters.map(({ id, key, schemaId, value }) => ({
      id,
      key,
      schemaId,
      value: JSON.stringify(value),
    })),
    ...(loaded && {
      tempPreviousStatus: loaded.status,
      notifications: loaded.notifications.map((one) => ({ ...one })),
    }),
  }
}

/** Equal but for when the errand was changed. */
export const isSame = (a: Json, b: Json): boolean => isDeepStrictEqual(compared(a), compared(b))

/** JSON Patch from the one snapshot to the other as zjsonpatch makes it: with the values that a removal and a replacement take away. */
export const differences = (source: Json, target: Json): readonly Operation[] =>
  operations('', compared(source), compared(target))

function compared(json: Json): Json {
  if (Array.isArray(json)) return json.map(compared)
  if (typeof json !== 'object') return json
  const kept = Object.entries(json).filter(([name]) => name !== 'modified' && name !== 'touched')
  return Object.fromEntries(kept.flatMap(([name, inner]) => (inner === undefined ? [] : [[name, compared(inner)]])))
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json)
const isObject = (json: Json): json is { readonly [name: string]: Json } => typeof json === 'object' && !isList(json)

function operations(path: string, source: Json, target: Json): Operation[] {
  if (isDeepStrictEqual(source, target)) return []
  if (isList(source) && isList(target)) return inLists(path, source, target)
  if (!isObject(source) || !isObject(target))
    return [{ op: 'replace', path, value: raw(target), fromValue: raw(source) }]
  const at = (name: string): string => `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return [
    ...Object.entries(source).flatMap(([name, value]): Operation[] => {
      const other = target[name]
      return other === undefined
        ? [{ op: 'remove', path: at(name), value: raw(value) }]
        : operations(at(name), value, other)
    }),
    ...Object.entries(target)
      .filter(([name]) => source[name] === undefined)
      .map(([name, value]): Operation => ({ op: 'add', path: at(name), value: raw(value) })),
  ]
}

/** What both lists have in the same order stays; what stands against each other between is compared in its turn. */
function inLists(path: string, source: readonly Json[], target: readonly Json[]): Operation[] {
  const common = commonOf(source, target)
  const found: Operation[] = []
  let [from, to, position] = [0, 0, 0]
  for (const [commonFrom, commonTo] of [...common, [source.length, target.length] as const]) {
    while (from < commonFrom || to < commonTo) {
      const [old, fresh] = [source[from], target[to]]
      const place = `${path}/${position}`
      if (from < commonFrom && to < commonTo && old !== undefined && fresh !== undefined) {
        found.push(...operations(place, old, fresh))
        from++
        to++
        position++
      } else if (to < commonTo && fresh !== undefined) {
        found.push({ op: 'add', path: place, value: raw(fresh) })
        to++
        position++
      } else if (old !== undefined) {
        found.push({ op: 'remove', path: place, value: raw(old) })
        from++
      }
    }
    from++
    to++
    position++
  }
  return found
}

/** The longest common subsequence, as pairs of positions. */
function commonOf(source: readonly Json[], target: readonly Json[]): readonly (readonly [number, number])[] {
  const lengths = Array.from({ length: source.length + 1 }, () => new Array<number>(target.length + 1).fill(0))
  const length = (i: number, j: number): number => lengths[i]?.[j] ?? 0
  const isEqual = (i: number, j: number): boolean => isDeepStrictEqual(source[i], target[j])
  for (let i = source.length - 1; i >= 0; i--)
    for (let j = target.length - 1; j >= 0; j--)
      lengths[i]![j] = isEqual(i, j) ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1))
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < source.length && j < target.length;)
    if (isEqual(i, j)) pairs.push([i++, j++])
    else if (length(i + 1, j) >= length(i, j + 1)) i++
    else j++
  return pairs
}

/** An operation's value is text in the service's document: an object or a list is written out, with blanks at its signs. */
const raw = (json: Json): string =>
  typeof json === 'object'
    ? JSON.stringify(json).replaceAll(':', ' : ').replaceAll(',', ', ').replaceAll('{', '{ ').replace(/ {2,}/g, ' ')
    : String(json)
