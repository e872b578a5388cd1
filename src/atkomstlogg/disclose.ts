import type { Atkomstlogg, LogPosition, LogRecord } from './access.ts'

/** Something that is about to leave the hub, with the records of its leaving. */
export interface Disclosure<B> {
  readonly poster: readonly [LogRecord, ...LogRecord[]]
  /** Built only when the records are durable; gets their places, which an answer carries as loggId. */
  readonly body: (places: readonly LogPosition[]) => B
}

export type Disclose = <B, R>(disclosure: Disclosure<B>, release: (body: B) => R | Promise<R>) => Promise<R>

/** The only way out: first the durable record, then the release. There is no switch and no second path. */
export const discloseThrough =
  (log: Atkomstlogg): Disclose =>
  async ({ poster, body }, release) => {
    const places = await log.write(poster)
    return release(body(places))
  }
