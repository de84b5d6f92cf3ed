/** Frameworks of occupations as `alignment` rows name them, and the scheme that scopes and rules call them by. */
const schemes = [
  [/\bisco(-08)?\b/i, 'isco-08'],
  [/\besco\b/i, 'esco'],
] as const;

type Scheme = (typeof schemes)[number][1];

// The same few names come back with every credential.
const known = new Map<string, Scheme | undefined>();
const [mostKnown, longestKnown] = [200, 200];

/** Gives the scheme of a framework's name; undefined where it is none of occupations. */
export function occupationScheme(framework: unknown): Scheme | undefined {
  if (typeof framework !== 'string') return undefined;
  const found = known.get(framework);
  if (found || known.has(framework)) return found;
  const scheme = schemes.find(([pattern]) => pattern.test(framework))?.[1];
  if (framework.length <= longestKnown && known.size < mostKnown) known.set(framework, scheme);
  return scheme;
}
