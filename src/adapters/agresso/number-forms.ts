/** The ways in which a personnummer may be written in a register, for a criterion that compares text. */
export function personnummerForms(personnummer: string, today: Date): readonly string[] {
  const [century, date, last] = [personnummer.slice(0, 2), personnummer.slice(2, 8), personnummer.slice(8)]
  // From the year a person turns a hundred, the short form has a plus sign.
  const characters = today.getFullYear() - Number(personnummer.slice(0, 4)) >= 100 ? '+' : '-'
  return [personnummer, `${century}${date}-${last}`, `${date}${characters}${last}`, `${date}${last}`]
}
