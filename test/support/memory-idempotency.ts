import type { IdempotencyStore } from '../../src/api/idempotency.ts'

/** Keys never age here. */
export function memoryIdempotency(): IdempotencyStore & {
  readonly rader: Map<string, { request: string; answer: string | null }>
} {
  const rows = new Map<string, { request: string; answer: string | null }>()
  return {
    rader: rows,
    async take(key, request) {
      const earlier = rows.get(key)
      if (earlier === undefined) rows.set(key, { request, answer: null })
      return earlier
    },
    async answer(key, answer) {
      const row = rows.get(key)
      if (row !== undefined) row.answer = answer
    },
    async release(key) {
      rows.delete(key)
    },
  }
}
