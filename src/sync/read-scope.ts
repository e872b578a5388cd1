import type pg from 'pg'
import { InsynError } from '../errors.ts'
import type { Generationer } from '../platform/keys/data-keys.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Avvisad, Leverans, PersonPost } from '../mapping/person-items.ts'
import { delta, type Scope, type Skrivning } from './delta.ts'
import type { Handlaggarsamling } from './handlaggare-collection.ts'
import type { Lasning } from './source.ts'
import type { Rakning } from './run.ts'
import type { Flaggbyten } from './lifted-flags.ts'
import type { RefTable } from './ref-table.ts'
import { avflagga, flagga } from './protection.ts'
import { type Karantanspost, writeBatch } from './write-batch.ts'

const BATCH = 1_000
/** So long what has been read may wait for its batch to be full: on most nights few of those who are read have changed. */
const WAIT_MS = 200

/** A run under way: what it may read, what it has seen and counted. */
export interface Pagaende {
  readonly scope: Scope
  readonly korning: number
  /** When the read began: the age of everything it gives. */
  readonly last: Date
  readonly karantanDygn: number
  /** The data keys as the run found them: it ends when one of them does. */
  readonly generationer: Generationer
  readonly rakning: Rakning
  readonly lasning: Lasning
  /** The mirror's uppgifter of the scope, with their digests. */
  readonly kanda: RefTable
  readonly personer: RefTable
  /** Flagged by this scope at the start and not yet seen again. */
  readonly egnaFlaggor: Set<string>
  /** Flagged by any other scope. */
  readonly andrasFlaggor: ReadonlySet<string>
  /** Persons whose flag could not be read. */
  readonly utanFlagga: string[]
  readonly flaggbyten: Flaggbyten
  readonly handlaggare: Handlaggarsamling
  /** Numbers of those of whom a live read said something else meanwhile: to be read again, by themselves. */
  readonly omlasas: Set<string>
  /** Rows whose person could not be told. */
  herrelosa: number
}

/**
 * Takes a read into the mirror, batch by batch; one batch is written while the next is being read, and what has waited for
 * a while is written however little it is and however slow the source. Throws KALLA_OORDNAD when a person comes twice:
 * the first piece was then not the whole person.
 */
export async function readIntoMirror(
  pool: pg.Pool,
  nycklar: Nycklar,
  run: Pagaende,
  leveranser: AsyncIterable<Leverans>,
): Promise<void> {
  let pending = emptyBatch()
  let writing: Promise<void> = Promise.resolve()
  const unwritten = new Set<Pending>()

  /** Resolves when the batch before this one has been written. */
  const flush = (): Promise<void> => {
    const batch = pending
    pending = emptyBatch()
    run.rakning.rader = run.lasning.rader
    run.rakning.lastaByte = run.lasning.byte
    const counted = { ...run.rakning }
    const before = writing
    unwritten.add(batch)
    writing = before.then(async () => {
      await write(pool, run, batch, counted)
      unwritten.delete(batch)
    })
    // Awaited by the next flush; until then a rejection is not an unhandled one.
    writing.catch(() => undefined)
    return before
  }
  const waited = setInterval(() => {
    if (unwritten.size === 0 && sizeOf(pending) > 0) void flush()
  }, WAIT_MS)

  try {
    for await (const { personer, herrelosa } of leveranser) {
      for (const person of personer) takePerson(nycklar, run, person, pending)
      for (const avvisad of herrelosa) quarantine(nycklar, run, null, avvisad, pending)
      run.herrelosa += herrelosa.length
      if (herrelosa.length > 0) run.handlaggare.saknar()
      if (sizeOf(pending) >= BATCH) await flush()
    }
    if (sizeOf(pending) > 0) await flush()
    await writing
  } finally {
    clearInterval(waited)
    // Nothing of this run is on its way once it has ended, and a flag that was read stands however the read ended.
    await writing.catch(() => undefined)
    const flaggas = [...unwritten, pending].flatMap((batch) => batch.flaggas)
    await flagga(pool, run.scope.kalla, run.scope.stadsdel, flaggas, run.last)
  }
}

interface Pending {
  readonly skrivningar: Skrivning[]
  readonly karantan: Karantanspost[]
  readonly flaggas: string[]
  readonly avflaggas: string[]
  /** By personRef. */
  readonly personnummer: Map<string, string>
}

const emptyBatch = (): Pending => ({
  skrivningar: [],
  karantan: [],
  flaggas: [],
  avflaggas: [],
  personnummer: new Map(),
})
const sizeOf = (batch: Pending) =>
  batch.skrivningar.length + batch.karantan.length + batch.flaggas.length + batch.avflaggas.length

function takePerson(nycklar: Nycklar, run: Pagaende, person: PersonPost, batch: Pending): void {
  const personRef = nycklar.personRef(person.personnummer)
  if (run.personer.see(personRef) === 'sedd')
    throw new InsynError('KALLA_OORDNAD', `${run.scope.kalla} ${run.scope.stadsdel}: rows of one person came apart`)
  run.rakning.personer++

  if (person.skydd !== 'nej') {
    run.rakning.skyddade++
    if (run.egnaFlaggor.delete(personRef)) return
    if (person.skydd === 'okand') run.utanFlagga.push(personRef)
    else batch.flaggas.push(personRef)
    return
  }
  if (run.egnaFlaggor.delete(personRef)) batch.avflaggas.push(personRef)
  if (run.andrasFlaggor.has(personRef)) {
    run.rakning.skyddade++
    run.flaggbyten.undanhallen(run.scope, personRef)
    return
  }
  run.handlaggare.se(person)
  const { skrivningar, oforandrade } = delta(run.scope, nycklar, run.kanda, personRef, person)
  if (skrivningar.length > 0) batch.personnummer.set(personRef, person.personnummer)
  for (const skrivning of skrivningar) {
    batch.skrivningar.push(skrivning)
    if (skrivning.ny) run.rakning.nya++
    else run.rakning.andrade++
  }
  run.rakning.oforandrade += oforandrade
  for (const avvisad of person.avvisade) quarantine(nycklar, run, personRef, avvisad, batch)
}

function quarantine(nycklar: Nycklar, run: Pagaende, personRef: string | null, avvisad: Avvisad, batch: Pending): void {
  const { mangd, falt, orsak, ravarden } = avvisad
  const forseglad = nycklar.forsegla(run.scope.stadsdel, mangd, `karantan/${run.korning}`, JSON.stringify(ravarden))
  batch.karantan.push({ mangd, personRef, falt, orsak, forseglad })
  run.rakning.karantan++
}

async function write(pool: pg.Pool, run: Pagaende, batch: Pending, counted: Rakning): Promise<void> {
  const { kalla, stadsdel } = run.scope
  const { korning, last, karantanDygn, generationer } = run
  await flagga(pool, kalla, stadsdel, batch.flaggas, last)
  await avflagga(pool, kalla, stadsdel, batch.avflaggas, last)
  run.flaggbyten.lyft(batch.avflaggas)
  const scope = { kalla, stadsdel, korning, last, karantanDygn, generationer }
  for (const personRef of await writeBatch(pool, scope, batch, counted)) {
    const personnummer = batch.personnummer.get(personRef)
    if (personnummer !== undefined) run.omlasas.add(personnummer)
  }
}
