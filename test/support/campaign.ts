import { test } from '@jest/globals'

/** Whether the campaigns run whole: `npm run test:campaigns` sets it, `npm test` runs their short forms. */
export const WHOLE = process.env.INSYN_CAMPAIGNS === 'whole'

/** A size of a long test: so much for whoever changes a line, so much for whoever lands it. */
export const campaign = <T>(short: T, whole: T): T => (WHOLE ? whole : short)

/** The same for what is measured in time: a file that uses this has the machine to itself when it runs whole. */
export const undisturbed = campaign

/** A test without a size, which no later one builds on: `npm test` has run all of it, and whole campaigns leave it out. */
export const unsized = WHOLE ? test.skip : test
