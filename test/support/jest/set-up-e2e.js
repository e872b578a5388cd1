// Jest loads this one by itself, and it the TypeScript by Node's modules.
export default async function setUp() {
  const { default: start } = await import('../hub/prepare-state.ts')
  await start()
}
