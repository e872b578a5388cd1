// Runs one command after another, each as a process of its own would: what a test hands it over the channel to its parent.
// What a command has written ends with a byte that none writes, in both streams, so that the parent knows that it has all of it.
import { run } from '../../../dist/src/commands.js'

const { stdout, stderr } = process
// Each command listens to these, and is a process of its own otherwise.
for (const one of [process, stdout, stderr]) one.setMaxListeners(0)
const endOf = (stream) => new Promise((written) => stream.write('\0', written))

process.on('message', async ({ args, env, cwd }) => {
  const code = await run(args, env, { out: stdout, err: stderr, cwd }, { syncsHere: true })
  await Promise.all([stdout, stderr].map(endOf))
  process.send(code)
})
process.once('disconnect', () => process.exit())
process.send('ready')
