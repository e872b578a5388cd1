import { constants, setPriority } from 'node:os'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { codeOrUnknown } from '../../errors.ts'
import type { Log, LogFields } from '../../log.ts'
import { createPool } from '../../platform/database/database.ts'
import { createDatabaseWatch } from '../../platform/database/watch.ts'
import { tracing } from '../../platform/tracing/spans.ts'
import { withBudget } from '../../sync/budget.ts'
import { withChosenCenturies } from '../../sync/chosen-century.ts'
import type { Round } from '../../sync/run-frame.ts'
import { runHere } from '../../sync/runner.ts'
import { openSources } from '../sources.ts'
import { openKeys, OWN_NAME } from '../store.ts'
import { openTracing } from '../telemetry.ts'
import { createAsking } from './asking.ts'
import { failureOf, type FromThread, sharedSettings, type ToThread } from './messages.ts'

/** A run writes through one connection while it says how far it has come through another; the third is for a lock of keys. */
const CONNECTIONS = 3

/** A thread that reads scopes into the mirror, one at a time. It has no state that outlives a run but its connections. */
function serve(port: MessagePort): void {
  const post = (message: FromThread) => port.postMessage(message)
  const asking = createAsking(port)
  let opened: ReturnType<typeof open> | undefined
  let stopping = new AbortController()

  async function open() {
    const { config, manifests, address, stateFolder } = sharedSettings(workerData as SharedArrayBuffer)
    const clock = () => new Date()
    const closeTracing = await openTracing(config)
    const pool = createPool(address, { max: CONNECTIONS, applicationName: OWN_NAME })
    // The hub's own watch says what there is to say; this one lets the connections of the thread go.
    const watch = createDatabaseWatch(address, OWN_NAME, { answering: [], working: [pool] })
    const closeDatabase = () => Promise.all([watch.stop(), pool.end()])
    tracing()?.tracePool(pool)
    try {
      watch.start()
      const keyStore = await openKeys(config, stateFolder, pool, [], true)
      const { keys } = keyStore
      const { guardOf: logins, sessionOf: sessions, paceOf: paces } = asking
      const opened = openSources(config, { manifests, clock, logins, sessions, paces })
      const sources = withBudget(withChosenCenturies(opened.sources, pool, keys), asking.enter)
      const deps = { ...{ pool, keys, sources, itemKeys: opened.itemKeys }, settings: config.synk, clock, log }
      return {
        keyStore,
        runner: runHere(deps),
        close: () => Promise.all([opened.close(), closeDatabase(), closeTracing()]),
      }
    } catch (error) {
      await Promise.all([closeDatabase(), closeTracing()])
      throw error
    }
  }

  const say = (level: keyof Log) => (event: string, fields?: LogFields) => post({ log: level, event, fields })
  const log: Log = { info: say('info'), warn: say('warn'), error: say('error') }

  const roundOf = (job: Round['job']): Round => ({
    job,
    watch: (state) => post({ state }),
    stop: stopping.signal,
    liftedFlags: {
      lifted: (personRefs) => post({ lifted: [...personRefs] }),
      withheld: (_, personRef) => post({ withheld: personRef }),
    },
  })

  async function perform(message: Extract<ToThread, { run: unknown } | { compare: unknown }>): Promise<unknown> {
    stopping = new AbortController()
    const { signal } = stopping
    opened ??= open()
    opened.catch(() => (opened = undefined))
    const { keyStore, runner } = await opened
    await keyStore.follow()
    return 'run' in message ? runner.run(roundOf(message.job), message.run) : runner.compare(message.compare, signal)
  }

  /** What cannot be followed now: nothing is written under a key that has gone. */
  const follow = async () => void (await (await opened)?.keyStore.follow())

  port.on('message', (message: ToThread) => {
    if ('answer' in message) asking.answered(message)
    else if ('stop' in message) stopping.abort()
    else if ('follow' in message)
      follow().catch((error: unknown) => log.error('keys-not-followed', { errorCode: codeOrUnknown(error) }))
    else if ('close' in message)
      void Promise.resolve(opened)
        .then((all) => all?.close())
        .finally(() => port.close())
    else
      perform(message).then(
        (done) => post({ done }),
        (error: unknown) => post({ failed: failureOf(error) }),
      )
  })
}

if (parentPort !== null) {
  // On Linux of this thread alone: a lookup that comes meanwhile goes first.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  serve(parentPort)
}
