/** The monitoring of a hub with the demo's settings. */
export const MONITORING = { authorization: 'Bearer for-the-demo-alone' }

export const metricsOf = async (address: string): Promise<string> => {
  const answer = await fetch(`${address}/metrics`, { headers: MONITORING })
  if (answer.status !== 200) throw new Error(`the metrics were answered with ${answer.status}`)
  return answer.text()
}
