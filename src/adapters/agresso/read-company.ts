import { InsynError } from '../../errors.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { AgressoClient, Filter, Template } from './client.ts'
import { customerRegister, type CustomerRegister } from './customers.ts'
import { fakturaCollection } from './invoices.ts'
import { localTime } from './local-time.ts'
import { merged } from './merge-streams.ts'
import { personnummerForms } from './number-forms.ts'
import { templateRows, type ReadConditions } from './template-rows.ts'

export const TEMPLATE_KIND = ['kunder', 'oppna', 'historik'] as const
export type TemplateKind = (typeof TEMPLATE_KIND)[number]

/** One company, ready to be read. */
export interface Company {
  readonly who: string
  readonly klient: AgressoClient
  readonly mallar: Readonly<Record<TemplateKind, Template>>
  readonly customer: Manifest
  readonly faktura: Manifest
  /** Zone of the times that the criterion last_update is compared with. */
  readonly tidszon: string
}

const CUSTOMER_NUMBER = 'apar_id'
const CHANGED = 'last_update'
const PERSONNUMMER = 'comp_reg_no'
/** With more changed customers than this, reading everything and sorting out is less work for the source. */
const INDIVIDUAL = 20

/** Every customer and invoice. With `urval`, delivers only the persons who have one of these customer numbers. */
export async function* whole(
  company: Company,
  condition: ReadConditions,
  selection?: ReadonlySet<string>,
): AsyncGenerator<SourceBatch, void> {
  const register = customerRegister()
  for await (const rows of read(company, 'kunder', [], condition)) for (const row of rows) register.put(row)
  const fakturor = merged(read(company, 'oppna', [], condition), read(company, 'historik', [], condition))
  const deliveries = gathered(company, register, fakturor, condition)
  if (selection === undefined) return yield* deliveries
  const chosen = new Set([...selection].map((customerNumber) => register.av(customerNumber)?.personnummer))
  for await (const { personer } of deliveries) {
    const selected = personer.filter(({ personnummer }) => chosen.has(personnummer))
    if (selected.length > 0) yield { personer: selected, orphans: [] }
  }
}

/** One person by personnummer, as any of the ways in which the master may have it written. */
export async function* person(
  company: Company,
  personnummer: string,
  condition: ReadConditions,
  evenProtected = false,
): AsyncGenerator<SourceBatch, void> {
  requireCondition(company, 'kunder', PERSONNUMMER)
  requireCondition(company, 'oppna', CUSTOMER_NUMBER)
  requireCondition(company, 'historik', CUSTOMER_NUMBER)
  const register = customerRegister()
  const number = new Set<string>()
  const answer = personnummerForms(personnummer, condition.today).map((value) =>
    all(read(company, 'kunder', [{ column: PERSONNUMMER, typ: '=', value }], condition)),
  )
  for (const row of (await allOrError(answer)).flat()) {
    if (row.falt['personnummer'] !== personnummer) continue
    register.put(row)
    number.add(row.personnyckel)
  }
  if (number.size > 0)
    yield* gathered(company, register, customers(company, [...number], condition), condition, evenProtected)
}

/** Persons with anything changed since, each whole. A template that cannot tell is read as a whole. */
export async function* changed(
  company: Company,
  since: Date,
  condition: ReadConditions,
): AsyncGenerator<SourceBatch, void> {
  if (!TEMPLATE_KIND.every((kind) => company.mallar[kind].columns.has(CHANGED))) return yield* whole(company, condition)
  const filter: Filter = { column: CHANGED, typ: '>=', value: localTime(since, company.tidszon) }
  const answer = TEMPLATE_KIND.map((kind) => all(read(company, kind, [filter], condition)))
  const number = new Set((await allOrError(answer)).flat().map(({ personnyckel }) => personnyckel))
  if (number.size > INDIVIDUAL) return yield* whole(company, condition, number)
  const personer = new Set<string>()
  for (const value of number) {
    for await (const rows of read(company, 'kunder', [{ column: CUSTOMER_NUMBER, typ: '=', value }], condition)) {
      for (const { falt } of rows) if (typeof falt['personnummer'] === 'string') personer.add(falt['personnummer'])
    }
  }
  for (const personnummer of personer) yield* person(company, personnummer, condition)
}

async function* gathered(
  { faktura }: Company,
  register: CustomerRegister,
  rows: AsyncIterable<readonly Row[]>,
  { today }: ReadConditions,
  evenProtected = false,
): AsyncGenerator<SourceBatch, void> {
  const collection = fakturaCollection(faktura, register, today, evenProtected)
  for await (const batch of rows) {
    for (const row of batch) collection.add(row)
    yield* something(collection.take())
  }
  collection.flush()
  yield* something(collection.take())
  yield* collection.others()
}

function* something(delivery: SourceBatch): Generator<SourceBatch> {
  if (delivery.personer.length + delivery.orphans.length > 0) yield delivery
}

/** The invoices of a few customers, one after the other; rows of anybody else mean that the filter was not heeded. */
async function* customers(
  company: Company,
  number: readonly string[],
  condition: ReadConditions,
): AsyncGenerator<readonly Row[], void> {
  for (const value of number) {
    const filter: Filter[] = [{ column: CUSTOMER_NUMBER, typ: '=', value }]
    for (const kind of ['oppna', 'historik'] as const) {
      for await (const rows of read(company, kind, filter, condition)) {
        if (rows.some(({ personnyckel }) => personnyckel !== value)) {
          throw new InsynError('KALLA_INTE_SVAR', `${company.who}: rows of another customer than was asked for`)
        }
        yield rows
      }
    }
  }
}

function read(
  company: Company,
  kind: TemplateKind,
  filter: readonly Filter[],
  condition: ReadConditions,
): AsyncGenerator<Row[], void> {
  const { klient, who, mallar } = company
  const manifest = kind === 'kunder' ? company.customer : company.faktura
  const template = mallar[kind]
  return templateRows(
    { klient, what: `${who} "${template.namn}"`, template, manifest, sourceRow: kind, filter },
    condition,
  )
}

async function all(stream: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const gathered: Row[] = []
  for await (const rows of stream) gathered.push(...rows)
  return gathered
}

/** Waits for all also when one fails, so that none is left running. */
async function allOrError<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const verdict = await Promise.allSettled(promises)
  return verdict.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

function requireCondition({ who, mallar }: Company, kind: TemplateKind, column: string): void {
  if (mallar[kind].columns.has(column)) return
  throw new InsynError('KONFIG_OGILTIG', `${who}: template "${mallar[kind].namn}" has no criterion ${column}`)
}
