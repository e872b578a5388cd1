import type { Lage } from '../sync/sync.ts'

export interface Progress {
  readonly watch: (lage: Lage) => void
  /** Prints what is left to print. */
  end(): void
}

const MARK = { koad: '·', pagar: '›', lyckad: '✓', misslyckad: '✗', avbruten: '✗', vantar: '!' } as const

/**
 * Shows a sync per source × stadsdel: records, rate, and time left. On a terminal the lines are redrawn in place;
 * elsewhere each scope gets one line when it ends. Time left is guessed from the scopes that have ended.
 */
export function createProgress(out: NodeJS.WriteStream): Progress {
  const lagen = new Map<string, Lage>()
  const start = Date.now()
  let drawn = 0
  let last = 0

  function draw(): void {
    const lines = [...lagen.values()].map(line)
    if (drawn > 0) out.write(`\u001b[${drawn}A`)
    out.write([...lines, summary([...lagen.values()], Date.now() - start)].map((text) => `\u001b[2K${text}\n`).join(''))
    drawn = lines.length + 1
  }

  return {
    watch(lage) {
      lagen.set(`${lage.kalla}/${lage.stadsdel}`, lage)
      if (out.isTTY) {
        if (Date.now() - last < 100) return
        last = Date.now()
        draw()
      } else if (lage.slut !== undefined) {
        out.write(`${line(lage)}  ${summary([...lagen.values()], Date.now() - start)}\n`)
      }
    },
    end() {
      if (out.isTTY) draw()
    },
  }
}

function line({ kalla, stadsdel, status, rakning, start, slut, felkod }: Lage): string {
  const seconds = status === 'koad' ? 0 : ((slut ?? Date.now()) - start) / 1000
  const records = rakning.nya + rakning.andrade + rakning.oforandrade
  const rate = seconds > 0 ? `${Math.round(records / seconds)}/s` : ''
  const name = `${kalla} ${stadsdel}`.padEnd(32)
  return `${MARK[status]} ${name} ${String(records).padStart(8)} records ${rate.padStart(9)}${felkod === undefined ? '' : `  ${felkod}`}`
}

function summary(lagen: readonly Lage[], elapsedMs: number): string {
  const done = lagen.filter((lage) => lage.slut !== undefined).length
  const records = lagen.reduce((sum, { rakning }) => sum + rakning.nya + rakning.andrade + rakning.oforandrade, 0)
  const left = done === 0 ? '' : `, about ${Math.ceil(((elapsedMs / done) * (lagen.length - done)) / 1000)} s left`
  return `${done} of ${lagen.length} scopes, ${records} records${left}`
}
