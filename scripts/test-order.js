// The order in which jest runs test files, known without an earlier run: what takes longest first, so that the workers end
// together. Those are the campaigns, before all those that may take twenty minutes and more when they run whole, and the tests of
// whole hubs; the tests of single parts take a second or two each.
import { readFileSync, statSync } from 'node:fs'

export const isCampaign = (path) => /\/campaign\.ts'/.test(readFileSync(path, 'utf8'))

/** A campaign that must have the machine to itself when it runs whole. */
export const measuresTimes = (path) => /\bundisturbed\(/.test(readFileSync(path, 'utf8'))

/** By a time that it allows itself, in milliseconds. */
const mayTakeLong = (path) => isCampaign(path) && /\b[12]_[2-8]00_000\b/.test(readFileSync(path, 'utf8'))

export default class TestOrder {
  sort(tests) {
    const rank = ({ path }) =>
      mayTakeLong(path) ? 4 : (/\.(e2e|kafka)\.test\.ts$/.test(path) ? 2 : 0) + (isCampaign(path) ? 1 : 0)
    const all = [...tests].map((one) => ({ one, rank: rank(one), size: statSync(one.path).size }))
    return all.sort((a, b) => b.rank - a.rank || b.size - a.size).map(({ one }) => one)
  }

  cacheResults() {}
}
