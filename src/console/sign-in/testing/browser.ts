interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
}

export interface BrowserAnswer {
  readonly status: number
  readonly url: string
  readonly headers: Headers
  readonly text: string
}

/** Keeps cookies as a browser does for one host, and follows redirects as one when it is asked to. */
export class Browser {
  #cookies: Cookie[] = []
  /** Every address that was asked for, in order. */
  readonly asked: string[] = []

  cookies(): readonly Cookie[] {
    return this.#cookies
  }

  cookie(name: string): string | undefined {
    return this.#cookies.find((one) => one.name === name)?.value
  }

  put(name: string, value: string): void {
    this.#keep({ name, value, path: '/' })
  }

  forget(name: string): void {
    this.#cookies = this.#cookies.filter((one) => one.name !== name)
  }

  /** A browser with the same cookies: a second tab, or a thief. */
  copy(): Browser {
    const other = new Browser()
    other.#cookies = [...this.#cookies]
    return other
  }

  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<BrowserAnswer> {
    return this.#send(url, { headers: { ...NAVIGATION, ...headers } })
  }

  post(
    url: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = SAME_ORIGIN,
  ): Promise<BrowserAnswer> {
    return this.#send(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { ...NAVIGATION, ...headers },
    })
  }

  /** Follows redirects from an answer until a page comes. */
  async follow(answer: BrowserAnswer): Promise<BrowserAnswer> {
    let last = answer
    for (let hops = 0; hops < 15; hops++) {
      const place = last.headers.get('location')
      if (place === null) return last
      last = await this.get(new URL(place, last.url).href, { 'sec-fetch-site': 'cross-site' })
    }
    throw new Error(`redirected again and again, last to ${last.url}`)
  }

  async #send(url: string, init: RequestInit): Promise<BrowserAnswer> {
    this.asked.push(url)
    const { pathname } = new URL(url)
    const cookie = this.#cookies
      .filter(({ path }) => pathname === path || path === '/' || pathname.startsWith(`${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const headers = { ...init.headers, ...(cookie === '' ? {} : { cookie }) }
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const text of answer.headers.getSetCookie()) this.#take(text, pathname)
    return { status: answer.status, url, headers: answer.headers, text: await answer.text() }
  }

  #take(text: string, pathname: string): void {
    const [pair = '', ...attributes] = text.split(/; */)
    const place = pair.indexOf('=')
    const attribute = (name: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
    const cookie = { name: pair.slice(0, place), value: pair.slice(place + 1), path: attribute('path') ?? pathname }
    const expires = attribute('expires')
    if (attribute('max-age') === '0' || (expires !== undefined && new Date(expires) <= new Date()))
      this.#cookies = this.#cookies.filter(({ name, path }) => name !== cookie.name || path !== cookie.path)
    else this.#keep(cookie)
  }

  #keep(cookie: Cookie): void {
    this.#cookies = this.#cookies.filter(({ name, path }) => name !== cookie.name || path !== cookie.path)
    this.#cookies.push(cookie)
  }
}

const NAVIGATION = { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }
