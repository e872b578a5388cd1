import { kodaXmlNamn, avkodaXmlNamn } from './dotnet-names.ts'
import type { DriftCounter, FieldDrift } from './field-drift.ts'
import { type ListedField, compileFields } from './listed-fields.ts'
import type { Manifest } from './manifest.ts'
import type { Skydd, Varde } from './person-items.ts'
import type { Rad, RadElement } from './row-reader.ts'

/** One kind of row element; is fed one row at a time. */
export interface CompiledRow {
  begin(): void
  /** False for a field that is not listed. */
  beginField(xmlName: string): boolean
  endField(text: string): void
  /** The field begun last has elements in it: it is no value. */
  childInField(): void
  end(): Rad
}

/** What is wrong with the raw text in a slot, before anybody asks for its type. */
type Fel = 'dubbelt' | 'struktur'

const isCounter = (entry: number | DriftCounter): entry is DriftCounter => typeof entry === 'object'

export function compileRow(rad: RadElement, tekniska: readonly string[], idag: Date, drift: FieldDrift): CompiledRow {
  const { kallrad, manifest } = rad
  const slots = new Map<string, number | DriftCounter>()
  const slotOf = (kalla: string): number => {
    const name = kodaXmlNamn(avkodaXmlNamn(kalla))
    const known = slots.get(name)
    if (typeof known === 'number') return known
    slots.set(name, slots.size)
    return slots.size - 1
  }
  const nyckelSlot = slotOf(manifest.personnyckel)
  const skyddSlot = manifest.skydd === undefined ? undefined : slotOf(manifest.skydd.kalla)
  const falt = compileFields(manifest.falt, idag, slotOf)
  const underfalt =
    manifest.rader === undefined
      ? undefined
      : compileFields(manifest.rader.falten, idag, slotOf, `${manifest.rader.falt}.`)
  const tekniskaSlots = tekniska.map((namn) => [namn, slotOf(namn)] as const)
  const antalSlots = slots.size

  const text: (string | undefined)[] = Array.from({ length: antalSlots }, () => undefined)
  const fel: (Fel | undefined)[] = Array.from({ length: antalSlots }, () => undefined)
  let harFel = false
  let current = 0

  const namnAv = faltnamn(manifest, nyckelSlot, skyddSlot, [...falt, ...(underfalt ?? [])], tekniskaSlots)
  const note = (what: Fel): void => {
    fel[current] = what
    harFel = true
  }

  return {
    begin() {
      text.fill(undefined)
      if (!harFel) return
      fel.fill(undefined)
      harFel = false
    },
    beginField(xmlName) {
      let entry = slots.get(xmlName)
      if (entry === undefined) {
        const { counter, kept } = drift.counter(`${kallrad}.`, xmlName)
        if (kept) slots.set(xmlName, counter)
        entry = counter
      }
      if (isCounter(entry)) {
        entry.antal++
        return false
      }
      current = entry
      if (text[entry] !== undefined) note('dubbelt')
      text[entry] ??= ''
      return true
    },
    endField(raw) {
      // The first of two is kept: the row is refused, and one is enough to see why.
      if (fel[current] !== 'dubbelt') text[current] = raw.trim()
    },
    childInField: () => note('struktur'),
    end() {
      const varden: Record<string, Varde> = {}
      const under: Record<string, Varde> = {}
      const avvisad =
        (harFel ? strukturfel(fel, namnAv) : undefined) ??
        omvandla(falt, text, varden) ??
        (underfalt === undefined ? undefined : omvandla(underfalt, text, under))
      const rad: Byggd = {
        kallrad,
        mangd: manifest.informationsmangd,
        personnyckel: fel[nyckelSlot] === undefined ? (text[nyckelSlot] ?? '') : '',
        falt: varden,
        tekniska:
          tekniskaSlots.length === 0 ? INGA : Object.fromEntries(tekniskaSlots.map(([n, s]) => [n, text[s] ?? ''])),
      }
      if (skyddSlot !== undefined) rad.skydd = lasSkydd(manifest, text[skyddSlot], fel[skyddSlot])
      if (avvisad !== undefined) {
        rad.falt = {}
        rad.avvisad = { ...avvisad, ravarden: ravarden(falt, underfalt, text) }
      } else if (underfalt !== undefined) rad.underpost = under
      return rad
    },
  }
}

type Byggd = { -readonly [F in keyof Rad]: Rad[F] }
const INGA: Readonly<Record<string, string>> = Object.freeze({})

interface Brist {
  readonly falt: string
  readonly orsak: string
}

/** Fills `varden` in the order of the fields; answers what did not convert. */
function omvandla(
  falt: readonly ListedField[],
  text: readonly (string | undefined)[],
  varden: Record<string, Varde>,
): Brist | undefined {
  for (const { namn, slot, kravs, franvarande, konvertera } of falt) {
    const raw = text[slot]
    const varde = raw === undefined || raw === '' ? franvarande : konvertera(raw)
    if (varde === undefined) return { falt: namn, orsak: 'format' }
    if (varde !== null) varden[namn] = varde
    else if (kravs) return { falt: namn, orsak: 'saknas' }
  }
  return undefined
}

function strukturfel(fel: readonly (Fel | undefined)[], namnAv: readonly string[]): Brist | undefined {
  const slot = fel.findIndex((orsak) => orsak !== undefined)
  return slot === -1 ? undefined : { falt: namnAv[slot] ?? '', orsak: fel[slot] ?? '' }
}

/** A flag given twice, or with elements in it, says something that nobody here can read: it counts as set. */
function lasSkydd(manifest: Manifest, text: string | undefined, fel: Fel | undefined): Skydd {
  if (fel !== undefined) return 'ja'
  if (text === undefined || text === '') return 'okand'
  return text === manifest.skydd?.oskyddad ? 'nej' : 'ja'
}

/** Our name of each slot: what an Avvisad may say of it. */
function faltnamn(
  manifest: Manifest,
  nyckelSlot: number,
  skyddSlot: number | undefined,
  listade: readonly ListedField[],
  tekniska: readonly (readonly [string, number])[],
): string[] {
  const namn: string[] = []
  for (const [teknisk, slot] of tekniska) namn[slot] = teknisk
  for (const falt of listade) namn[falt.slot] = falt.ravardesnamn
  if (skyddSlot !== undefined) namn[skyddSlot] = manifest.skydd?.kalla ?? ''
  namn[nyckelSlot] = manifest.personnyckel
  return namn
}

function ravarden(
  falt: readonly ListedField[],
  underfalt: readonly ListedField[] = [],
  text: readonly (string | undefined)[],
): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const { ravardesnamn, slot, typ } of [...falt, ...underfalt]) {
    const varde = text[slot]
    // Of a `finns` field only that it is there may be known, also here.
    if (varde !== undefined && varde !== '') raw[ravardesnamn] = typ === 'finns' ? 'true' : varde
  }
  return raw
}
