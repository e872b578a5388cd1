/** The ways in which a personnummer may be written in a register, for a criterion that compares text. */
export function personnummerformer(personnummer: string, idag: Date): readonly string[] {
  const [sekel, datum, sista] = [personnummer.slice(0, 2), personnummer.slice(2, 8), personnummer.slice(8)]
  // From the year a person turns a hundred, the short form has a plus sign.
  const tecken = idag.getFullYear() - Number(personnummer.slice(0, 4)) >= 100 ? '+' : '-'
  return [personnummer, `${sekel}${datum}-${sista}`, `${datum}${tecken}${sista}`, `${datum}${sista}`]
}
