/** The modulus-10 check digit of the digits before it; the same rule for personnummer (10 digits) and OCR references. */
export function checkDigit(digits: string): string {
  let sum = 0
  for (let i = digits.length - 1, weight = 2; i >= 0; i--, weight = 3 - weight) {
    const product = (digits.charCodeAt(i) - 48) * weight
    sum += product > 9 ? product - 9 : product
  }
  return String((10 - (sum % 10)) % 10)
}

/** An OCR reference with length digit and check digit (variabel längd). */
export function ocrOf(base: string): string {
  const withLength = base + String((base.length + 2) % 10)
  return withLength + checkDigit(withLength)
}
