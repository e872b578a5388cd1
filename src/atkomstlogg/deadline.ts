import type pg from 'pg'

/**
 * Runs the steps on a connection of their own. When they are not done in time, waiting for the connection included,
 * the connection is cut: it may hang for ever, and what it was doing may or may not have been done.
 */
export async function withinDeadline<T>(
  pool: pg.Pool,
  milliseconds: number,
  steps: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  let connection: pg.PoolClient | undefined
  let expired = false
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      expired = true
      reject(new Error('deadline'))
    }, milliseconds)
  })
  const connecting = pool.connect().then((client) => {
    // Too late: nobody waits for it any more.
    if (expired) client.release()
    return client
  })
  try {
    connection = await Promise.race([connecting, deadline])
    // The query in flight reports a lost connection; the event of the same loss would otherwise end the process.
    connection.on('error', ignore)
    const result = await Promise.race([steps(connection), deadline])
    connection.off('error', ignore)
    connection.release()
    return result
  } catch (error) {
    connection?.release(true)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

const ignore = (): undefined => undefined
