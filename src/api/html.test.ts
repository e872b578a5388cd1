import { expect, test } from '@jest/globals'
import { html, renderaHtml } from './html.ts'

test('escapes every value, in text and in attributes, and leaves markup of its own alone', () => {
  const ond = `"><script>alert('x')&`
  expect(renderaHtml(html`<p title="${ond}">${ond}${html`<b>${1}</b>`}</p>`)).toBe(
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&amp;<b>1</b></p>',
  )
})

test('joins lists of markup', () => {
  const poster = ['<', '>'].map((en) => html`<li>${en}</li>`)
  expect(
    renderaHtml(
      html`<ul>
        ${poster}
      </ul>`,
    ).replaceAll(/\s/g, ''),
  ).toBe('<ul><li>&lt;</li><li>&gt;</li></ul>')
})
