import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { loadNow } from './numbers.ts'

/** With `--json` the figures of a bench as one line, with the machine and the commit that they are of. */
export function printJson(bench: string, figures: object): void {
  if (!process.argv.includes('--json')) return
  const [{ model = 'unknown' } = {}] = cpus()
  const machine = { cores: cpus().length, model, memory: totalmem(), node: process.version, load: loadNow() }
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  console.log(JSON.stringify({ bench, at: new Date().toISOString(), commit, machine, figures }))
}
