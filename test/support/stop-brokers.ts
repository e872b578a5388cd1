import stopPostgres from './stop-postgres.ts'

export default async function stopBrokers(): Promise<void> {
  await globalThis.insynTestKafka?.stop()
  await stopPostgres()
}
