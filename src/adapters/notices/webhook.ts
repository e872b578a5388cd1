import { createHmac } from 'node:crypto'
import { Agent, fetch } from 'undici'
import type { WebhookOptions } from '../../config/notice-options.ts'
import { InsynError } from '../../errors.ts'
import type { NoticeChannel } from '../../operations/notices/notice.ts'

/**
 * As JSON to an address. The signature is HMAC-SHA-256 over the time, a full stop and the body, so that whoever receives can tell
 * who sent it and refuse what is old.
 */
export function createWebhookChannel(
  { url, hemlighet, ca }: WebhookOptions,
  clock: () => Date = () => new Date(),
): NoticeChannel {
  const dispatcher = new Agent({ connect: ca === undefined ? {} : { ca } })
  return {
    name: 'webhook',
    async send(notice, signal) {
      const body = JSON.stringify(notice)
      const time = Math.floor(clock().getTime() / 1000)
      const signature = createHmac('sha256', hemlighet).update(`${time}.${body}`).digest('hex')
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        ...{ dispatcher, signal, body },
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': notice.id,
          'Insyn-Signature': `t=${time},v1=${signature}`,
        },
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new InsynError('MALSYSTEM_NEKAR', `status ${answer.status}`)
    },
    close: () => void dispatcher.close(),
  }
}
