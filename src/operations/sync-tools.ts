import { checkText, operatorRecord, type RecordThen } from '../atkomstlogg/record-then.ts'
import { InsynError } from '../errors.ts'
import { type Informationsmangd, MANGDER_OF_SOURCE, type SourceName } from '../informationsmangd.ts'
import type { RemovalApproval } from '../sync/deletions.ts'
import type { DryRun } from '../sync/dry-run.ts'
import type { Scope } from '../sync/source.ts'
import type { ScopeState, SyncJob } from '../sync/sync-job.ts'
import type { Trial } from './agresso-trial.ts'
import type { RefusedLogin } from './refused-logins.ts'

type Watch = (state: ScopeState) => void

/** What operations do with syncs by hand. Throws BEGARAN_OGILTIG before anything is recorded or done. */
export interface SyncTools {
  /** Reads scopes now, in this process; `by` and `reason` are null when the command did not give them. */
  sync(
    job: Omit<SyncJob, 'trigger'>,
    who: { readonly by: string | null; readonly reason: string | null },
    watch?: Watch,
  ): Promise<readonly ScopeState[]>
  /** A person's word that the next complete read of the scope may delete up to this many uppgifter. */
  approveRemoval(scope: Scope, approval: RemovalApproval): Promise<void>
  /** Reads a scope as a complete run does, and writes nothing: what such a run would do now. */
  dryRun(scope: Scope, who: { readonly by: string; readonly reason: string }): Promise<DryRun>
  /** Logins that sources have refused, and that are not tried again. */
  refusedLogins(): Promise<readonly RefusedLogin[]>
  /** A person's word that the login may be tried again, as when the source has unlocked the account. Gives how many stood refused. */
  tryLogin(
    account: { readonly source: SourceName; readonly stadsdel?: string },
    who: { readonly by: string; readonly reason: string },
  ): Promise<number>
  /** Reads the company of a stadsdel once and keeps nothing, to tell what a sync would meet. */
  tryAgresso(stadsdel: string, by: string): Promise<Trial>
}

interface Parts {
  /** Every source × stadsdel of today. */
  readonly scopes: () => readonly Scope[]
  readonly run: (job: SyncJob, watch?: Watch) => Promise<readonly ScopeState[]>
  readonly approve: (scope: Scope, approval: RemovalApproval) => Promise<void>
  readonly logins: {
    readonly refused: () => Promise<readonly RefusedLogin[]>
    readonly forget: (source: SourceName, stadsdel?: string) => Promise<number>
  }
  readonly dryRun: (scope: Scope) => Promise<DryRun>
  readonly trialOf: (stadsdel: string) => ((stadsdel: string, signal: AbortSignal) => Promise<Trial>) | undefined
  /** What the avtal of a stadsdel permits today. */
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

/**
 * Reading by hand is about every board at once and stands in the hub's own log; an approval and a trial are about the data
 * of one board, and stand in the log of that board.
 */
export function createSyncTools(parts: Parts): SyncTools {
  const { scopes, run, approve, logins, dryRun, trialOf, allowed, recordThen, clock } = parts
  function requireScope({ source, stadsdel }: Scope): void {
    if (!scopes().some((scope) => scope.source === source && scope.stadsdel === stadsdel))
      throw new InsynError('BEGARAN_OGILTIG', 'no source × stadsdel of that name')
  }

  return {
    async sync(job, { by, reason }, watch) {
      // Their texts are checked as those of every record.
      const record = operatorRecord({ handelse: 'avstamning', orsak: 'synk', by, andamal: reason }, clock())
      return await recordThen(record, () => run({ ...job, trigger: 'manuell' }, watch))
    },
    async approveRemoval({ source, stadsdel }, { max, by, reason }) {
      checkText('--av', by, 100, clock())
      checkText('--skal', reason, 500, clock())
      if (!Number.isSafeInteger(max) || max < 1)
        throw new InsynError('BEGARAN_OGILTIG', '--hogst is a whole number of at least 1')
      requireScope({ source, stadsdel })
      const record = operatorRecord(
        { logg: stadsdel, handelse: 'borttagning', orsak: 'godkand', by, andamal: reason },
        clock(),
      )
      await recordThen(record, () => approve({ source, stadsdel }, { max, by, reason }))
    },
    async dryRun({ source, stadsdel }, { by, reason }) {
      checkText('--av', by, 100, clock())
      checkText('--skal', reason, 500, clock())
      requireScope({ source, stadsdel })
      if (!MANGDER_OF_SOURCE[source].some((mangd) => allowed(stadsdel).has(mangd)))
        throw new InsynError('BEGARAN_OGILTIG', `no avtal of ${stadsdel} in force covers ${source}: nothing is read`)
      const record = operatorRecord(
        { logg: stadsdel, handelse: 'avstamning', orsak: 'torrkorning', by, andamal: reason },
        clock(),
      )
      return await recordThen(record, () => dryRun({ source, stadsdel }))
    },
    refusedLogins: () => logins.refused(),
    async tryLogin({ source, stadsdel }, { by, reason }) {
      checkText('--av', by, 100, clock())
      checkText('--skal', reason, 500, clock())
      const refused = (await logins.refused()).filter(
        (one) => one.source === source && (stadsdel === undefined || one.stadsdel === stadsdel),
      )
      if (refused.length === 0) throw new InsynError('FINNS_EJ', 'no login of that name stands refused')
      const record = operatorRecord({ handelse: 'avstamning', orsak: 'inloggning-igen', by, andamal: reason }, clock())
      const places = [...new Set(refused.map((one) => `${one.source}/${one.stadsdel}`))]
      return await recordThen({ ...record, access: { ...record.access, detaljer: { omfang: places } } }, () =>
        logins.forget(source, stadsdel),
      )
    },
    async tryAgresso(stadsdel, by) {
      checkText('--av', by, 100, clock())
      const trial = trialOf(stadsdel)
      if (trial === undefined)
        throw new InsynError('BEGARAN_OGILTIG', `no company of ${stadsdel}: add it to agresso.foretag`)
      if (!allowed(stadsdel).has('faktura'))
        throw new InsynError('BEGARAN_OGILTIG', `no avtal of ${stadsdel} in force permits faktura: nothing is read`)
      const record = operatorRecord({ logg: stadsdel, handelse: 'avstamning', orsak: 'prova', by }, clock())
      return await recordThen(record, () => trial(stadsdel, new AbortController().signal))
    },
  }
}
