import { expect, test } from '@jest/globals'
import { html, renderHtml } from './html.ts'

test('escapes every value, in text and in attributes, and leaves markup of its own alone', () => {
  const evil = `"><script>alert('x')&`
  expect(renderHtml(html`<p title="${evil}">${evil}${html`<b>${1}</b>`}</p>`)).toBe(
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&amp;<b>1</b></p>',
  )
})

test('joins lists of markup', () => {
  const items = ['<', '>'].map((one) => html`<li>${one}</li>`)
  expect(
    renderHtml(
      html`<ul>
        ${items}
      </ul>`,
    ).replaceAll(/\s/g, ''),
  ).toBe('<ul><li>&lt;</li><li>&gt;</li></ul>')
})
