interface Check {
  readonly file: string
  readonly keys: readonly string[]
  readonly checkpoints?: readonly string[]
}

export function verifyFile(check: Check): Promise<{ readonly ok: boolean }>
