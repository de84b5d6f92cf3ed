import { type Agreement, modes, type OccupationCode, type Region, type Rule } from '@symbolon/contexts/agreements';

/** Countries of one side of a rule; `any` for `*`. */
export type Countries = ReadonlySet<string> | 'any';

export type Entry = { agreement: Agreement; rule: Rule; from: Countries; to: Countries; betweenParties: boolean };

/** Rules laid out so that a question looks at those that can concern it, however many there are. */
export type RuleBook = {
  /** Entries for a destination and any of the occupations; all of the destination where no occupation is given. */
  find(destination: string, occupations: readonly OccupationCode[] | undefined): Entry[];
};

const anyCountry = '*';
const anyOccupation = '';

/**
 * Lays out agreements by destination and occupation. An agreement whose existence was not read at a source gives no answers and is left
 * out, as is a rule with a member or a mode that is not known here: a limit that is not understood must not be taken for none. Throws `Error` where a rule names a region that is not among `regions`: the data is wrong, not the question.
 */
export function compileRules(agreements: readonly Agreement[], regions: readonly Region[]): RuleBook {
  const members = new Map(regions.map(({ id, members }) => [id, members]));
  const countries = (names: readonly string[]): Countries => {
    if (names.includes(anyCountry)) return 'any';
    return new Set(
      names.flatMap((name) => {
        if (/^[A-Z]{2}$/.test(name)) return [name];
        const known = members.get(name);
        if (!known) throw new Error(`No region has the id "${name}".`);
        return known;
      }),
    );
  };
  const index = new Map<string, Map<string, Entry[]>>();
  const put = (destination: string, code: string, entry: Entry) => {
    const byCode = index.get(destination) ?? new Map<string, Entry[]>();
    index.set(destination, byCode);
    const entries = byCode.get(code) ?? [];
    byCode.set(code, entries);
    entries.push(entry);
  };
  for (const agreement of agreements) {
    if (agreement.evidence !== 'read at source') continue;
    for (const rule of agreement.rules.filter(isUnderstood)) {
      const entry: Entry = {
        agreement,
        rule,
        from: countries(rule.from ?? agreement.parties),
        to: countries(rule.to ?? agreement.parties),
        betweenParties: !rule.from && !rule.to,
      };
      const codes = new Set(rule.occupations?.map(groupOf) ?? [anyOccupation]);
      for (const destination of entry.to === 'any' ? [anyCountry] : entry.to)
        for (const code of codes) put(destination, code, entry);
    }
  }
  return {
    find(destination, occupations) {
      const found = new Set<Entry>();
      const codes = occupations && codesAbove(occupations);
      for (const place of [destination, anyCountry]) {
        const byCode = index.get(place);
        if (!byCode) continue;
        for (const code of codes ?? byCode.keys()) for (const entry of byCode.get(code) ?? []) found.add(entry);
      }
      return [...found];
    },
  };
}

// As a record, so that the compiler asks for a member that is added to rules.
const known: Record<keyof Rule, true> = {
  id: true,
  mode: true,
  purposes: true,
  from: true,
  to: true,
  occupations: true,
  qualifications: true,
  achievements: true,
  awardingBodies: true,
  listed: true,
  levels: true,
  routes: true,
  units: true,
  mustShow: true,
  measures: true,
  decision: true,
  status: true,
  validFrom: true,
  validUntil: true,
  sources: true,
};

const isUnderstood = (rule: Rule): boolean =>
  modes.includes(rule.mode) && Object.keys(rule).every((member) => Object.hasOwn(known, member));

/** ISCO-08 code under which a rule is found; a rule for an ESCO occupation stands under its unit group. */
const groupOf = ({ scheme, code }: OccupationCode) => (scheme === 'isco-08' ? code : code.slice(0, 4));

/** Every code under which a rule may stand that covers one of the occupations. */
function codesAbove(occupations: readonly OccupationCode[]): Set<string> {
  const codes = new Set([anyOccupation]);
  for (const occupation of occupations) {
    const group = groupOf(occupation);
    for (let length = 1; length <= Math.min(group.length, 4); length += 1) codes.add(group.slice(0, length));
  }
  return codes;
}
