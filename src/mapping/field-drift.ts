import { decodeXmlName } from './dotnet-names.ts'

/** Distinct names that are kept; the rest share one. */
const MAX_NAMES = 1_000
const MAX_LENGTH = 100
const REST = '(övriga)'

export interface DriftCounter {
  count: number
}

/**
 * Counts the source fields that nobody listed, by name. Names come from outside: they are capped in number and length,
 * and a long run of digits in one is not kept, since no field is called that and a person might be. Nor is what cannot be
 * printed: .NET's escapes may spell a NUL or half a character, which no database takes.
 */
export interface FieldDrift {
  /** The counter of an XML element name; `kept` is false when names have run out and it need not be remembered. */
  counter(prefix: string, xmlName: string): { readonly counter: DriftCounter; readonly kept: boolean }
  /** Adds what was counted since the last call to the map. */
  publish(): void
}

export function createFieldDrift(unknownFields: Map<string, number>): FieldDrift {
  const counters = new Map<string, DriftCounter>()
  return {
    counter(prefix, xmlName) {
      const name = prefix + decodeXmlName(xmlName).replace(/\d{6,}/g, '#')
      const full = counters.size >= MAX_NAMES && !counters.has(name)
      const key = full ? REST : name.slice(0, MAX_LENGTH).replace(/\p{C}/gu, '#')
      let counter = counters.get(key)
      if (counter === undefined) counters.set(key, (counter = { count: 0 }))
      return { counter, kept: !full }
    },
    publish() {
      for (const [name, counter] of counters) {
        if (counter.count === 0) continue
        unknownFields.set(name, (unknownFields.get(name) ?? 0) + counter.count)
        counter.count = 0
      }
    },
  }
}
