import type { Writable } from 'node:stream'
import { InsynError } from '../errors.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { LogPosition } from './access.ts'
import { logVerifier, ownVerifiers } from './checkpoints.ts'
import { type ExportDeps, exportLog } from './export.ts'
import { findRecords, placeOf } from './find-records.ts'
import { claimIn, consistencyProof, inclusionProof } from './proof.ts'
import { type RebuildDeps, rebuildIndex, type Rebuilt } from './rebuild-index.ts'
import { readHeads } from './stored-tree.ts'

/** With the key text to check it with. */
interface Proof {
  readonly proof: string
  readonly vkey: string
}

/** What operators and auditors do with the logs as they stand. */
export interface LogTools {
  export(log: string, by: string, out: Writable): Promise<{ readonly size: number; readonly vkey: string }>
  /** One record (its place, or the loggId of an answer) with the proof that it stands in its log. */
  proveRecord(record: LogPosition | string, by: string): Promise<Proof>
  /** That a log begins with what it was: sizes, or files with checkpoints; to the present without `to`. */
  proveGrowth(log: string, from: number | string, to: number | string | undefined, by: string): Promise<Proof>
  /** The key texts with which exports and proofs of a log are checked, the one in force first. */
  keys(log: string): Promise<readonly string[]>
  /** Where the records of the answer stand that carried this loggId, its own first. */
  findRecords(id: string, by: string): Promise<readonly LogPosition[]>
  /** Makes what the logs are searched by anew, of one log or of all. */
  rebuildIndex(log: string | undefined, by: string): Promise<Rebuilt>
}

type LogToolsDeps = ExportDeps & RebuildDeps & { readonly keys: Pick<Keys, 'openFromLog'> }

export function createLogTools(deps: LogToolsDeps): LogTools {
  const actor = (by: string, purpose: string) => ({
    slutanvandare: by,
    klient: 'insyn-cli',
    andamal: purpose,
    arende: null,
  })
  const vkeyOf = (log: string): string => logVerifier(deps, log).vkey
  const treeAt = (log: string, end: number | string) => (typeof end === 'number' ? end : claimIn(deps, log, end))
  return {
    async export(log, by, out) {
      const { size, vkey } = await exportLog(deps, { logg: log, actor: actor(by, 'export') }, out)
      return { size, vkey }
    },
    async proveRecord(record, by) {
      const { logg, nummer } = typeof record === 'string' ? placeOf(deps.keys, record) : record
      const proof = await inclusionProof(deps, { logg, nummer, actor: actor(by, 'bevis') })
      return { proof, vkey: vkeyOf(logg) }
    },
    async proveGrowth(log, from, to, by) {
      const ends = { from: await treeAt(log, from), ...(to === undefined ? {} : { to: await treeAt(log, to) }) }
      const proof = await consistencyProof(deps, { logg: log, ...ends, actor: actor(by, 'bevis') })
      return { proof, vkey: vkeyOf(log) }
    },
    async keys(log) {
      if (!(await readHeads(deps.pool, [log])).has(log)) throw new InsynError('FINNS_EJ', `there is no log ${log}`)
      return ownVerifiers(deps, log).map(({ vkey }) => vkey)
    },
    findRecords: (id, by) => findRecords(deps, id, actor(by, 'hitta')),
    rebuildIndex: (log, by) => rebuildIndex(deps, { logg: log, by }),
  }
}
