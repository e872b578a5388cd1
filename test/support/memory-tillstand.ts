import {
  type NewTillstand,
  type Signed,
  type TillstandRow,
  type TillstandStatus,
  type TillstandStore,
} from '../../src/policy/tillstand/tillstand.ts'

type Row = { -readonly [F in keyof TillstandRow]: TillstandRow[F] } & Pick<NewTillstand, 'personRef'>

export interface MemoryTillstand extends TillstandStore {
  readonly rader: Map<string, Row>
  /** What every call throws while set. */
  broken?: Error
}

/** Enkelttillstånd in memory, by the test's clock. */
export function memoryTillstand(clock: () => Date): MemoryTillstand {
  const rows = new Map<string, Row>()
  const after = (minutes: number) => new Date(clock().getTime() + minutes * 60_000)
  const shown = (row: Row): TillstandStatus =>
    row.status === 'vantar-godkannande' && row.giltigTill <= clock() ? 'forfallet' : row.status
  const existing = (id: string): Row => {
    const row = rows.get(id)
    if (row === undefined) throw new Error('no such enkelttillstånd')
    return row
  }
  const asked = (row: Row, { utfardare, av }: Signed) => row.utfardare === utfardare && row.slutanvandare === av
  const decided = ({ beslut }: Row, { utfardare, av }: Signed) => beslut?.utfardare === utfardare && beslut.av === av
  const store: MemoryTillstand = {
    rader: rows,
    async request(fresh) {
      if (store.broken !== undefined) throw store.broken
      const validUntil = after(fresh.minuter)
      rows.set(fresh.tillstandId, { ...fresh, begart: clock(), giltigTill: validUntil, beslut: null, granskning: null })
      return { giltigTill: validUntil }
    },
    async obstacleToDecision(id, decision) {
      const row = rows.get(id)
      if (row === undefined) return 'finns-ej'
      if (asked(row, decision)) return 'eget'
      if (row.beslut !== null)
        return decided(row, decision) && row.beslut.utfall === decision.utfall ? undefined : 'konflikt'
      return shown(row) === 'vantar-godkannande' ? undefined : 'konflikt'
    },
    async decide(id, decision) {
      const row = existing(id)
      if (row.beslut !== null) return row
      row.beslut = { ...decision, tid: clock() }
      row.status = decision.utfall === 'godkant' ? 'beviljat' : 'avslaget'
      if (decision.utfall === 'godkant') row.giltigTill = after(row.minuter)
      return row
    },
    async inForce(id) {
      if (store.broken !== undefined) throw store.broken
      const row = rows.get(id)
      if (row?.status !== 'beviljat' || row.giltigTill <= clock()) return undefined
      const { tillstandId, regel, utfardare, slutanvandare, personRef } = row
      return { tillstandId, regel, utfardare, slutanvandare, personRef, approved: row.beslut?.utfall === 'godkant' }
    },
    async list({ status, askedBy, limit, page }) {
      return [...rows.values()]
        .reverse()
        .filter((row) => askedBy === undefined || asked(row, askedBy))
        .map(({ personRef: _, ...row }) => ({ ...row, status: shown({ ...row, personRef: null }) }))
        .filter((row) => status === undefined || row.status === status)
        .slice((page - 1) * limit, page * limit + 1)
    },
    async obstacleToReview(id, review) {
      const row = rows.get(id)
      if (row === undefined) return 'finns-ej'
      if (asked(row, review) || decided(row, review)) return 'eget'
      if (shown(row) === 'vantar-godkannande') return 'konflikt'
      return row.granskning !== null && row.granskning.utfall !== 'behover-utredas' ? 'konflikt' : undefined
    },
    async review(id, review) {
      existing(id).granskning = { ...review, tid: clock() }
    },
  }
  return store
}
