import { join } from 'node:path'
import type { Caller } from '../../src/access/caller.ts'
import { isRefused } from '../../src/access/outcome.ts'
import { discloseThrough } from '../../src/atkomstlogg/disclose.ts'
import { readManifest } from '../../src/mapping/load-manifests.ts'
import { readPolicy } from '../../src/policy/load-policy.ts'
import { createSearch } from '../../src/review/search/search.ts'
import type { Loggsokning } from '../../src/review/search/search-schema.ts'
import { postgresSearch } from '../../src/review/search/search-store.ts'
import { LOGS } from './search-records.ts'
import type { openLog } from './stored-log.ts'

export type Asked = Omit<Loggsokning, 'skal'>

/** The searches of an officer who reads every log: the answer, once the records of the search are durable in each of them. */
export function officerOf({ config, store, writer }: Awaited<ReturnType<typeof openLog>>) {
  const { pool, keys } = store
  const policy = readPolicy(config.folder, readManifest(join(config.folder, 'tittbehorighet')), config)
  const officer: Caller = {
    ...{ utfardare: 'inloggning', slutanvandare: 'eva', identitet: 'token', klient: 'konsol', ownRef: null },
    ...{ roller: ['sakerhetsansvarig'], loggar: [...LOGS, 'insyn'] },
  }
  const search = createSearch({ policy, keys, clock: () => new Date(), search: postgresSearch(pool) })
  const disclose = discloseThrough(writer)
  return async (asked: Asked) => {
    const outcome = await search({ skal: 'Mätning', ...asked }, officer)
    if (isRefused(outcome)) throw new Error(`refused: ${outcome.refused.kod}`)
    return disclose(outcome, (body) => body)
  }
}
