import { invalid } from '../platform/checked-yaml.ts'

/** A mail server, and who is told. */
export interface SmtpOptions {
  /** `host:port`. */
  readonly adress: string
  readonly tls: 'starttls' | 'tls' | 'ingen'
  /** PEM of the authorities that sign its certificate. */
  readonly ca?: string
  readonly anvandare?: string
  readonly losenord?: string
  readonly fran: string
  readonly till: readonly string[]
}

export interface WebhookOptions {
  readonly url: string
  /** Of the signature. */
  readonly hemlighet: string
  readonly ca?: string
}

/** Where persons are told of what needs them; absent channels: nobody is. */
export interface NoticeOptions {
  readonly smtp?: SmtpOptions
  readonly webhook?: WebhookOptions
}

/** As written: keys with a default may be absent. */
export interface NoticeSettings {
  readonly smtp?: Omit<SmtpOptions, 'tls'> & Partial<Pick<SmtpOptions, 'tls'>>
  readonly webhook?: WebhookOptions
}

export const defaultedNotices = ({ smtp, webhook }: NoticeSettings = {}): NoticeOptions => ({
  ...(smtp === undefined ? {} : { smtp: { tls: 'starttls' as const, ...smtp } }),
  ...(webhook === undefined ? {} : { webhook }),
})

interface Checked {
  readonly production: boolean
  readonly meddelanden: NoticeOptions
}

/** Throws KONFIG_OGILTIG naming the file and the setting. */
export function checkNotices(file: string, { production, meddelanden: { smtp, webhook } }: Checked): void {
  if ((smtp?.anvandare === undefined) !== (smtp?.losenord === undefined))
    throw invalid(file, '/meddelanden/smtp/losenord', 'and anvandare go together: set both or none')
  if (smtp?.tls === 'ingen' && smtp.losenord !== undefined)
    throw invalid(
      file,
      '/meddelanden/smtp/tls',
      'is ingen, which would send the password in clear: set starttls or tls',
    )
  if (production && webhook !== undefined && !webhook.url.startsWith('https://'))
    throw invalid(file, '/meddelanden/webhook/url', 'must be https')
}
