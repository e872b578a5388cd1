import type { ScopeState } from '../sync/sync-job.ts'

export interface Progress {
  readonly watch: (state: ScopeState) => void
  /** Erases the lines that were redrawn in place. */
  end(): void
}

/** The part of an output stream that is used; a terminal, file or pipe. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const MARK = { koad: '·', pagar: '›', lyckad: '✓', misslyckad: '✗', avbruten: '✗', vantar: '!' } as const
const REDRAW_MS = 100
/** The screen of which the longest name of a scope and its counts fill a line. */
const WIDE = 72

/**
 * Shows a sync per source × stadsdel: records, rate, and time left. Each scope gets one line when it ends; on a
 * terminal those under way and a summary stand below and are redrawn in place, never more lines than run at once, so
 * that the height of the terminal does not matter. Time left is estimated from the scopes that have ended.
 */
export function createProgress(out: Screen, { TERM: kind }: { readonly TERM?: string | undefined } = {}): Progress {
  // A terminal that says so cannot move its cursor: it gets what a file gets.
  const redraws = out.isTTY === true && kind !== 'dumb'
  const columns = () => (out.isTTY === true ? (out.columns ?? 80) : 80)
  const states = new Map<string, ScopeState>()
  const start = Date.now()
  let drawnLines = 0
  let drawnAt = 0

  function draw(above: readonly string[], below: readonly string[]): void {
    // From the first column: the terminal itself writes ^C at the cursor.
    const erase = drawnLines > 0 ? `\r\u001b[${drawnLines}A\u001b[0J` : ''
    // A wrapped line would take two rows, and the next erase would miss one. What stands above is never gone back over.
    const cut = below.map((text) => text.slice(0, columns() - 1))
    out.write(erase + [...above, ...cut].map((text) => `${text}\n`).join(''))
    drawnLines = below.length
    drawnAt = Date.now()
  }

  return {
    watch(state) {
      states.set(`${state.source}/${state.stadsdel}`, state)
      const ended = state.end === undefined ? [] : [scopeLine(state, columns())]
      if (!redraws) {
        for (const text of ended) out.write(`${text}  ${summary([...states.values()], Date.now() - start)}\n`)
        for (const text of reasonLines(state)) out.write(`${text}\n`)
        return
      }
      if (state.status === 'koad' || (ended.length === 0 && Date.now() - drawnAt < REDRAW_MS)) return
      const all = [...states.values()]
      draw(
        [...ended, ...reasonLines(state)],
        [
          ...all.filter(({ status }) => status === 'pagar').map((one) => scopeLine(one, columns())),
          summary(all, Date.now() - start),
        ],
      )
    },
    end() {
      if (redraws) draw([], [])
    },
  }
}

/** On a narrow screen without columns and rate: what is left fits, and what failed is never cut. */
function scopeLine({ source, stadsdel, status, counts, start, end, errorCode }: ScopeState, columns: number): string {
  const seconds = ((end ?? Date.now()) - start) / 1000
  const records = counts.added + counts.changed + counts.unchanged
  const rate = seconds > 0 ? `${Math.round(records / seconds)}/s` : ''
  const quarantined = counts.quarantined > 0 ? `  ${counts.quarantined} in quarantine` : ''
  const failure = errorCode === undefined ? '' : `  ${errorCode}`
  if (columns < WIDE) return `${MARK[status]} ${source} ${stadsdel} ${records} records${quarantined}${failure}`
  const name = `${source} ${stadsdel}`.padEnd(32)
  return `${MARK[status]} ${name} ${String(records).padStart(8)} records ${rate.padStart(9)}${quarantined}${failure}`
}

/** What failed and what to do about it, under the line of the scope. */
const reasonLines = ({ end, errorMessage }: ScopeState): string[] =>
  end === undefined || errorMessage === undefined ? [] : [`  ${errorMessage}`]

function summary(states: readonly ScopeState[], elapsedMs: number): string {
  const done = states.filter((state) => state.end !== undefined).length
  const records = states.reduce((sum, { counts }) => sum + counts.added + counts.changed + counts.unchanged, 0)
  const left =
    done === 0 || done === states.length
      ? ''
      : `, about ${Math.ceil(((elapsedMs / done) * (states.length - done)) / 1000)} s left`
  return `${done} of ${states.length} scopes, ${records} records${left}`
}
