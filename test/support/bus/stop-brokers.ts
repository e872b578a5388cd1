import stopPostgres from '../database/stop-postgres.ts'

export default async function stopBrokers(): Promise<void> {
  await globalThis.insynTestKafka?.stop()
  await stopPostgres()
}
