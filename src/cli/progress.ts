import type { Lage } from '../sync/sync-job.ts'

export interface Progress {
  readonly watch: (lage: Lage) => void
  /** Takes away what was only true while it went on. */
  end(): void
}

/** What is needed of a terminal, or of a file or pipe in its place. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const MARK = { koad: '·', pagar: '›', lyckad: '✓', misslyckad: '✗', avbruten: '✗', vantar: '!' } as const
const REDRAW_MS = 100

/**
 * Shows a sync per source × stadsdel: records, rate, and time left. Each scope gets one line when it ends; on a terminal
 * those under way and a summary stand below and are redrawn in place, never more lines than run at once, so that the
 * height of the terminal does not matter. Time left is guessed from the scopes that have ended.
 */
export function createProgress(out: Screen): Progress {
  const lagen = new Map<string, Lage>()
  const start = Date.now()
  let drawn = 0
  let last = 0

  function draw(above: readonly string[], below: readonly string[]): void {
    // From the first column: the terminal itself writes ^C where the cursor stands.
    const erase = drawn > 0 ? `\r\u001b[${drawn}A\u001b[0J` : ''
    const columns = out.columns ?? 80
    // A line that wraps would be two to go back over.
    out.write(erase + [...above, ...below].map((text) => `${text.slice(0, columns - 1)}\n`).join(''))
    drawn = below.length
    last = Date.now()
  }

  return {
    watch(lage) {
      lagen.set(`${lage.kalla}/${lage.stadsdel}`, lage)
      const ended = lage.slut === undefined ? [] : [line(lage)]
      if (out.isTTY !== true) {
        for (const text of ended) out.write(`${text}  ${summary([...lagen.values()], Date.now() - start)}\n`)
        return
      }
      if (lage.status === 'koad' || (ended.length === 0 && Date.now() - last < REDRAW_MS)) return
      const all = [...lagen.values()]
      draw(ended, [...all.filter(({ status }) => status === 'pagar').map(line), summary(all, Date.now() - start)])
    },
    end() {
      if (out.isTTY === true) draw([], [])
    },
  }
}

function line({ kalla, stadsdel, status, rakning, start, slut, felkod }: Lage): string {
  const seconds = ((slut ?? Date.now()) - start) / 1000
  const records = rakning.nya + rakning.andrade + rakning.oforandrade
  const rate = seconds > 0 ? `${Math.round(records / seconds)}/s` : ''
  const name = `${kalla} ${stadsdel}`.padEnd(32)
  return `${MARK[status]} ${name} ${String(records).padStart(8)} records ${rate.padStart(9)}${felkod === undefined ? '' : `  ${felkod}`}`
}

function summary(lagen: readonly Lage[], elapsedMs: number): string {
  const done = lagen.filter((lage) => lage.slut !== undefined).length
  const records = lagen.reduce((sum, { rakning }) => sum + rakning.nya + rakning.andrade + rakning.oforandrade, 0)
  const left =
    done === 0 || done === lagen.length
      ? ''
      : `, about ${Math.ceil(((elapsedMs / done) * (lagen.length - done)) / 1000)} s left`
  return `${done} of ${lagen.length} scopes, ${records} records${left}`
}
