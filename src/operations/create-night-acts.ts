import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { type Details, type Event, OWN_LOG } from '../atkomstlogg/access.ts'
import { checkText, operatorRecord, type RecordThen } from '../atkomstlogg/record-then.ts'
import { requeueDeadLetters } from '../bus/dead-letter.ts'
import { createDeliveryTools, type DeliveryTools } from '../cases/delivery-tools.ts'
import { wakeParked } from '../cases/wake.ts'
import { InsynError } from '../errors.ts'
import { approveRemoval, rejectRemoval } from '../sync/deletions.ts'
import { type HeldRun, heldRuns } from '../sync/held-runs.ts'
import { quarantineGroups, scopesOfRows } from '../sync/quarantined.ts'
import { askToAbort } from '../sync/run-record.ts'
import type { Scope } from '../sync/source.ts'
import { scopesFor } from './due-times.ts'
import { deadLetterGroups } from './flow.ts'
import type { Act, NightActs } from './night-acts.ts'
import type { OrderKind } from './night-runs.ts'
import { addOrder, orderOfKey } from './run-orders.ts'
import { addPause, endPause, pausesNow } from './sync-pauses.ts'

export interface NightActParts {
  readonly pool: pg.Pool
  /** Every source × stadsdel of today. */
  readonly scopes: () => readonly Scope[]
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

const LONGEST_KEY = 100

/** What operators do on the pages and at the command line: checked, recorded, then done. */
export function createNightActs({ pool, scopes, recordThen, clock }: NightActParts): NightActs {
  /** The record names who has signed in, as a caller of the API. */
  const recordAs =
    ({ caller }: Act): RecordThen =>
    (record, act) => {
      if (caller === undefined) return recordThen(record, act)
      const { klient, slutanvandare, utfardare, identitet, roller } = caller
      const signed = { klient, slutanvandare, utfardare, identitet, roll: roller[0] ?? null }
      return recordThen({ ...record, access: { ...record.access, ...signed } }, act)
    }

  function checkAct({ by, reason }: Act): void {
    checkText('--av', by, 100, clock())
    checkText('--skal', reason, 500, clock())
  }

  interface Recorded {
    readonly logg?: string
    readonly handelse?: Event
    readonly orsak: string
    readonly details?: Details
  }

  function recorded<R>(
    act: Act,
    { logg = OWN_LOG, handelse = 'avstamning', orsak, details }: Recorded,
    work: () => Promise<R>,
  ) {
    const record = operatorRecord({ logg, handelse, orsak, by: act.by, andamal: act.reason }, clock())
    const access = details === undefined ? record.access : { ...record.access, detaljer: details }
    return recordAs(act)({ ...record, access }, work)
  }

  const exists = ({ source, stadsdel }: Partial<Scope>): boolean =>
    scopes().some((one) => one.source === (source ?? one.source) && one.stadsdel === (stadsdel ?? one.stadsdel))

  function requireScopes(wanted: readonly Partial<Scope>[]): void {
    if (wanted.length === 0 || !wanted.every(exists))
      throw new InsynError('BEGARAN_OGILTIG', 'no source × stadsdel of that name')
  }

  /** Sent twice, an order is recorded and made once. */
  async function order(cause: string, kind: OrderKind, wanted: readonly Scope[], key: string, act: Act) {
    checkAct(act)
    checkText('key', key, LONGEST_KEY, clock())
    const earlier = await orderOfKey(pool, key)
    if (earlier !== undefined) return earlier
    const details = { slag: kind, omfang: wanted.map(({ source, stadsdel }) => `${source}/${stadsdel}`) }
    return await recorded(act, { orsak: cause, details }, () =>
      addOrder(pool, { key, kind, scopes: wanted, by: act.by, reason: act.reason, now: clock() }),
    )
  }

  async function heldRun(run: number): Promise<HeldRun> {
    const held = (await heldRuns(pool)).find((one) => one.id === run)
    if (held === undefined) throw new InsynError('FINNS_EJ', 'no run of that number holds a deletion now')
    return held
  }

  const deliveries = (act: Act): DeliveryTools =>
    createDeliveryTools({
      pool,
      release: { arendesystem: wakeParked, buss: (tx) => requeueDeadLetters(tx, {}) },
      recordThen: recordAs(act),
      clock,
    })

  return {
    async runNow({ scopes: wanted, kind, key }, act) {
      requireScopes(scopesFor(kind, wanted))
      return await order('kor-nu', kind, wanted, key, act)
    },

    async abort(run, act) {
      checkAct(act)
      const { rows } = await pool.query<Scope & { open: boolean }>(
        `select source, stadsdel, status = 'pagar' and abort_asked is null as open from sync_run where id = $1`,
        [run],
      )
      const [found] = rows
      if (found === undefined) throw new InsynError('FINNS_EJ', 'there is no run of that number')
      if (!found.open) throw new InsynError('KONFLIKT', 'the run has ended, or is being ended already')
      const details = { korning: run, kalla: found.source, stadsdel: found.stadsdel }
      await recorded(act, { orsak: 'korning-avbruten', details }, async () => {
        if (!(await askToAbort(pool, run, act.by, act.reason)))
          throw new InsynError('KONFLIKT', 'the run ended in this moment')
      })
    },

    async pause(scope, act) {
      checkAct(act)
      requireScopes([scope])
      const { source = null, stadsdel = null } = scope
      if ((await pausesNow(pool)).some((one) => one.source === source && one.stadsdel === stadsdel))
        throw new InsynError('KONFLIKT', 'it is paused already')
      await recorded(act, { orsak: 'synk-pausad', details: detailsOf(scope) }, () =>
        addPause(pool, { source, stadsdel }, act.by, act.reason, clock()),
      )
    },

    async resume(scope, act) {
      checkAct(act)
      const { source = null, stadsdel = null } = scope
      const found = (await pausesNow(pool)).find((one) => one.source === source && one.stadsdel === stadsdel)
      if (found === undefined) throw new InsynError('KONFLIKT', 'it is not paused')
      await recorded(act, { orsak: 'synk-aterupptagen', details: detailsOf(scope) }, () =>
        endPause(pool, found.id, act.by, act.reason, clock()),
      )
    },

    async approve(run, atMost, act, { runNow = false } = {}) {
      checkAct(act)
      if (!Number.isSafeInteger(atMost) || atMost < 1)
        throw new InsynError('BEGARAN_OGILTIG', '--hogst is a whole number of at least 1')
      const scope = await heldRun(run)
      const { stadsdel } = scope
      const details = { korning: run, kalla: scope.source, hogst: atMost }
      await recorded(act, { logg: stadsdel, handelse: 'borttagning', orsak: 'godkand', details }, () =>
        approveRemoval(pool, scope, { max: atMost, by: act.by, reason: act.reason }),
      )
      if (runNow) await order('kor-nu', 'fullstandig', [{ source: scope.source, stadsdel }], randomUUID(), act)
    },

    async reject(run, act) {
      checkAct(act)
      const held = await heldRun(run)
      if (held.rejected !== null) throw new InsynError('KONFLIKT', 'it is rejected already')
      const details = { korning: run, kalla: held.source }
      await recorded(act, { logg: held.stadsdel, handelse: 'borttagning', orsak: 'avvisad', details }, () =>
        rejectRemoval(pool, held, run, act),
      )
    },

    async pauseDeliveries(target, act) {
      await deliveries(act).pause(target, act.by, act.reason)
    },

    async resumeDeliveries(target, act) {
      checkAct(act)
      await deliveries(act).resume(target, act.by, act.reason)
    },

    async retryDeliveries(selection, act) {
      checkAct(act)
      return await deliveries(act).retryDeliveries(selection, act.by, act.reason)
    },

    async redriveQuarantine(selection, { key, ...act }) {
      const found =
        'ids' in selection ? await scopesOfRows(pool, selection.ids) : await quarantineGroups(pool, selection)
      const today = scopes().filter((scope) => found.some((one) => isSame(one, scope)))
      if (today.length === 0) throw new InsynError('FINNS_EJ', 'nothing is in quarantine there')
      return await order('karantan', 'fullstandig', today, key, act)
    },

    async redriveDeadLetters(selection, act) {
      checkAct(act)
      const found = await deadLetterGroups(pool, selection)
      if (found.length === 0) throw new InsynError('FINNS_EJ', 'no dead letter matches')
      const details = { omfang: found.map((one) => `${one.source}/${one.stadsdel}/${one.mangd} (${one.count})`) }
      return await recorded(act, { handelse: 'buss', orsak: 'spela-om', details }, () =>
        requeueDeadLetters(pool, selection),
      )
    },

    async reconcile({ repair, key }, act) {
      const cause = repair ? 'reparation' : 'jamforelse'
      return await order(cause, repair ? 'reparation' : 'avstamning', scopes(), key, act)
    },
  }
}

const isSame = (one: Scope, other: Scope): boolean => one.source === other.source && one.stadsdel === other.stadsdel

const detailsOf = ({ source, stadsdel }: Partial<Scope>): Details => ({
  kalla: source ?? 'alla',
  stadsdel: stadsdel ?? 'alla',
})
