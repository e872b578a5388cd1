/** Of all projects: what was not started is not stopped. */
export default async function tearDown() {
  const { default: stop } = await import('../bus/stop-brokers.ts')
  await stop()
}
