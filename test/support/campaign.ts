/** Whether the campaigns run whole: `npm run test:campaigns` sets it, `npm test` runs their short forms. */
export const WHOLE = process.env.INSYN_CAMPAIGNS === 'whole'

/** A size of a long test: so much for whoever changes a line, so much for whoever lands it. */
export const campaign = <T>(short: T, whole: T): T => (WHOLE ? whole : short)
