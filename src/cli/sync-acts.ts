import type { DeadLetterSelection } from '../bus/dead-letter.ts'
import { InsynError } from '../errors.ts'
import type { Hub } from '../hub.ts'
import type { SourceName } from '../informationsmangd.ts'
import type { DryRun } from '../sync/dry-run.ts'

interface Act {
  readonly by: string
  readonly reason: string
}
type Out = Pick<NodeJS.WritableStream, 'write'>

/** What a complete run of each scope would do. Exit code 1 when one would fail, 3 when a deletion would wait for a person. */
export async function tryRuns(
  hub: Hub,
  out: Out,
  { source, stadsdel, json = false }: { source: SourceName; stadsdel?: string | undefined; json?: boolean | undefined },
  act: Act,
): Promise<number> {
  const scopes = hub
    .scopes()
    .filter((scope) => scope.source === source && scope.stadsdel === (stadsdel ?? scope.stadsdel))
  if (scopes.length === 0) throw new InsynError('BEGARAN_OGILTIG', 'no source × stadsdel of that name')
  const runs: DryRun[] = []
  for (const scope of scopes) {
    const run = await hub.syncs.dryRun(scope, act)
    runs.push(run)
    if (!json) for (const line of dryRunLines(run)) out.write(`${line}\n`)
  }
  if (json) out.write(`${JSON.stringify(runs)}\n`)
  if (runs.some(({ failure }) => failure !== null)) return 1
  return runs.some(({ guard }) => guard !== null) ? 3 : 0
}

function* dryRunLines(run: DryRun): Generator<string> {
  const { source, stadsdel, added, changed, unchanged, removed, guard, failure, drift } = run
  const gone = removed === null ? '' : `, ${removed} gone`
  yield `${source} ${stadsdel}: ${added} new, ${changed} changed, ${unchanged} unchanged${gone}; nothing was written`
  for (const [name, count] of Object.entries(run.fields)) yield `  ${name} in ${count}`
  for (const [name, count] of Object.entries(run.quarantined)) yield `  cannot be read: ${name}, ${count}`
  if (drift.length > 0) yield `  not listed: ${drift.join(', ')}`
  if (guard !== null) {
    yield `  the volume guard would hold this: ${guard.reason}`
    for (const { mangd, known, gone, items } of guard.volumes)
      if (gone + items.gone > 0)
        yield `  ${mangd}: ${gone} of ${known} gone, ${items.gone} of ${items.known} items fewer`
  }
  if (failure !== null) yield `  a run would fail: ${failure.code}: ${failure.message}`
}

/** A person's word that a refused login may be tried again. */
export async function tryLogin(
  hub: Hub,
  out: Out,
  { source, stadsdel }: { source: SourceName; stadsdel?: string | undefined },
  act: Act,
): Promise<number> {
  const count = await hub.syncs.tryLogin({ source, ...(stadsdel === undefined ? {} : { stadsdel }) }, act)
  out.write(`${count} refused logins are tried again at their next use\n`)
  return 0
}

/** What the bus refused: where, why, how many and since when. */
export async function listDeadLetters(
  hub: Hub,
  out: Out,
  selection: DeadLetterSelection,
  json = false,
): Promise<number> {
  const groups = await hub.nights.deadLetters(selection)
  if (json) out.write(`${JSON.stringify(groups)}\n`)
  else
    for (const { source, stadsdel, mangd, reason, count, since, uppgiftRefs } of groups)
      out.write(
        `${source} ${stadsdel} ${mangd} ${reason}: ${count} since ${since.toISOString()}: ${uppgiftRefs.join(' ')}\n`,
      )
  return 0
}

/** Publishes them once more: one, several, or all that match. */
export async function redriveDeadLetters(
  hub: Hub,
  out: Out,
  selection: DeadLetterSelection,
  act: Act,
): Promise<number> {
  out.write(`${await hub.nights.redriveDeadLetters(selection, act)} dead letters are published once more\n`)
  return 0
}

/** Throws BEGARAN_OGILTIG for what is no day or time. */
export function parseTime(option: string, text: string): Date {
  const time = new Date(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
    throw new InsynError('BEGARAN_OGILTIG', `${option} is a day or a time: 2027-03-05, 2027-03-05T06:00Z`)
  return time
}
