import { cpus, loadavg, totalmem } from 'node:os'

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** Whoever reads a figure must see on what it was measured, and how busy that was with other things. */
export function printMachine(): void {
  const gib = Math.round(totalmem() / 2 ** 30)
  const load = loadavg()[0]?.toFixed(1) ?? '?'
  const day = new Date().toISOString().slice(0, 10)
  console.log(`${day}, ${cpus().length} cores, ${gib} GiB, Node ${process.versions.node}, load ${load} at the start`)
}

/** Right-aligned columns; the first is left-aligned. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)))
  for (const row of [head, ...rows])
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
}

export const loadNow = (): string => loadavg()[0]?.toFixed(1) ?? '?'
