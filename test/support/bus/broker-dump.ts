import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { kafkaJars } from '../../../simulators/kafka/jars.ts'

const run = promisify(execFile)

/** What lies on a broker's disk: Kafka's own tool opens the batches, which are compressed. */
export interface BrokerDump {
  /** A line each, with key, headers and payload. */
  readonly records: readonly string[]
  /** Every file of these topics, and of the broker's own (groups, metadata), byte for byte as latin1. */
  readonly files: readonly string[]
}

/** The folder of the partitions of a broker of the run's own; undefined where the tests use somebody else's. */
export const BROKER_DATA = process.env.INSYN_TEST_KAFKA_DATA

export async function dumpBroker(data: string, topicPrefix: string): Promise<BrokerDump> {
  const folders = (await readdir(data)).filter((name) => name.startsWith(topicPrefix) || name.startsWith('__'))
  const paths = (
    await Promise.all(
      folders.map(async (name) => (await readdir(join(data, name))).map((file) => join(data, name, file))),
    )
  ).flat()
  const segments = paths.filter((path) => path.endsWith('.log') && !path.includes('/__'))
  const tool = [
    '-cp',
    `${kafkaJars()}/*`,
    'kafka.tools.DumpLogSegments',
    '--print-data-log',
    '--files',
    segments.join(','),
  ]
  const { stdout } = await run('java', tool, { maxBuffer: 2 ** 28 })
  return {
    records: stdout.split('\n').filter((line) => line.startsWith('| offset:')),
    files: await Promise.all(paths.map((path) => readFile(path, 'latin1'))),
  }
}
