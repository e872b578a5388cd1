// What a page does beyond HTML. Every part is an aid: without this file all pages work, by links and forms alone.
// Nothing is kept between pages, and nothing of a page is stored.

// Dialogs: a link with data-dialog opens the dialog of that id in place of the page that it leads to.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('[data-dialog]') : null
  const dialog = link === null ? null : document.getElementById(link.dataset.dialog)
  if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  openDialog(dialog, link)
})

/** The focus returns to what opened the dialog. */
function openDialog(dialog, opener) {
  if (dialog.open) return
  dialog.addEventListener('close', () => opener.focus(), { once: true })
  dialog.showModal()
}

// Shortcuts: Alt and a letter, as the list of the page says. A letter alone does nothing.
const targets = new Map(
  [...document.querySelectorAll('#shortcuts [data-key]')].map(({ dataset }) => [
    dataset.key.toLowerCase(),
    dataset.target,
  ]),
)
document.addEventListener('keydown', (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return
  const id = targets.get(letterOf(event))
  const target = id === undefined ? null : document.getElementById(id)
  if (target === null) return
  event.preventDefault()
  if (target.matches('a, button, summary')) target.click()
  else {
    // Marks the panel (:target) and leaves no step in the history.
    history.replaceState(history.state, '', `#${id}`)
    target.scrollIntoView()
    target.focus()
  }
})

/** On some keyboards Alt changes the character; the place of the key does not change. */
function letterOf({ key, code, shiftKey }) {
  if (key === '?' || (shiftKey && (code === 'Minus' || code === 'Slash'))) return '?'
  return (/^Key([A-Z])$/.exec(code)?.[1] ?? key).toLowerCase()
}

// In a form with data-enter Enter sends it from a list of choices too, as from every other field; Space opens the list.
document.addEventListener('keydown', (event) => {
  const { key, target, altKey } = event
  if (key !== 'Enter' || altKey || !(target instanceof HTMLSelectElement)) return
  if (target.form?.dataset.enter === undefined) return
  event.preventDefault()
  target.form.requestSubmit()
})

// Copying: a button with data-copy copies that text, and says so.
document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
  if (button === null) return
  event.preventDefault()
  await navigator.clipboard.writeText(button.dataset.copy)
  say(button.dataset.copied ?? 'Kopierat')
})

// One live region, at most one sentence in five seconds: the newest.
const SILENCE_MS = 5000
const region = document.createElement('p')
region.className = 'hidden'
region.setAttribute('role', 'status')
document.body.append(region)
let spokenAt = -SILENCE_MS
let waiting
function say(sentence) {
  clearTimeout(waiting)
  const wait = Math.max(0, spokenAt + SILENCE_MS - performance.now())
  waiting = setTimeout(() => {
    spokenAt = performance.now()
    region.textContent = sentence
  }, wait)
}

// Live parts: an element with data-events takes pieces of HTML that the server made for this page, each for the element with
// the id that the piece itself has. `say` is read out, `reload` loads the page anew.
const REFUSED_MS = 15_000
for (const element of document.querySelectorAll('[data-events]')) follow(element)

function follow(element) {
  const source = new EventSource(element.dataset.events)
  source.addEventListener('piece', ({ data }) => {
    const piece = new DOMParser().parseFromString(data, 'text/html').body.firstElementChild
    const old = piece === null ? null : document.getElementById(piece.id)
    // Who is in a part is not moved out of it; a part that an address led to has the focus itself, and keeps it.
    const focused = document.activeElement
    if (old === null || (old !== focused && old.contains(focused))) return
    for (const { id } of old.querySelectorAll('details[id][open]'))
      piece.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '')
    if (old.isEqualNode(piece)) return
    old.replaceWith(document.adoptNode(piece))
    if (old === focused) document.getElementById(piece.id).focus({ preventScroll: true })
  })
  source.addEventListener('say', ({ data }) => say(data))
  source.addEventListener('reload', reload)
  source.addEventListener('end', () => source.close())
  // Refused: whoever is no longer signed in is asked to; a hub that is away is asked again.
  source.addEventListener('error', async () => {
    if (source.readyState !== EventSource.CLOSED) return
    // Not the page: to ask for that is to see it once more.
    const asking = new AbortController()
    const status = await fetch(element.dataset.events, { signal: asking.signal }).then(
      (answer) => answer.status,
      () => 0,
    )
    asking.abort()
    if (status === 401) reload()
    else setTimeout(() => follow(element), REFUSED_MS)
  })
  addEventListener('pagehide', () => source.close())
}

/** What somebody writes stays until it is sent or taken back. */
function reload() {
  const fields = [...document.querySelectorAll('textarea, input[type=text]')]
  if (fields.some(({ value, defaultValue }) => value !== defaultValue)) setTimeout(reload, 2000)
  else location.reload()
}

// What a form comes to: a part with data-follows names the fields that it depends on. The form's own page says it anew.
let asked = 0
document.addEventListener('change', async ({ target }) => {
  const form = target instanceof Element ? target.closest('form') : null
  const part = form?.querySelector('[data-follows]')
  const fields = part?.dataset.follows.split(' ') ?? []
  if (!fields.includes(target.name)) return
  const turn = ++asked
  const query = new URLSearchParams(fields.map((name) => [name, new FormData(form).get(name) ?? '']))
  const answer = await fetch(`${form.getAttribute('action')}?${query}`)
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const text = page.querySelector('[data-follows]')?.textContent
  if (!answer.ok || text === undefined || turn !== asked) return
  part.textContent = text
  say(text)
})

// A form that was sent is not sent twice by an impatient hand.
const USABLE_MS = 5000
document.addEventListener('submit', ({ target, submitter }) => {
  if (target.method === 'dialog' || submitter?.formMethod === 'dialog' || target.dataset.extend !== undefined) return
  if (target.dataset.sent !== undefined) return
  target.dataset.sent = ''
  // What was sent may have given a file: the page stays, and is usable again.
  setTimeout(() => usable(target), USABLE_MS)
  setTimeout(() => {
    if (submitter !== null) submitter.setAttribute('aria-disabled', 'true')
  })
})
document.addEventListener(
  'submit',
  (event) => {
    if (event.target.dataset.sent !== undefined) event.preventDefault()
  },
  true,
)
// A page that the browser kept (back) is usable again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) usable(form)
})
function usable(form) {
  delete form.dataset.sent
  for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled')
}

// A view of a person closes by itself when nobody works in it: it asks first, and one key keeps it open. Work in the page
// renews it at the server too, at most once a minute; nothing is looked up by that.
const clock = document.querySelector('[data-closes]')
if (clock !== null) {
  const closes = Number(clock.dataset.closes) * 1000
  const warns = Number(clock.dataset.warns) * 1000
  const dialog = document.getElementById('closing')
  const extendForm = document.querySelector('form[data-extend]')
  const left = clock.querySelector('[data-left]')
  const bar = clock.querySelector('progress')
  let renewedAt = Date.now()
  const gone = () => location.replace(clock.dataset.closed)

  const extend = async () => {
    renewedAt = Date.now()
    show()
    const answer = await fetch(extendForm.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(extendForm)),
    })
    if (answer.status !== 204) gone()
  }
  const show = () => {
    const remaining = renewedAt + closes - Date.now()
    if (remaining <= 0) return gone()
    const minutes = Math.ceil(remaining / 60_000)
    bar.value = minutes
    const text = left.dataset.left.replace('#', String(minutes))
    if (left.textContent !== text) left.textContent = text
    if (remaining <= warns && !dialog.open) openDialog(dialog, document.activeElement ?? document.body)
    if (remaining > warns && dialog.open) dialog.close()
  }
  setInterval(show, 1000)
  document.addEventListener('visibilitychange', show)
  document.addEventListener('submit', async (event) => {
    if (!event.target.matches('form[data-extend]')) return
    event.preventDefault()
    await extend()
    say(event.target.dataset.said)
  })
  for (const kind of ['keydown', 'pointerdown'])
    document.addEventListener(kind, () => {
      const since = Date.now() - renewedAt
      if (!dialog.open && since > 60_000 && since < closes) void extend()
    })
  // What the browser kept of a page that was left is looked up anew, or is closed.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
}

// While the sources are read every age says so; the page that comes replaces this one.
document.addEventListener('submit', ({ target, defaultPrevented }) => {
  const template = target.dataset.live === undefined ? null : document.getElementById(target.dataset.live)
  if (template === null || defaultPrevented) return
  for (const age of document.querySelectorAll('[data-age]')) age.replaceChildren(template.content.cloneNode(true))
  say(target.dataset.said)
})

// A form whose answer belongs in the page: the piece with that id of the page that answers takes the place of the one here.
document.addEventListener('submit', async (event) => {
  const { target: form, submitter } = event
  const id = form.dataset.piece
  if (id === undefined || event.defaultPrevented) return
  event.preventDefault()
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form, submitter)),
    })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const piece = page.getElementById(id)
    if (piece === null) throw new Error('the answer has no such piece')
    document.getElementById(id).replaceWith(document.adoptNode(piece))
    say(piece.textContent)
  } catch {
    form.submit()
  }
  delete form.dataset.sent
  submitter?.removeAttribute('aria-disabled')
})
