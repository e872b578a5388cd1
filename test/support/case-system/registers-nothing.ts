import { REGISTERS_NOTHING, type Registrations } from '../../../src/cases/registration.ts'

/** For cases that register nothing: what is mirrored into them is another matter. */
export const registersNothing: Registrations = {
  dependsOn: () => false,
  make: async () => ({ registration: REGISTERS_NOTHING, visat: [] }),
}
