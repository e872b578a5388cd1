import { InsynError } from '../../errors.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { SourceBatch } from '../../mapping/person-items.ts'
import { personnummerForms } from '../../mapping/personnummer.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { AgressoClient, Filter, Template } from './client.ts'
import { customerRegister, type CustomerRegister } from './customers.ts'
import { fakturaCollection } from './invoices.ts'
import { merged } from './merge-streams.ts'
import { templateRows, type ReadLimits } from './template-rows.ts'

export const TEMPLATE_KINDS = ['kunder', 'oppna', 'historik'] as const
export type TemplateKind = (typeof TEMPLATE_KINDS)[number]

/** One company, ready to be read. */
export interface Company {
  readonly who: string
  readonly client: AgressoClient
  readonly templates: Readonly<Record<TemplateKind, Template>>
  readonly kund: Manifest
  readonly faktura: Manifest
  /** IANA name of the zone of the times that the criterion last_update is compared with. */
  readonly tidszon: string
}

const CUSTOMER_NUMBER = 'apar_id'
const CHANGED = 'last_update'
const PERSONNUMMER = 'comp_reg_no'
/** With more changed customers than this, reading everything and sorting out is less work for the source. */
const INDIVIDUAL = 20

/** Every customer and invoice. With `selection`, delivers only the persons who have one of these customer numbers. */
export async function* readAll(
  company: Company,
  limits: ReadLimits,
  selection?: ReadonlySet<string>,
): AsyncGenerator<SourceBatch, void> {
  const register = customerRegister()
  for await (const rows of read(company, 'kunder', [], limits)) for (const row of rows) register.put(row)
  const fakturor = merged(read(company, 'oppna', [], limits), read(company, 'historik', [], limits))
  const deliveries = gathered(company, register, fakturor, limits)
  if (selection === undefined) return yield* deliveries
  const chosen = new Set([...selection].map((customerNumber) => register.keyOf(customerNumber)?.personnummer))
  for await (const { personer } of deliveries) {
    const selected = personer.filter(({ personnummer }) => chosen.has(personnummer))
    if (selected.length > 0) yield { personer: selected, orphans: [] }
  }
}

/** One person by personnummer, in each form in which the customer master may hold it. */
export async function* readPerson(
  company: Company,
  personnummer: string,
  limits: ReadLimits,
  evenProtected = false,
): AsyncGenerator<SourceBatch, void> {
  requireCriterion(company, 'kunder', PERSONNUMMER)
  requireCriterion(company, 'oppna', CUSTOMER_NUMBER)
  requireCriterion(company, 'historik', CUSTOMER_NUMBER)
  const register = customerRegister()
  const customerNumbers = new Set<string>()
  const answers = personnummerForms(personnummer).map((value) =>
    all(read(company, 'kunder', [{ column: PERSONNUMMER, operator: '=', value }], limits)),
  )
  for (const row of (await allOrError(answers)).flat()) {
    if (row.falt['personnummer'] !== personnummer) {
      // One whose number cannot be read may be hers: she is not shown it, and is not said to be without it.
      if (row.rejected !== undefined) register.put(row)
      continue
    }
    register.put(row)
    customerNumbers.add(row.personnyckel)
  }
  if (customerNumbers.size === 0) {
    yield* unlessEmpty({ personer: [], orphans: register.takeOrphans() })
    return
  }
  const rows = invoicesOf(company, [...customerNumbers], limits)
  yield* gathered(company, register, rows, limits, evenProtected)
}

/** Persons with anything changed since, each whole. A template that cannot tell is read as a whole. */
export async function* readChanged(
  company: Company,
  since: Date,
  limits: ReadLimits,
): AsyncGenerator<SourceBatch, void> {
  if (!TEMPLATE_KINDS.every((kind) => company.templates[kind].columns.has(CHANGED)))
    return yield* readAll(company, limits)
  const filter: Filter = { column: CHANGED, operator: '>=', value: localTime(since, company.tidszon) }
  const answers = TEMPLATE_KINDS.map((kind) => all(read(company, kind, [filter], limits)))
  const customerNumbers = new Set((await allOrError(answers)).flat().map(({ personnyckel }) => personnyckel))
  if (customerNumbers.size > INDIVIDUAL) return yield* readAll(company, limits, customerNumbers)
  const personer = new Set<string>()
  for (const value of customerNumbers) {
    for await (const rows of read(company, 'kunder', [{ column: CUSTOMER_NUMBER, operator: '=', value }], limits)) {
      for (const { falt } of rows) if (typeof falt['personnummer'] === 'string') personer.add(falt['personnummer'])
    }
  }
  for (const personnummer of personer) yield* readPerson(company, personnummer, limits)
}

async function* gathered(
  { faktura }: Company,
  register: CustomerRegister,
  rows: AsyncIterable<readonly Row[]>,
  { today }: ReadLimits,
  evenProtected = false,
): AsyncGenerator<SourceBatch, void> {
  const collection = fakturaCollection(faktura, register, today, evenProtected)
  for await (const batch of rows) {
    for (const row of batch) collection.add(row)
    yield* unlessEmpty(collection.take())
  }
  collection.flush()
  yield* unlessEmpty(collection.take())
  yield* collection.others()
}

function* unlessEmpty(delivery: SourceBatch): Generator<SourceBatch> {
  if (delivery.personer.length + delivery.orphans.length > 0) yield delivery
}

/** The invoices of a few customers, one after the other; rows of another customer mean that the filter was ignored. */
async function* invoicesOf(
  company: Company,
  customerNumbers: readonly string[],
  limits: ReadLimits,
): AsyncGenerator<readonly Row[], void> {
  for (const value of customerNumbers) {
    const filters: Filter[] = [{ column: CUSTOMER_NUMBER, operator: '=', value }]
    for (const kind of ['oppna', 'historik'] as const) {
      for await (const rows of read(company, kind, filters, limits)) {
        if (rows.some(({ personnyckel }) => personnyckel !== value)) {
          throw new InsynError('KALLA_INTE_SVAR', `${company.who}: rows of another customer than the criterion names`)
        }
        yield rows
      }
    }
  }
}

function read(
  company: Company,
  kind: TemplateKind,
  filters: readonly Filter[],
  limits: ReadLimits,
): AsyncGenerator<Row[], void> {
  const { client, who, templates } = company
  const manifest = kind === 'kunder' ? company.kund : company.faktura
  const template = templates[kind]
  return templateRows(
    { client, what: `${who} "${template.name}"`, template, manifest, sourceRow: kind, filters },
    limits,
  )
}

async function all(stream: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const gathered: Row[] = []
  for await (const rows of stream) gathered.push(...rows)
  return gathered
}

/** When one fails, waits for the others first, so that none is left running. */
async function allOrError<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises)
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}

function requireCriterion({ who, templates }: Company, kind: TemplateKind, column: string): void {
  const { name, columns } = templates[kind]
  if (columns.has(column)) return
  throw new InsynError('KONFIG_OGILTIG', `${who}: template "${name}" has no criterion ${column}: add it in Agresso`)
}

const HOUR_MS = 3_600_000

/**
 * A time in the zone, `YYYY-MM-DDTHH:MM:SS`, for a criterion "at or after". An hour earlier in the last hour before clocks
 * go back: what is written after that time carries an earlier local time.
 */
export function localTime(time: Date, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const show = (ms: number): string => clock.format(ms).replace(' ', 'T')
  const now = show(time.getTime())
  return show(time.getTime() + HOUR_MS) > now ? now : show(time.getTime() - HOUR_MS)
}
