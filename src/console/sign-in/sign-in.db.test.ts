import { expect, test } from '@jest/globals'
import { Browser } from './testing/browser.ts'
import { OWN_NUMBER, useSignIn } from './testing/use-sign-in.ts'

const hub = useSignIn()

test('whoever chooses a person gets in, where they were going, and a record says so', async () => {
  const browser = await hub.signIn('sara.lind', new Browser(), '/hem/a?b=c')
  expect(browser.page.text).toBe('hem Sara Lind /hem/a?b=c')
  expect(await hub.who(browser)).toMatchObject({
    name: 'Sara Lind',
    caller: {
      slutanvandare: 'sara.lind',
      identitet: 'token',
      utfardare: 'inloggning',
      klient: 'konsol-demo',
      roller: ['aldre-direkt'],
      ownRef: hub.keys.personRef(OWN_NUMBER),
    },
  })
  expect(hub.records()).toEqual([
    {
      ...{ logg: 'insyn', handelse: 'inloggning', orsak: 'inloggad', utfall: 'tomt' },
      ...{ slutanvandare: 'sara.lind', utfardare: 'inloggning', roll: 'aldre-direkt' },
    },
  ])
})
