import type pg from 'pg'
import { inSpan, type NewSpan } from './spans.ts'

type AnyQuery = (this: unknown, ...args: unknown[]) => unknown

/** Records the statements of the pool: their verb and the name that the hub has given them, never a text or a value. */
export function tracePool(pool: pg.Pool): void {
  const traced = pool as unknown as { query: AnyQuery; connect: (callback?: unknown) => unknown }
  const query: AnyQuery = traced.query.bind(pool)
  const connect = traced.connect.bind(pool)
  traced.query = recordedQuery(query)
  // The pool's own queries come with a callback.
  traced.connect = (callback) =>
    callback === undefined ? (connect() as Promise<pg.PoolClient>).then(traceClient) : connect(callback)
}

/** For as long as somebody has the connection: the pool's own queries are recorded where they are asked. */
function traceClient(client: pg.PoolClient): pg.PoolClient {
  const traced = client as unknown as { query?: AnyQuery; release: (error?: boolean | Error) => void }
  const release = traced.release.bind(client)
  traced.query = recordedQuery(client.query.bind(client))
  traced.release = (error) => {
    delete traced.query
    release(error)
  }
  return client
}

const recordedQuery = (query: AnyQuery): AnyQuery =>
  function (...args) {
    const [statement] = args
    // With a callback or as a stream there is nothing to wait for.
    if (typeof args.at(-1) === 'function' || isStream(statement)) return query(...args)
    return inSpan(spanOf(statement), async () => query(...args))
  }

const isStream = (statement: unknown): boolean =>
  typeof statement === 'object' && statement !== null && 'submit' in statement

const VERB = /^[\s(]*(select|insert|update|delete|with|begin|commit|rollback|truncate|create|alter|lock|set|copy)\b/i

function spanOf(statement: unknown): NewSpan {
  const { name, text } =
    typeof statement === 'string'
      ? { name: undefined, text: statement }
      : (statement as { name?: string; text: string })
  const verb = (VERB.exec(text)?.[1] ?? 'other').toUpperCase()
  return {
    kind: 'client',
    name: name ?? verb,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': verb,
      ...(name === undefined ? {} : { 'db.query.summary': name }),
    },
  }
}
