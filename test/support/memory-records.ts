import type { LogRecord } from '../../src/atkomstlogg/access.ts'
import type { PlacedRecord, RecordStore } from '../../src/review/record/record-store.ts'

/** Reads what `memoryLog` has been given. */
export function memoryRecords(written: readonly LogRecord[]): RecordStore {
  const all = (): readonly PlacedRecord[] => {
    const sizes = new Map<string, number>()
    return written.map(({ logg, access }) => {
      const number = (sizes.get(logg) ?? 0) + 1
      sizes.set(logg, number)
      return { logg, nummer: number, access }
    })
  }
  return {
    read: async ({ logg, nummer }) => all().find((one) => one.logg === logg && one.nummer === nummer),
    ofSameRequest: async ({ logg, access: { handelseId } }) =>
      all().filter((one) => one.logg !== logg && one.access.handelseId === handelseId),
    withNumber: async (personRef, logs) =>
      all()
        .filter(({ logg, access }) => logs.includes(logg) && access.personRef === personRef)
        .filter(({ access }) => access.personnummerForseglat !== null)
        .reverse(),
  }
}
