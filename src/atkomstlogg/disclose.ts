import type { Atkomstlogg, LogPosition, LogRecord } from './access.ts'

/** Data that is about to leave the hub, with the access records of the disclosure. */
export interface Disclosure<B> {
  readonly poster: readonly [LogRecord, ...LogRecord[]]
  /** Built when the records are durable, from their places, the first of which an answer carries as loggId. */
  readonly body: (places: readonly LogPosition[]) => B
}

export type Disclose = <B, R>(disclosure: Disclosure<B>, release: (body: B) => R | Promise<R>) => Promise<R>

/** The only way out for data: first the durable record, then the release. No setting turns it off. */
export const discloseThrough =
  (log: Atkomstlogg): Disclose =>
  async ({ poster, body }, release) => {
    const places = await log.write(poster)
    return release(body(places))
  }
