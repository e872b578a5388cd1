import stopPostgres from '../database/stop-postgres.ts'
import removeState from '../hub/remove-state.ts'

export default async function stopBrokers(): Promise<void> {
  await globalThis.insynTestKafka?.stop()
  await stopPostgres()
  await removeState()
}
