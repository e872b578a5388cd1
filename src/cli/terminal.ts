/** Where a command writes and from where it counts its paths. */
export interface Terminal {
  readonly out: NodeJS.WriteStream
  readonly err: NodeJS.WriteStream
  readonly cwd: string
}
