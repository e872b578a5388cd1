/** One JSON request and its answer; anything but success throws. */
export async function request<T>(method: string, url: string, body?: object, token = ''): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  const text = await answer.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}
