import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const POM = join(import.meta.dirname, 'pom.xml')
const CACHE = '.cache/insyn-kafka'

/** Whether this machine can run a broker of its own. */
export function hasJava(): boolean {
  return ['java', 'mvn'].every((program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).status === 0)
}

/** The folder of the jars that the pom names; the first call fetches them. Needs Maven then. */
export function kafkaJars(): string {
  const cache = join(nearestModules(import.meta.dirname), CACHE)
  const folder = join(cache, createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 16))
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  // Fetched beside and moved into place, so that a fetch that was cut off is never taken for a whole one.
  const fetched = mkdtempSync(join(cache, 'fetching-'))
  const copy = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${fetched}`]
  const { status, stdout } = spawnSync('mvn', copy, { encoding: 'utf8' })
  if (status !== 0) {
    rmSync(fetched, { recursive: true, force: true })
    throw new Error(`the jars of Kafka cannot be fetched by Maven:\n${stdout}`)
  }
  try {
    renameSync(fetched, folder)
  } catch (error) {
    rmSync(fetched, { recursive: true, force: true })
    // Somebody else was first.
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** Compiled or not, this file lies at its own depth below the packages. */
function nearestModules(folder: string): string {
  const modules = join(folder, 'node_modules')
  return existsSync(modules) ? modules : nearestModules(join(folder, '..'))
}
