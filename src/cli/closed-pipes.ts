/** How long a process that is done waits for a reader of its log. */
const LINGER_MS = 1_000

/**
 * A reader of the output that goes away, as `head` does, is no failure: what a command has begun it ends, and its exit code
 * is that of what it did.
 */
export function outliveReaders({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined)
}

/** Ends a process that is done and which only a stalled reader of stderr keeps; output of a command is waited for. */
export function leaveStalledLog({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  setInterval(() => {
    if (stdout.writableLength === 0 && stderr.writableLength > 0) process.exit()
  }, LINGER_MS).unref()
}
