/** Frameworks of occupations as `alignment` rows name them, and the scheme that scopes and rules call them by. */
const schemes = [
  [/\bisco(-08)?\b/i, 'isco-08'],
  [/\besco\b/i, 'esco'],
] as const;

/** Gives the scheme of a framework's name; undefined where it is none of occupations. */
export const occupationScheme = (framework: unknown): 'isco-08' | 'esco' | undefined =>
  schemes.find(([pattern]) => pattern.test(String(framework ?? '')))?.[1];
