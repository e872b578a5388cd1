import { readdir, readFile } from 'node:fs/promises'

/** Linux counts processor time in hundredths of a second. */
const CLOCK_TICK_MS = 10

/** Milliseconds of processor time that a process has used, all threads together; NaN where the system does not tell. */
export const cpuMsOf = async (pid: number | undefined): Promise<number> => (await statOf(String(pid)))?.cpuMs ?? NaN

/** The same of a process and everything that descends from it and still runs. */
export async function cpuMsOfTree(root: number): Promise<number> {
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const all = (await Promise.all(numbers.map(statOf))).filter((stat) => stat !== undefined)
  const tree = new Set([root])
  // A child does not always have a higher number than its parent, so until nothing is added any more.
  for (let before = 0; before < tree.size;) {
    before = tree.size
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid)
  }
  return all.filter(({ pid }) => tree.has(pid)).reduce((sum, { cpuMs }) => sum + cpuMs, 0)
}

async function statOf(pid: string) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (stat === undefined) return undefined
  // What stands before is the name in parentheses, which may hold any characters itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [parent = NaN, user = NaN, system = NaN] = [1, 11, 12].map((index) => Number(fields[index]))
  return { pid: Number(pid), parent, cpuMs: (user + system) * CLOCK_TICK_MS }
}
