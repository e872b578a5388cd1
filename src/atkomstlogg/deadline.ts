import type pg from 'pg'

/**
 * Runs the steps on a connection of their own. After the deadline, which includes the wait for a connection, the
 * connection is closed, since it may hang for ever; whether its statement took effect is then unknown.
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
    // After the deadline nobody uses the connection.
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
