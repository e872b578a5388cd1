import type { Register } from '../../../src/cases/register.ts'

/** For cases that register nothing: what is mirrored into them is another matter. */
export const registersNothing: Register = {
  touched: () => false,
  make: async () => ({ registration: { stadsdelar: [], utforare: [], handlaggare: [], forslag: null }, visat: [] }),
}
