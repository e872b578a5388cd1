import nodemailer from 'nodemailer'
import type { SmtpOptions } from '../../config/notice-options.ts'
import type { Notice, NoticeChannel } from '../../operations/notices/notice.ts'

const ANSWER_MS = 10_000

/** By mail to a relay of the city's own; the same notice has the same Message-ID whenever it is sent again. */
export function createMailChannel({ adress, tls, ca, anvandare, losenord, fran, till }: SmtpOptions): NoticeChannel {
  const { hostname: host, port } = new URL(`smtp://${adress}`)
  const transport = nodemailer.createTransport({
    host,
    port: Number(port),
    secure: tls === 'tls',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'ingen',
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...(anvandare === undefined || losenord === undefined ? {} : { auth: { user: anvandare, pass: losenord } }),
    ...{ connectionTimeout: ANSWER_MS, greetingTimeout: ANSWER_MS, socketTimeout: ANSWER_MS },
    // A text is all that is ever sent.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  return {
    name: 'smtp',
    async send(notice) {
      await transport.sendMail({
        ...{ from: fran, to: [...till], subject: subjectOf(notice), text: textOf(notice) },
        messageId: `<${notice.id}@${notice.installation}>`,
        date: new Date(notice.skapad),
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    },
    close: () => transport.close(),
  }
}

function subjectOf({ installation, handelser }: Notice): string {
  const [first, ...others] = handelser
  return `${installation}: ${first?.rubrik ?? ''}${others.length === 0 ? '' : ` och ${others.length} till`}`
}

const textOf = ({ handelser }: Notice): string =>
  `${handelser
    .map(({ rubrik, kod, lank }) => `${rubrik}\nKod: ${kod}\n${lank === undefined ? '' : `${lank}\n`}`)
    .join('\n')}\nMeddelandet är skapat av Insyn och innehåller inga personuppgifter. Det går inte att svara på.\n`
