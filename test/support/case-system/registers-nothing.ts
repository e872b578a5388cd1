import type { Registrera } from '../../../src/cases/register.ts'

/** For cases that register nothing: what is mirrored into them is another matter. */
export const registrerarInget: Registrera = {
  rors: () => false,
  gor: async () => ({ registrering: { stadsdelar: [], utforare: [], handlaggare: [], forslag: null }, visat: [] }),
}
