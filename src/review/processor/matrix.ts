import { type Informationsmangd, INFORMATIONSMANGDER, KINDS } from '../../informationsmangd.ts'
import { conditionsOf } from '../../policy/conditions.ts'
import { avtalInForce } from '../../policy/decide.ts'
import type { Avtal, Identifiering, Policy } from '../../policy/policy.ts'
import { IDENTIFIERING_NAMES } from '../../policy/rule-texts.ts'
import type { Document } from '../pdf/document.ts'
import { organisationOf, type Processor } from './processor.ts'

/** Fields of one kind that a role may be shown for a purpose under one and the same condition. */
export interface MatrixRow {
  readonly roll: string
  readonly andamal: string
  readonly mangd: Informationsmangd
  readonly falt: readonly string[]
  readonly identifiering: Identifiering
  readonly arende: boolean
}

export interface Matrix {
  readonly stadsdel: string
  readonly datum: string
  readonly policyversion: string
  /** In force on the day; null: nothing is shown. */
  readonly avtal: Pick<Avtal, 'diarienummer' | 'giltigFran' | 'giltigTill'> | null
  readonly rader: readonly MatrixRow[]
}

/** Who may be shown what of a board's data on a day, by the same rules that decide each lookup. */
export function matrixOf(policy: Policy, stadsdel: string, day: string): Matrix {
  const avtal = avtalInForce(policy, stadsdel, day)
  const rows = Object.keys(policy.roller).flatMap((roll) =>
    Object.keys(policy.andamal).flatMap((andamal) =>
      INFORMATIONSMANGDER.flatMap((mangd) => {
        const groups = new Map<string, MatrixRow & { falt: string[] }>()
        for (const [field, condition] of conditionsOf(policy, { roll, andamal, stadsdel, mangd }, day)) {
          const key = JSON.stringify(condition)
          const group = groups.get(key) ?? { roll, andamal, mangd, falt: [], ...condition }
          group.falt.push(field)
          groups.set(key, group)
        }
        return [...groups.values()]
      }),
    ),
  )
  const term = avtal && {
    diarienummer: avtal.diarienummer,
    giltigFran: avtal.giltigFran,
    ...(avtal.giltigTill === undefined ? {} : { giltigTill: avtal.giltigTill }),
  }
  return { stadsdel, datum: day, policyversion: policy.version, avtal: term ?? null, rader: rows }
}

/** The matrix to be signed by the board. */
export function matrixDocument(policy: Policy, processor: Processor, matrix: Matrix): Document {
  const { stadsdel, datum, avtal, policyversion, rader } = matrix
  const board = organisationOf(processor, stadsdel).namn
  const terms =
    avtal === null
      ? 'Inget avtal gäller den dagen: ingenting visas.'
      : `Avtal ${avtal.diarienummer}, från ${avtal.giltigFran}${avtal.giltigTill === undefined ? ' tills vidare' : ` till och med ${avtal.giltigTill}`}.`
  return {
    title: `Tittbehörighet, ${board}`,
    author: processor.bitrade.namn,
    at: new Date(`${datum}T00:00:00Z`),
    foot: `Tittbehörighet ${stadsdel} ${datum}, policy ${policyversion}`,
    landscape: true,
    parts: [
      { kind: 'heading', level: 1, text: `Tittbehörighet, ${board}` },
      {
        kind: 'paragraph',
        text: `Vilka uppgifter som ${processor.bitrade.namn} kan få se hos ${board} den ${datum}: roll för roll och ändamål för ändamål, med vad som krävs av den som frågar. ${terms} Policyns version är ${policyversion}.`,
      },
      {
        kind: 'table',
        columns: [
          { title: 'Roll', share: 2 },
          { title: 'Ändamål', share: 2.5 },
          { title: 'Slag av uppgifter', share: 2.5 },
          { title: 'Fält', share: 4 },
          { title: 'Identifiering minst', share: 1.5 },
          { title: 'Ärende', share: 1 },
        ],
        rows: rader.map((row) => [
          policy.roller[row.roll]?.namn ?? row.roll,
          policy.andamal[row.andamal]?.namn ?? row.andamal,
          KINDS[row.mangd].description,
          row.falt.join(', '),
          IDENTIFIERING_NAMES[row.identifiering],
          row.arende ? 'krävs' : 'krävs inte',
        ]),
      },
      { kind: 'heading', level: 2, text: 'Godkännande' },
      { kind: 'signature', labels: ['Ort och datum', 'Underskrift för nämnden', 'Namnförtydligande'] },
    ],
  }
}
