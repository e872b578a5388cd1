// Chooses among the test files that Jest has found, for scripts/test.js: all or the campaigns alone, and where these run whole, those
// that measure times in a run of their own.
import { isCampaign, measuresTimes } from './test-order.js'

const { INSYN_CAMPAIGNS: form, INSYN_TESTS: kind } = process.env
const isChosen = (path) =>
  (kind === 'all' || isCampaign(path)) && (form === 'short' || measuresTimes(path) === (form === 'undisturbed'))

const choose = (paths) => ({ filtered: paths.filter(isChosen) })

// Jest requires it.
export { choose as 'module.exports' }
