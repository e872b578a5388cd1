import { spawn } from 'node:child_process'
import { Socket } from 'node:net'

/** SIGQUIT first: PostgreSQL then ends its own children. The folder comes over the pipe, to be no part of the command line. */
const SCRIPT = `
read -r folder || exit
name=\${folder##*/}
[ -n "$name" ] || exit
read -r end
pkill -QUIT -f -- "$name"
for try in 1 2 3 4 5 6 7 8 9 10; do
  pgrep -f -- "$name" >/dev/null || break
  sleep 0.1
done
pkill -KILL -f -- "$name"
rm -rf -- "$folder"`

/**
 * When this process ends, however it ends (also by SIGKILL): kills every process whose command line holds the last
 * part of the folder's name, and removes the folder. A shell in a session of its own waits for the end of a pipe that only
 * this process holds. Returns a function that does it now. The name must be unique, as mkdtemp makes it.
 */
export function cleanUpAtExit(folder: string): () => void {
  const shell = spawn('sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.on('error', () => undefined)
  shell.unref()
  const pipe = shell.stdin
  pipe.on('error', () => undefined)
  pipe.write(`${folder}\n`)
  if (pipe instanceof Socket) pipe.unref()
  return () => void pipe.end()
}
