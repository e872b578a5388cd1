/** The code by which Node (`ENOENT`) or the database (SQLSTATE) names a failure: all that may be said of it aloud. */
export function failureCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
