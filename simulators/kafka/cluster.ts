import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { freePorts } from '../free-ports.ts'
import { cleanUpAtExit } from '../watchdog.ts'
import { kafkaJars } from './jars.ts'

/** Real brokers on this machine, in KRaft's combined mode, each with a data folder of its own. */
export interface KafkaCluster {
  /** `host:port` of each, dead ones as well. */
  readonly brokers: readonly string[]
  /** Where the brokers' data lies: `<folder>/<number>/data`. */
  readonly folder: string
  /** Whichever is asked for, from 0. SIGKILL: nothing is handed over. */
  kill(broker: number): Promise<void>
  /** Starts a killed one on what it had; resolves when the cluster counts it again. */
  restart(broker: number): Promise<void>
  stop(): Promise<void>
}

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg'
const HOST = '127.0.0.1'
const START_MS = 60_000
/** For a program that runs for seconds or minutes: nothing that pays only later. */
const QUICK = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** Starts brokers on free ports, or on `port` when there is one; resolves when groups can be joined. */
export async function startKafka({
  brokers = 1,
  port,
  settings = {},
}: {
  brokers?: number
  port?: number
  settings?: Readonly<Record<string, string | number>>
} = {}): Promise<KafkaCluster> {
  const jars = kafkaJars()
  const folder = await mkdtemp(join(tmpdir(), 'insyn-kafka-'))
  const cleanUp = cleanUpAtExit(folder)
  const ports = await freePorts(2 * brokers)
  const addresses = ports.slice(0, brokers)
  if (port !== undefined) addresses[0] = port
  const controllers = ports.slice(brokers)
  const running: (ChildProcess | undefined)[] = []
  const properties = addresses.map((_, n) =>
    prepare(jars, join(folder, String(n)), n, addresses, controllers, settings),
  )

  const launch = (n: number) => (running[n] = launchBroker(jars, join(folder, String(n)), properties[n] ?? ''))
  const kill = async (n: number) => {
    const broker = running[n]
    running[n] = undefined
    if (broker === undefined || broker.exitCode !== null || broker.signalCode !== null) return
    broker.kill('SIGKILL')
    await once(broker, 'exit')
  }
  const names = addresses.map((one) => `${HOST}:${one}`)
  const stop = async () => {
    await Promise.all(running.map((_, n) => kill(n)))
    await rm(folder, { recursive: true, force: true })
    cleanUp()
  }
  const ready = (alive: number) => untilReady(names, alive, () => requireAlive(running, folder))
  addresses.forEach((_, n) => launch(n))
  try {
    await ready(brokers)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    brokers: names,
    folder,
    kill,
    async restart(n) {
      launch(n)
      await ready(running.filter((broker) => broker !== undefined).length)
    },
    stop,
  }
}

/** Short sessions, so that what hangs on a dead broker goes on in seconds; and a cleaner that does not wait. */
function prepare(
  jars: string,
  folder: string,
  n: number,
  ports: readonly number[],
  controllers: readonly number[],
  more: Readonly<Record<string, string | number>>,
) {
  mkdirSync(folder)
  const replicas = Math.min(3, ports.length)
  const file = join(folder, 'server.properties')
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': n + 1,
    'controller.quorum.voters': controllers.map((port, at) => `${at + 1}@${HOST}:${port}`).join(','),
    listeners: `PLAINTEXT://${HOST}:${ports[n]},CONTROLLER://${HOST}:${controllers[n]}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': Math.min(2, replicas),
    'transaction.state.log.num.partitions': 3,
    'group.initial.rebalance.delay.ms': 0,
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'replica.lag.time.max.ms': 5_000,
    'log.cleaner.backoff.ms': 500,
    ...more,
  }
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const format = [...QUICK, '-cp', `${jars}/*`, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file]
  const { status, stderr } = spawnSync('java', format, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`a broker's folder cannot be prepared:\n${stderr}`)
  return file
}

const outputOf = (folder: string): string => join(folder, 'output.log')

function launchBroker(jars: string, folder: string, properties: string): ChildProcess {
  const output = openSync(outputOf(folder), 'a')
  const java = ['-Xmx512m', ...QUICK, '-cp', `${jars}/*`, 'kafka.Kafka', properties]
  const broker = spawn('java', java, { stdio: ['ignore', output, output] })
  closeSync(output)
  return broker
}

function requireAlive(brokers: readonly (ChildProcess | undefined)[], folder: string): void {
  const ended = brokers.findIndex((broker) => broker !== undefined && broker.exitCode !== null)
  if (ended === -1) return
  const said = readFileSync(outputOf(join(folder, String(ended))), 'utf8')
  throw new Error(`broker ${ended} has ended:\n${said.slice(-2_000)}`)
}

/** The first use of a group makes the brokers put up a topic of their own, which takes a while. */
async function untilReady(brokers: readonly string[], alive: number, requireAlive: () => void): Promise<void> {
  const kafka = new Kafka({
    clientId: 'start',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  })
  const deadline = Date.now() + START_MS
  for (;;) {
    requireAlive()
    const admin = kafka.admin()
    try {
      await admin.connect()
      const { brokers: counted } = await admin.describeCluster()
      if (counted.length !== alive) throw new Error(`${counted.length} of ${alive} brokers are up`)
      await admin.fetchOffsets({ groupId: 'start' })
      return
    } catch (error) {
      if (Date.now() > deadline) throw new Error('the brokers do not start', { cause: error })
      await delay(200)
    } finally {
      await admin.disconnect().catch(() => undefined)
    }
  }
}
