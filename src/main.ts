#!/usr/bin/env node
import { run } from './cli/cli.ts'
import { leaveStalledLog, outliveReaders } from './cli/closed-pipes.ts'

outliveReaders(process)

// What nobody has caught ends the process; its message stays unsaid, since it may quote what it was handed.
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    const frames =
      error instanceof Error ? (error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []) : []
    process.stderr.write(
      `insyn: unexpected ${error instanceof Error ? error.name : typeof error}\n${frames.join('\n')}\n`,
    )
    process.exit(1)
  })

process.exitCode = await run(process.argv.slice(2), process.env, {
  out: process.stdout,
  err: process.stderr,
  cwd: process.cwd(),
})
leaveStalledLog(process)
