// Unions, places without a government and codes for tests, which the language data names beside countries.
const notCountries = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

let codes: readonly string[] | undefined;

/** Gives every country's ISO 3166-1 alpha-2 code, as the language data of the platform knows them. */
export function countryCodes(): readonly string[] {
  // Asked for once, and not before it is needed: of all that a service loads nothing takes longer.
  codes ??= readCodes();
  return codes;
}

function readCodes(): readonly string[] {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  return (
    letters
      .flatMap((first) => letters.map((second) => first + second))
      // A code that was given up stands for its successor there.
      .filter((code) => english.of(code) && !notCountries.has(code) && new Intl.Locale(`und-${code}`).region === code)
  );
}

/** Every country with its name in a language, in the order of that language. */
export function countriesIn(language: string): (readonly [code: string, name: string])[] {
  const names = new Intl.DisplayNames([language, 'en'], { type: 'region' });
  const collator = new Intl.Collator(language);
  return countryCodes()
    .map((code) => [code, names.of(code) ?? code] as const)
    .sort(([, a], [, b]) => collator.compare(a, b));
}
