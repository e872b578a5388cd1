// Which of the test files that jest has found run in this run of scripts/test.js: when campaigns run whole, those that measure times
// have a run of their own.
import { isCampaign, measuresTimes } from './test-order.js'

const { INSYN_CAMPAIGNS: form, INSYN_TESTS: kind } = process.env
const isChosen = (path) =>
  (kind === 'all' || isCampaign(path)) && (form === 'short' || measuresTimes(path) === (form === 'undisturbed'))

const choose = (paths) => ({ filtered: paths.filter(isChosen) })

// Jest requires it.
export { choose as 'module.exports' }
