import type { Response } from 'express'
import type { ServerEvent } from './visit.ts'

/** A proxy closes what is silent for longer. */
const SILENCE_MS = 20_000
/** Whoever signs out, or is signed out, sees nothing more after this. */
const CHECK_MS = 2_000

interface Options {
  /** The last event that the browser got. */
  readonly last: string | undefined
  readonly again?: boolean | undefined
  /** Whether whom the events are for is still signed in. */
  readonly goesOn: () => Promise<boolean>
  /** Puts the hub's own path before those in a piece of a page. */
  readonly place: (piece: string) => string
}

/**
 * Server-sent events (the HTML standard) until the source ends or the browser goes. After a normal end the browser is told
 * to ask no more, unless it is to ask `again`: 204 ends its attempts. They end without a word when the session does: the browser
 * then asks again, and is refused.
 */
export async function answerEvents(
  res: Response,
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
  { last, again = false, goesOn, place }: Options,
): Promise<void> {
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  if (last === END) return void res.writeHead(204).end()
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  })
  res.write('retry: 3000\n\n')
  const alive = setInterval(() => res.write(':\n\n'), SILENCE_MS)
  const check = async () => {
    if (!(await goesOn().catch(() => false))) res.destroy()
  }
  const checks = setInterval(() => void check(), CHECK_MS)
  try {
    for await (const { id, event, data } of events(gone.signal)) {
      if (gone.signal.aborted) return
      const head = [id === undefined ? [] : `id: ${id}`, event === undefined ? [] : `event: ${event}`].flat()
      res.write(
        `${[...head, ...(event === 'piece' ? place(data) : data).split('\n').map((line) => `data: ${line}`)].join('\n')}\n\n`,
      )
    }
    if (!again) res.write(`id: ${END}\nevent: ${END}\ndata:\n\n`)
  } finally {
    clearInterval(alive)
    clearInterval(checks)
    res.end()
  }
}

const END = 'end'
