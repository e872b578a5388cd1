import { join } from 'node:path'
import { type KafkaCluster, startKafka } from '../../../simulators/kafka/cluster.ts'
import { hasJava } from '../../../simulators/kafka/jars.ts'
import startPostgres from '../database/start-postgres.ts'
import prepareState from '../hub/prepare-state.ts'

declare global {
  var insynTestKafka: KafkaCluster | undefined
}

/**
 * The cluster that KAFKA_BROKERS names, or a broker of the run's own. With neither, the suites say that they did not run;
 * where INSYN_KRAV_KAFKA is set that is a failure.
 */
export default async function startBrokers(): Promise<void> {
  const prepared = startPostgres().then(prepareState)
  const [brokers] = await Promise.all([process.env.KAFKA_BROKERS ?? ownBroker(), prepared])
  process.env.INSYN_TEST_KAFKA = brokers
}

async function ownBroker(): Promise<string> {
  if (hasJava()) {
    globalThis.insynTestKafka = await startKafka()
    process.env.INSYN_TEST_KAFKA_DATA = join(globalThis.insynTestKafka.folder, '0/data')
    return globalThis.insynTestKafka.brokers.join(',')
  }
  const missing = 'KAFKA SUITES DID NOT RUN: they need Java 17 and Maven, or a cluster in KAFKA_BROKERS'
  if (process.env.INSYN_KRAV_KAFKA === '1') throw new Error(missing)
  process.stderr.write(`\n${missing}\n\n`)
  return ''
}
