import '../sync-thread.ts'
import { BroadcastChannel } from 'node:worker_threads'

/** The thread of a hub, which ends when the test says so. */
const channel = new BroadcastChannel('ending-thread')
channel.onmessage = (message) => {
  const { data } = message as { readonly data: 'exit' | 'throw' }
  if (data === 'exit') process.exit(3)
  setImmediate(() => {
    throw new Error('199304232383')
  })
}
channel.unref()
