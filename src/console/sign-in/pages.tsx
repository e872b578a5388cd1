import type { VNode } from 'preact'
import { PageHead } from '../frame/components.tsx'
import { ButtonLink } from '../frame/forms.tsx'
import { REFUSED, TEXTS } from './texts.ts'
import type { SignInRefusal } from './who.ts'

/** A page for somebody who has not signed in. */
export interface SignInPage {
  readonly title: string
  readonly content: VNode
  readonly status: number
}

const page = (status: number, title: string, texts: readonly string[], link: { href: string; text: string }) => ({
  status,
  title,
  content: (
    <article class="prose start">
      <PageHead title={title} />
      {texts.map((text) => (
        <p>{text}</p>
      ))}
      <p>
        <ButtonLink href={link.href} main>
          {link.text}
        </ButtonLink>
      </p>
    </article>
  ),
})

const SIGN_IN = { href: '/logga-in', text: TEXTS.signIn }
const TO_START = { href: '/', text: TEXTS.toStart }

export const refusedPage = (why: SignInRefusal, contact: string): SignInPage =>
  page(403, TEXTS.refused, [REFUSED[why], TEXTS.ask(contact), TEXTS.recorded], TO_START)

export const brokenPage = (): SignInPage => page(400, TEXTS.broken, [TEXTS.brokenText], SIGN_IN)
export const cancelledPage = (): SignInPage => page(403, TEXTS.cancelled, [TEXTS.cancelledText], SIGN_IN)
export const unavailablePage = (): SignInPage => page(503, TEXTS.unavailable, [TEXTS.unavailableText], TO_START)
export const crossSitePage = (): SignInPage => page(403, TEXTS.crossSite, [TEXTS.crossSiteText], TO_START)
export const signedOutPage = (): SignInPage => page(200, TEXTS.signedOut, [TEXTS.signedOutText], SIGN_IN)
export const onlyHerePage = (): SignInPage => page(200, TEXTS.signedOut, [TEXTS.signedOutText, TEXTS.onlyHere], SIGN_IN)

/** Its answer leads on by itself; the link is for a browser that does not follow. */
export const leavingPage = (onward: URL): SignInPage =>
  page(200, TEXTS.signedOut, [TEXTS.signedOutText, TEXTS.leaving], { href: onward.href, text: TEXTS.leave })
