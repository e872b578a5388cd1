/** The modulus-10 check digit of the digits before it; the same rule for personnummer (10 digits) and OCR references. */
export function kontrollsiffra(siffror: string): string {
  let summa = 0
  for (let i = siffror.length - 1, vikt = 2; i >= 0; i--, vikt = 3 - vikt) {
    const produkt = (siffror.charCodeAt(i) - 48) * vikt
    summa += produkt > 9 ? produkt - 9 : produkt
  }
  return String((10 - (summa % 10)) % 10)
}

/** An OCR reference with length digit and check digit (variabel längd). */
export function ocrAv(bas: string): string {
  const medLangd = bas + String((bas.length + 2) % 10)
  return medLangd + kontrollsiffra(medLangd)
}
