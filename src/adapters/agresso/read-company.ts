import { InsynError } from '../../errors.ts'
import { AGRESSO } from '../../informationsmangd/agresso.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Item, SourceBatch } from '../../mapping/person-items.ts'
import { personnummerForms } from '../../mapping/personnummer.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { RefreshedItems } from '../../sync/source.ts'
import { type AgressoClient, type Filter, hasCriterion, isGone, type Template } from './client.ts'
import { type OrderWitness, orderWitness } from './customer-order.ts'
import { type CustomerRegister, customerRegister } from './customers.ts'
import { createDerivation, fakturaCollection } from './invoices.ts'
import { withLines } from './join-lines.ts'
import { merged } from './merge-streams.ts'
import {
  type AgressoManifests,
  manifestFor,
  personnummerColumn,
  requireCriterion,
  TEMPLATE_KINDS,
  type TemplateKind,
  type Templates,
} from './template-columns.ts'
import { type ReadLimits, templateRows } from './template-rows.ts'

/** One company, ready to be read. */
export interface Company extends AgressoManifests {
  readonly who: string
  readonly client: AgressoClient
  readonly templates: Templates
  /** The template under the id that its name has now; undefined when it is still the same. */
  readonly renewed: (kind: TemplateKind) => Promise<Template | undefined>
  /** IANA name of the zone of the times that the criterion of changes is compared with. */
  readonly tidszon: string
}

/** With more changed customers than this, reading everything and sorting out is less work for the source. */
const INDIVIDUAL = 20

/** Every customer and invoice. With `selection`, delivers only the persons who have one of these customer numbers. */
export async function* readAll(
  company: Company,
  limits: ReadLimits,
  selection?: ReadonlySet<string>,
): AsyncGenerator<SourceBatch, void> {
  const register = customerRegister(limits.counts.notPersons)
  const customers = orderWitness()
  for await (const rows of read(company, 'kunder', [], limits)) {
    for (const row of rows) {
      register.put(row)
      customers.see(row.personnyckel)
    }
  }
  const deliveries = gathered(company, register, allInvoices(company, customers, limits), limits)
  if (selection === undefined) return yield* deliveries
  const chosen = new Set([...selection].map((customerNumber) => register.keyOf(customerNumber)?.personnummer))
  for await (const { personer } of deliveries) {
    const selected = personer.filter(({ personnummer }) => chosen.has(personnummer))
    if (selected.length > 0) yield { personer: selected, orphans: [] }
  }
}

/** Heads before lines: a line of which the head came too late is of no invoice yet. */
function allInvoices(company: Company, customers: OrderWitness, limits: ReadLimits): AsyncGenerator<Row[], void> {
  const streams = invoiceKinds(company).map((kind) => read(company, kind, [], limits))
  const rows: AsyncGenerator<Row[], void> = merged(streams, customers)
  return company.templates.rader === undefined ? rows : withLines(company.who, rows, company.faktura)
}

const kindsOf = ({ templates }: Company): TemplateKind[] =>
  TEMPLATE_KINDS.filter((kind) => templates[kind] !== undefined)

const invoiceKinds = (company: Company): TemplateKind[] => kindsOf(company).filter((kind) => kind !== 'kunder')

/** One person by personnummer, in each form in which the customer master may hold it. */
export async function* readPerson(
  company: Company,
  personnummer: string,
  limits: ReadLimits,
  evenProtected = false,
): AsyncGenerator<SourceBatch, void> {
  const column = personnummerColumn(company)
  requireCriterion(company.who, company.templates.kunder, column)
  for (const kind of invoiceKinds(company))
    requireCriterion(company.who, templateOf(company, kind), company.faktura.personnyckel)
  const register = customerRegister(limits.counts.notPersons)
  const customerNumbers = new Set<string>()
  const answers = personnummerForms(personnummer).map((value) =>
    all(read(company, 'kunder', [{ column, operator: '=', value }], limits)),
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
  const invoices = invoicesOf(company, [...customerNumbers], limits)
  const rows = company.templates.rader === undefined ? invoices : withLines(company.who, invoices, company.faktura)
  yield* gathered(company, register, rows, limits, evenProtected)
}

/** Persons with anything changed since, each whole. A template that cannot tell is read as a whole. */
export async function* readChanged(
  company: Company,
  since: Date,
  limits: ReadLimits,
): AsyncGenerator<SourceBatch, void> {
  const value = localTime(since, company.tidszon)
  const filters = kindsOf(company).flatMap((kind) => {
    const column = (kind === 'kunder' ? company.kund : company.faktura).andrad
    if (column === undefined || !hasCriterion(templateOf(company, kind), column)) return []
    return { kind, filter: { column, operator: '>=', value } as const }
  })
  if (filters.length < kindsOf(company).length) return yield* readAll(company, limits)
  const answers = filters.map(({ kind, filter }) => all(read(company, kind, [filter], limits)))
  const customerNumbers = new Set((await allOrError(answers)).flat().map(({ personnyckel }) => personnyckel))
  if (customerNumbers.size > INDIVIDUAL) return yield* readAll(company, limits, customerNumbers)
  const personer = new Set<string>()
  for (const value of customerNumbers) {
    const filter = { column: company.kund.personnyckel, operator: '=', value } as const
    for await (const rows of read(company, 'kunder', [filter], limits)) {
      for (const { falt } of rows) if (typeof falt['personnummer'] === 'string') personer.add(falt['personnummer'])
    }
  }
  for (const personnummer of personer) yield* readPerson(company, personnummer, limits)
}

/**
 * Heads of invoices with anything changed since, whoever they are of: no customer is read. The closed ones last, since one that is
 * closed between the two reads is in both.
 */
export async function* readRefreshed(
  company: Company,
  since: Date,
  limits: ReadLimits,
): AsyncGenerator<RefreshedItems, void> {
  const { who, faktura, tidszon } = company
  const { andrad: column } = faktura
  if (column === undefined)
    throw new InsynError(
      'KONFIG_OGILTIG',
      `${who}: the manifest of faktura names no andrad: without it changes cannot be asked for`,
    )
  const kinds = ['oppna', 'historik'] as const
  for (const kind of kinds) requireCriterion(who, templateOf(company, kind), column)
  const derive = createDerivation(faktura, limits.counts.unknownFields)
  const filter = { column, operator: '>=', value: localTime(since, tidszon) } as const
  for (const kind of kinds)
    for await (const rows of read(company, kind, [filter], limits))
      yield {
        mangd: 'faktura',
        items: rows.flatMap((row) => (row.rejected === undefined ? [narrowed(derive(row).falt, faktura)] : [])),
        refused: rows.flatMap(({ rejected }) =>
          rejected === undefined ? [] : [narrowed(rejected.known ?? {}, faktura)],
        ),
      }
}

/** By what an invoice is found, and what is refreshed of it: rows of protected persons are among these, and cannot be told. */
function narrowed(fields: Row['falt'], { postnyckel }: Manifest): Item {
  const { refreshed, searched } = AGRESSO.kinds.faktura
  const kept: ReadonlySet<string> = new Set([...postnyckel, ...Object.values(searched), ...refreshed])
  return Object.fromEntries(Object.entries(fields).filter(([name]) => kept.has(name)))
}

async function* gathered(
  { faktura }: Company,
  register: CustomerRegister,
  rows: AsyncIterable<readonly Row[]>,
  limits: ReadLimits,
  evenProtected = false,
): AsyncGenerator<SourceBatch, void> {
  const collection = fakturaCollection(faktura, register, limits, evenProtected)
  for await (const batch of rows) {
    for (const row of batch) collection.add(row)
    yield* unlessEmpty(collection.take())
  }
  collection.flush()
  yield* unlessEmpty(collection.take())
  yield* collection.others()
}

function* unlessEmpty(delivery: SourceBatch): Generator<SourceBatch, void> {
  if (delivery.personer.length + delivery.orphans.length > 0) yield delivery
}

/** The invoices of a few customers, one after the other; rows of another customer mean that the filter was ignored. */
async function* invoicesOf(
  company: Company,
  customerNumbers: readonly string[],
  limits: ReadLimits,
): AsyncGenerator<readonly Row[], void> {
  for (const value of customerNumbers) {
    const filters: Filter[] = [{ column: company.faktura.personnyckel, operator: '=', value }]
    for (const kind of invoiceKinds(company)) {
      for await (const rows of read(company, kind, filters, limits)) {
        if (rows.some(({ personnyckel }) => personnyckel !== value)) {
          throw new InsynError('KALLA_INTE_SVAR', `${company.who}: rows of another customer than the criterion names`)
        }
        yield rows
      }
    }
  }
}

/**
 * A template that was given another id since its name was looked up is looked up again, once, and read again: nothing of
 * it had come.
 */
async function* read(
  company: Company,
  kind: TemplateKind,
  filters: readonly Filter[],
  limits: ReadLimits,
): AsyncGenerator<Row[], void> {
  const { client, who, templates } = company
  const manifest = manifestFor(kind, company, templates.rader !== undefined)
  const rowsOf = (template: Template): AsyncGenerator<Row[], void> =>
    templateRows({ client, what: `${who} "${template.name}"`, template, manifest, sourceRow: kind, filters }, limits)
  let delivered = false
  try {
    for await (const rows of rowsOf(templateOf(company, kind))) {
      delivered = true
      yield rows
    }
  } catch (error) {
    const renewed = delivered || !isGone(error) ? undefined : await company.renewed(kind)
    if (renewed === undefined) throw error
    yield* rowsOf(renewed)
  }
}

function templateOf({ templates }: Company, kind: TemplateKind): Template {
  const template = templates[kind]
  if (template === undefined) throw new TypeError(`no template of ${kind} is read here`)
  return template
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
