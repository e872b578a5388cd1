/** How the campaigns run: `npm test` runs their short forms, with `-- --whole` all of them whole (scripts/test.js). */
const FORM = process.env.INSYN_CAMPAIGNS
/** One test file at a time, for times that mean something. */
export const UNDISTURBED = FORM === 'undisturbed'
export const WHOLE = FORM === 'whole' || UNDISTURBED

/** A size of a long test: so much for whoever changes a line, so much for whoever lands it. */
export const campaign = <T>(short: T, whole: T): T => (WHOLE ? whole : short)

/** The same for what is measured in time: a file that uses this has the machine to itself when it runs whole. */
export const undisturbed = campaign
