// `npm run kafka`: a broker for trying the hub out, until Ctrl-C. What it holds is gone with it.
import { buildIfStale } from './build.js'

await buildIfStale()
const { startKafka } = await import('../dist/simulators/kafka/cluster.js')
const { hasJava } = await import('../dist/simulators/kafka/jars.js')

if (hasJava()) await run()
else {
  console.error('insyn: a broker needs Java 17 and Maven on the path')
  process.exitCode = 1
}

async function run() {
  const cluster = await startKafka({ port: Number(process.env.INSYN_KAFKA_PORT ?? 9092) })
  const env = `KAFKA_BROKERS=${cluster.brokers.join(',')}`
  console.log(`Kafka listens. In another terminal, so that what changes goes over it:

${env} npm start

Ctrl-C stops it and forgets what it held.`)
  await new Promise((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stopped)
  })
  await cluster.stop()
}
