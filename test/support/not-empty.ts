/** For loops of assertions, which would pass on an empty list. */
export function notEmpty<T>(list: readonly T[]): readonly T[] {
  if (list.length === 0) throw new Error('the list is empty, so that nothing would be asserted')
  return list
}
