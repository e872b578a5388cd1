import { isInternal, KINDS } from '../informationsmangd.ts'
import { type Converter, converter, isFault } from './convert.ts'
import { decodeXmlName, encodeXmlName } from './dotnet-names.ts'
import type { DriftCounter, FieldDrift } from './field-drift.ts'
import type { Fault } from './form-fault.ts'
import type { Field, FieldType, Manifest } from './manifest.ts'
import type { Skydd, Value } from './person-items.ts'
import type { CenturyRule } from './personnummer.ts'
import type { Row, RowElement } from './row-reader.ts'

/** One kind of row element; is fed one row at a time. */
export interface CompiledRow {
  begin(): void
  /** False when the field is not to be read: it is not listed, or it is `nil` and has no value whatever stands in it. */
  beginField(xmlName: string, nil?: boolean): boolean
  endField(text: string): void
  /** The field begun last has elements in it: it is no value. */
  childInField(): void
  end(): Row
}

/** What is wrong with the raw text in a slot, before anybody asks for its type. */
type Error = 'dubbelt' | 'struktur'

const isCounter = (entry: number | DriftCounter): entry is DriftCounter => typeof entry === 'object'

export function compileRow(
  row: RowElement,
  technical: readonly string[],
  today: Date,
  drift: FieldDrift,
  century?: CenturyRule,
): CompiledRow {
  const { sourceRow, manifest } = row
  const slots = new Map<string, number | DriftCounter>()
  const slotOf = (source: string): number => {
    const name = encodeXmlName(decodeXmlName(source))
    const known = slots.get(name)
    if (typeof known === 'number') return known
    slots.set(name, slots.size)
    return slots.size - 1
  }
  const keySlot = slotOf(manifest.personnyckel)
  const skyddSlot = manifest.skydd === undefined ? undefined : slotOf(manifest.skydd.kalla)
  const compile = (field: Field): Converter => converter(field, today, century)
  const field = compileFields(manifest.falt, compile, slotOf)
  const subFields =
    manifest.rader === undefined
      ? undefined
      : compileFields(manifest.rader.falten, compile, slotOf, `${manifest.rader.falt}.`)
  const identifying = field.filter(({ name }) => identifies(manifest, name))
  const technicalSlots = technical.map((name) => [name, slotOf(name)] as const)
  const slotCount = slots.size

  const text: (string | undefined)[] = Array.from({ length: slotCount }, () => undefined)
  const error: (Error | undefined)[] = Array.from({ length: slotCount }, () => undefined)
  let hasError = false
  /** Slots whose element says that it has no value (xsi:nil). */
  const nilSlots = new Set<number>()
  let current = 0

  const nameOf = fieldName(manifest, keySlot, skyddSlot, [...field, ...(subFields ?? [])], technicalSlots)
  const note = (what: Error): void => {
    error[current] = what
    hasError = true
  }

  return {
    begin() {
      text.fill(undefined)
      if (nilSlots.size > 0) nilSlots.clear()
      if (!hasError) return
      error.fill(undefined)
      hasError = false
    },
    beginField(xmlName, nil = false) {
      let entry = slots.get(xmlName)
      if (entry === undefined) {
        const { counter, kept } = drift.counter(`${sourceRow}.`, xmlName)
        if (kept) slots.set(xmlName, counter)
        entry = counter
      }
      if (isCounter(entry)) {
        entry.count++
        return false
      }
      current = entry
      if (text[entry] !== undefined) note('dubbelt')
      text[entry] ??= ''
      if (nil) nilSlots.add(entry)
      return !nil
    },
    endField(raw) {
      // The first of two is kept: the row is refused, and one is enough to see why.
      if (error[current] !== 'dubbelt') text[current] = raw.trim()
    },
    childInField: () => note('struktur'),
    end() {
      const values: Record<string, Value> = {}
      const under: Record<string, Value> = {}
      // An item need not have sub-items: a row that holds none is the item alone.
      const given = subFields?.some(({ slot }) => text[slot] !== undefined && text[slot] !== '') === true
      const rejected =
        (hasError ? structureError(error, nameOf) : undefined) ??
        transform(field, text, nilSlots, values) ??
        (subFields !== undefined && given ? transform(subFields, text, nilSlots, under) : undefined)
      const row: Built = {
        sourceRow,
        mangd: manifest.informationsmangd,
        personnyckel: error[keySlot] === undefined ? (text[keySlot] ?? '') : '',
        falt: values,
        technical: technicalSlots.length === 0 ? NONE : technicalValues(technicalSlots, text),
      }
      if (skyddSlot !== undefined) row.skydd = readSkydd(manifest, text[skyddSlot], error[skyddSlot])
      if (rejected !== undefined) {
        row.falt = {}
        row.rejected = {
          ...rejected,
          rawValues: rawValues(field, subFields, text),
          known: readable(identifying, text, nilSlots, error),
        }
      } else if (given) row.subItem = under
      return row
    },
  }
}

type Built = { -readonly [F in keyof Row]: Row[F] }
const NONE: Readonly<Record<string, string>> = Object.freeze({})

function technicalValues(
  columns: readonly (readonly [string, number])[],
  text: readonly (string | undefined)[],
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const [name, slot] of columns) values[name] = text[slot] ?? ''
  return values
}

interface Shortcoming extends Fault {
  readonly falt: string
}

/**
 * Fills `values` in the order of the fields; returns the first field that did not convert. A date that the source says is
 * none is none also where one is required; what says nothing is missing there.
 */
function transform(
  field: readonly ListedField[],
  text: readonly (string | undefined)[],
  nilSlots: ReadonlySet<number>,
  values: Record<string, Value>,
): Shortcoming | undefined {
  for (const { name, slot, kravs, typ, absent, convert } of field) {
    const raw = text[slot]
    if (raw === undefined || raw === '') {
      if (absent !== null) values[name] = absent
      else if (kravs && !(typ === 'datum' && nilSlots.has(slot))) return { falt: name, reason: 'saknas' }
      continue
    }
    const value = convert(raw)
    if (isFault(value)) return { falt: name, ...value }
    if (value !== null) values[name] = value
  }
  return undefined
}

/** Whether a field says which item a row belongs to, or is one that persons are searched by. */
const identifies = ({ informationsmangd: mangd, postnyckel }: Manifest, name: string): boolean =>
  postnyckel.includes(name) || (!isInternal(mangd) && Object.values(KINDS[mangd].searched ?? {}).includes(name))

/** Those of the fields that convert, of a row that is refused for another. */
function readable(
  field: readonly ListedField[],
  text: readonly (string | undefined)[],
  nilSlots: ReadonlySet<number>,
  error: readonly (Error | undefined)[],
): Record<string, Value> {
  const values: Record<string, Value> = {}
  for (const one of field) if (error[one.slot] === undefined) transform([one], text, nilSlots, values)
  return values
}

function structureError(error: readonly (Error | undefined)[], nameOf: readonly string[]): Shortcoming | undefined {
  const slot = error.findIndex((reason) => reason !== undefined)
  return slot === -1 ? undefined : { falt: nameOf[slot] ?? '', reason: error[slot] ?? '' }
}

/** A flag given twice, or with elements in it, cannot be read: it counts as set. */
function readSkydd(manifest: Manifest, text: string | undefined, error: Error | undefined): Skydd {
  if (error !== undefined) return 'ja'
  if (text === undefined || text === '') return 'okand'
  return text === manifest.skydd?.oskyddad ? 'nej' : 'ja'
}

/** Our name of each slot, for a Rejected. */
function fieldName(
  manifest: Manifest,
  keySlot: number,
  skyddSlot: number | undefined,
  listed: readonly ListedField[],
  technicalColumns: readonly (readonly [string, number])[],
): string[] {
  const name: string[] = []
  for (const [technical, slot] of technicalColumns) name[slot] = technical
  for (const field of listed) name[field.slot] = field.rawValueName
  if (skyddSlot !== undefined) name[skyddSlot] = manifest.skydd?.kalla ?? ''
  name[keySlot] = manifest.personnyckel
  return name
}

function rawValues(
  field: readonly ListedField[],
  subFields: readonly ListedField[] = [],
  text: readonly (string | undefined)[],
): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const { rawValueName, slot, typ } of [...field, ...subFields]) {
    const value = text[slot]
    // Of a `finns` field only that it is there may be known, also here.
    if (value !== undefined && value !== '') raw[rawValueName] = typ === 'finns' ? 'true' : value
  }
  return raw
}

/** A listed field, ready to be filled from the slot that its source element is read into. */
interface ListedField {
  readonly name: string
  /** Its name among raw values, where a sub-item's fields must not be mistaken for the item's. */
  readonly rawValueName: string
  readonly typ: FieldType
  readonly slot: number
  readonly kravs: boolean
  /** What an absent or empty element means. */
  readonly absent: false | null
  readonly convert: Converter
}

/**
 * Sorted by our names: items are then built with their keys in canonical order, which saves sorting them for every
 * digest.
 */
const compileFields = (
  fields: readonly Field[],
  compile: (field: Field) => Converter,
  slotOf: (source: string) => number,
  prefix = '',
): readonly ListedField[] =>
  fields
    .map((listed) => ({
      name: listed.falt,
      rawValueName: prefix + listed.falt,
      typ: listed.typ,
      slot: slotOf(listed.kalla),
      kravs: listed.kravs,
      absent: listed.typ === 'finns' ? (false as const) : null,
      convert: compile(listed),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
