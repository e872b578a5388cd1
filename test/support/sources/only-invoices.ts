import type { Truth } from '../../../simulators/population/truth.ts'

/** Somebody of whom no source has anything but invoices: a purpose about care opens nothing of her. */
export function onlyInvoices(people: readonly Truth[]): Truth {
  const found = people.find(
    ({ skydd, stadsdelar }) =>
      skydd === 'ingen' && Object.values(stadsdelar).every((mangder) => Object.keys(mangder).join() === 'faktura'),
  )
  if (found === undefined) throw new Error('nobody has nothing but invoices')
  return found
}
