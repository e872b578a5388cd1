import { expect, test } from '@jest/globals'
import { checkNotices, defaultedNotices, type NoticeSettings } from './notice-options.ts'

const SMTP = { adress: 'smtp.stad.example:587', fran: 'insyn@stad.example', till: ['drift@stad.example'] }
const checking =
  (settings: NoticeSettings, production = true) =>
  () =>
    checkNotices('insyn.yaml', { production, meddelanden: defaultedNotices(settings) })

test('mail goes over TLS unless the settings say otherwise, and without the setting nobody is told', () => {
  expect(defaultedNotices({ smtp: SMTP }).smtp?.tls).toBe('starttls')
  expect(defaultedNotices(undefined)).toEqual({})
  expect(checking({})).not.toThrow()
})

test.each([
  ['a user without a password', { smtp: { ...SMTP, anvandare: 'insyn' } }, '/meddelanden/smtp/losenord'],
  [
    'a password in clear',
    { smtp: { ...SMTP, tls: 'ingen', anvandare: 'insyn', losenord: 'x' } },
    '/meddelanden/smtp/tls',
  ],
  ['a webhook in clear', { webhook: { url: 'http://x.example', hemlighet: 'x' } }, '/meddelanden/webhook/url'],
] as const)('%s is refused by the name of the setting', (_, settings, pointer) => {
  expect(checking(settings)).toThrow(pointer)
})

test('a receiver on this machine may be tried without TLS outside of production', () => {
  expect(checking({ webhook: { url: 'http://127.0.0.1:1', hemlighet: 'x' } }, false)).not.toThrow()
})
