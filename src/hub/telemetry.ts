import { Gauge, Registry } from 'prom-client'
import type { Config } from '../config.ts'
import { createSampling } from '../platform/sampling.ts'
import { useTracing } from '../platform/tracing/spans.ts'
import { VERSION } from '../platform/version.ts'

const SHARE = 0.1

/** What is seen of a hub from outside: metrics, and traces where the settings name a collector of them. */
export async function openTelemetry(config: Pick<Config, 'spar'>) {
  const register = new Registry()
  const workRegistry = new Registry()
  measureBuild(workRegistry, VERSION)
  const closeTracing = await openTracing(config)
  return {
    ...{ register, workRegistry, measuring: createSampling(workRegistry) },
    /** Of this process alone. */
    metrics: () => Registry.merge([register, workRegistry]).metrics(),
    close: closeTracing,
  }
}

/** Has spans of this thread recorded; gives what ends that. */
export async function openTracing({ spar: traces }: Pick<Config, 'spar'>): Promise<() => Promise<void>> {
  // Loaded only here: whoever records nothing loads nothing.
  const tracing =
    traces === undefined
      ? undefined
      : (await import('../platform/tracing/open-telemetry.ts')).startTracing({
          andel: SHARE,
          ...traces,
          version: VERSION,
        })
  useTracing(tracing)
  return async () => {
    useTracing(undefined)
    await tracing?.stop()
  }
}

/** Which build a process is: what an upgrade is followed by. */
function measureBuild(register: Registry, version: string): void {
  new Gauge({
    name: 'insyn_build_info',
    help: 'Always 1: the version of the hub, and the version of Node that runs it',
    labelNames: ['version', 'node'],
    registers: [register],
  }).set({ version, node: process.versions.node }, 1)
}
