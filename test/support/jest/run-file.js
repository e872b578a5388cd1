import { AsyncLocalStorage } from 'node:async_hooks'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { ModernFakeTimers } from '@jest/fake-timers'
import runner from 'jest-circus/runner'
import { ModuleMocker } from 'jest-mock'

const require = createRequire(import.meta.url)
const TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL')
const HANDLERS = Symbol.for('EVENT_HANDLERS')

/**
 * Jest's own runner of a test file, with the modules of Node in place of Jest's: what several test files import is compiled and
 * evaluated once in each worker instead of once for each file, and tests meet one `Error` and one `Date`, as the hub does. So a test
 * file leaves nothing behind in a module that others use, and replaces no module.
 */
export default async function runFile(globalConfig, config, environment, runtime, testPath, send) {
  const timers = new ModernFakeTimers({ config, global: globalThis })
  const jest = jestOf(new ModuleMocker(globalThis), timers)
  // What the file before this one has set.
  for (const one of [TIMEOUT, HANDLERS]) delete globalThis[one]
  // Node knows where each line stands in the source, and Jest only for what it has compiled.
  delete Error.prepareStackTrace
  const { requireInternalModule, forget } = freshModules()
  const modules = {
    requireInternalModule,
    requireModule: require,
    setGlobalsForRuntime: (globals) => void (globalThis.insynJest = { ...globals, jest }),
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => import(pathToFileURL(path).href),
    enterTestCode: () => runtime.enterTestCode(),
    leaveTestCode: () => runtime.leaveTestCode(),
  }
  try {
    return await runner.default(globalConfig, config, { global: globalThis }, modules, testPath, send)
  } finally {
    timers.dispose()
    forget()
    requireUnchanged()
  }
}

/**
 * Jest's own modules are evaluated anew for each test file, and hold a context of the test that runs. Node hands every such context on
 * with every promise until it is disabled: of a run of hundreds of files that is much of its processor time.
 */
function freshModules() {
  const asyncHooks = require('node:async_hooks')
  const contexts = []
  class Forgotten extends AsyncLocalStorage {
    constructor() {
      super()
      contexts.push(this)
    }
  }
  return {
    requireInternalModule(path) {
      delete require.cache[require.resolve(path)]
      asyncHooks.AsyncLocalStorage = Forgotten
      try {
        return require(path)
      } finally {
        asyncHooks.AsyncLocalStorage = AsyncLocalStorage
      }
    },
    forget() {
      for (const context of contexts) context.disable()
    },
  }
}

const LANGUAGE =
  'Array ArrayBuffer BigInt Boolean Date Function JSON Map Math Number Object Promise Reflect RegExp Set String Symbol Uint8Array WeakMap WeakSet'.split(
    ' ',
  )

/**
 * What JavaScript itself brings, name by name. Later test files of a worker have it as an earlier one leaves it: whoever replaces or adds
 * something, as a library may that fills in what old browsers lack, hides what the hub would meet.
 */
function nativeParts() {
  const all = new Map()
  for (const name of LANGUAGE)
    for (const [place, holder = {}] of [
      [name, globalThis[name]],
      [`${name}.prototype`, globalThis[name].prototype],
    ])
      for (const [key, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(holder)))
        all.set(`${place}.${key}`, value ?? get)
  return all
}

let before = nativeParts()

function requireUnchanged() {
  const now = nativeParts()
  const changed = [...now.keys()].filter((name) => !Object.is(before.get(name), now.get(name)))
  // Only the file that did it is told of.
  before = now
  if (changed.length > 0) throw new Error(`JavaScript itself was changed: ${changed.join(', ')}`)
}

/** As much of `jest` as tests use. */
const jestOf = (mocker, timers) => ({
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
  setTimeout: (ms) => void (globalThis[TIMEOUT] = ms),
  useFakeTimers: timers.useFakeTimers.bind(timers),
  useRealTimers: timers.useRealTimers.bind(timers),
  advanceTimersByTime: timers.advanceTimersByTime.bind(timers),
  advanceTimersByTimeAsync: timers.advanceTimersByTimeAsync.bind(timers),
  setSystemTime: timers.setSystemTime.bind(timers),
})
