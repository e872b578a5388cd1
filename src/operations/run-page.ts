import type pg from 'pg'
import type { Volume } from '../sync/guard.ts'
import { heldBy, type HeldRun, heldRuns, touchedBy } from '../sync/held-runs.ts'
import { quarantineGroups } from '../sync/quarantined.ts'
import { codeText } from './code-texts.ts'
import { histories } from './forecast.ts'
import type { GuardVolume, HeldDeletion, RunningRun, RunPage } from './night-runs.ts'
import { countsOf, notedOf, runOf, type RunRow, runRows } from './run-rows.ts'

export interface RunPageParts {
  readonly pool: pg.Pool
  readonly nameOf: (stadsdel: string) => string
  /** Share of a kind that may go without a person's word, 0–1. */
  readonly limit: number
  readonly clock: () => Date
}

const isSame = (run: RunRow) => (one: { source: string; stadsdel: string; kind: string }) =>
  one.source === run.source && one.stadsdel === run.stadsdel && one.kind === run.kind

export async function runPage(parts: RunPageParts, id: number): Promise<RunPage | undefined> {
  const { pool, nameOf } = parts
  const [run] = await runRows(pool, 'r.id = $1', [id])
  if (run === undefined) return undefined
  const { source, stadsdel, kind, begun, ended, dueAt, code, message, abort, fields, status } = run
  const [before] = await runRows(
    pool,
    `r.source = $1 and r.stadsdel = $2 and r.kind = $3 and r.status = 'lyckad' and r.id < $4 order by r.id desc limit 1`,
    [source, stadsdel, kind, id],
  )
  const history = (await histories(pool, [{ source, stadsdel }], id)).find(isSame(run))
  const held = await heldBy(pool, id)
  const known = new Set(before?.fields ?? fields)
  const failed = code !== null && status !== 'vantar'
  return {
    ...runOf(run, nameOf(stadsdel)),
    dueAt,
    durationMs: ended === null ? null : ended.getTime() - begun.getTime(),
    medianMs: history?.medianMs ?? null,
    aborted: notedOf(abort),
    failure: failed ? { ...codeText(code), code, message } : null,
    quarantine: await quarantineGroups(pool, { source, stadsdel, run: id }),
    drift: {
      seen: fields.map((field) => ({ field, fresh: !known.has(field) })),
      unseen: status === 'lyckad' ? (before?.fields ?? []).filter((field) => !fields.includes(field)) : [],
    },
    guard: held === undefined ? null : { ...heldDeletion(parts, held), over: held.over },
  }
}

export async function runningRuns({ pool, nameOf, clock }: RunPageParts): Promise<readonly RunningRun[]> {
  const runs = await runRows(pool, `r.status = 'pagar' order by r.id`, [])
  if (runs.length === 0) return []
  const history = await histories(pool, runs)
  return runs.map((row): RunningRun => {
    const known = history.find(isSame(row))
    const read = countsOf(row).read
    const passed = clock().getTime() - row.begun.getTime()
    const left =
      known === undefined || read === 0 || known.read <= read ? null : Math.round((passed / read) * (known.read - read))
    return {
      ...runOf(row, nameOf(row.stadsdel)),
      expected: known?.read ?? null,
      medianMs: known?.medianMs ?? null,
      leftMs: left,
      progressAt: row.progressAt,
      abortAsked: notedOf(row.abort),
    }
  })
}

export const heldDeletions = async (parts: RunPageParts): Promise<readonly HeldDeletion[]> =>
  (await heldRuns(parts.pool)).map((held) => heldDeletion(parts, held))

function heldDeletion(
  { nameOf, limit }: RunPageParts,
  { id, source, stadsdel, since, guard, approved, rejected }: HeldRun,
): HeldDeletion {
  return {
    ...{ source, stadsdel, since, limit, approved, rejected },
    run: id,
    namn: nameOf(stadsdel),
    reason: guard.reason as HeldDeletion['reason'],
    text: codeText(guard.reason).what,
    touched: touchedBy(guard.volumes),
    volumes: guard.volumes.flatMap(volumesOf).sort((a, b) => shareOf(b) - shareOf(a)),
  }
}

const volumesOf = ({ mangd, known, gone, items }: Volume): GuardVolume[] =>
  [
    { mangd, of: 'uppgifter' as const, gone, known },
    { mangd, of: 'poster' as const, gone: items.gone, known: items.known },
  ].filter((volume) => volume.gone > 0)

export const shareOf = ({ gone, known }: GuardVolume): number => (known === 0 ? 0 : gone / known)
