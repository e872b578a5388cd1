import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { type RunCounts, saveProgress } from './run-record.ts'
import type { ReadCounts, Scope } from './source.ts'

export interface WatchedRun {
  readonly pool: pg.Pool
  readonly run: () => number
  readonly scope: Scope
  readonly counts: () => Readonly<RunCounts>
  /** What the source has given so far; undefined before the read. */
  readonly given: () => Pick<ReadCounts, 'bytes' | 'rows'> | undefined
  /** A source that gives nothing for so long, once it has begun to, is taken for lost. */
  readonly silentMs: number | undefined
}

/** How often a run tells its row how far it has come, and looks whether somebody wants it to end. */
const TELL_MS = 1_000

/** Ends a read that a person wants ended, in whatever process it runs, and one whose source has fallen silent. */
export class RunWatch {
  readonly #run: WatchedRun
  readonly #aborted = new AbortController()
  readonly #silent = new AbortController()
  /** Ends the read. */
  readonly signal = AbortSignal.any([this.#aborted.signal, this.#silent.signal])
  #telling = Promise.resolve()
  #toldAt = 0
  #heard = { bytes: 0, rows: 0, at: Date.now() }
  #reading = true

  constructor(run: WatchedRun) {
    this.#run = run
  }

  /** A person has asked for the run to end. */
  get aborted(): boolean {
    return this.#aborted.signal.aborted
  }

  /** Why the read was ended, of a source that fell silent. */
  get silence(): InsynError | undefined {
    if (!this.#silent.signal.aborted) return undefined
    const { scope, silentMs = 0 } = this.#run
    const message = `${scope.source} ${scope.stadsdel}: the source began to answer and then gave nothing for ${Math.round(silentMs / 1000)} s: look at the service and the network`
    return new InsynError('KALLA_OTILLGANGLIG', message, { retryable: true })
  }

  look(): void {
    this.#listen()
    if (Date.now() - this.#toldAt < TELL_MS) return
    this.#toldAt = Date.now()
    this.#telling = this.#telling.then(() => this.#tell())
  }

  readEnded(): void {
    this.#reading = false
  }

  /** Resolves when nothing more is told. */
  async settle(): Promise<void> {
    await this.#telling
  }

  /** What cannot be told now is told the next time: a database that is away ends the run by itself. */
  async #tell(): Promise<void> {
    const { pool, run, counts } = this.#run
    const { added, changed, unchanged } = counts()
    if (await saveProgress(pool, run(), added + changed + unchanged).catch(() => false)) this.#aborted.abort()
  }

  /** Before its first byte the source is at work, or the read waits for its turn: then its deadline alone counts. */
  #listen(): void {
    const { silentMs } = this.#run
    const { bytes, rows } = this.#run.given() ?? this.#heard
    if (bytes !== this.#heard.bytes || rows !== this.#heard.rows) this.#heard = { bytes, rows, at: Date.now() }
    else if (silentMs !== undefined && bytes + rows > 0 && this.#reading && Date.now() - this.#heard.at > silentMs)
      this.#silent.abort()
  }
}
