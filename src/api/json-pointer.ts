/** RFC 6901: the way to a value, step by step; the whole value is the empty pointer. */
export const pointerTo = (...steps: readonly (string | number)[]): string =>
  steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const FIELD_NAME = /^[\p{L}_$][\p{L}\p{N}_$.~/-]{0,59}$/u

/**
 * Whether an error may repeat the name of a field that the caller chose: a misspelt name is worth telling, and what a
 * caller put in the place of a name is not to come back. With fewer digits than a day of birth it holds no personnummer,
 * valid or mistyped.
 */
export const mayNameField = (name: string): boolean => FIELD_NAME.test(name) && (name.match(/\p{N}/gu)?.length ?? 0) < 6
