import frameworkFile from '../frameworks/frameworks.json' with { type: 'json' };
import referencingFile from '../frameworks/referencing.json' with { type: 'json' };

/** `unverified` and `doubtful` facts are kept so that they can be checked, and are never given out as known. */
export type Evidence = 'read at source' | 'unverified' | 'doubtful';

export type Source = { url: string; what?: string };

export type Framework = {
  id: string;
  name: string;
  kind: 'regional' | 'national';
  country?: string;
  region?: string;
  /** Level codes in rising order; null where they were not read at a source, or differ by edition. */
  levels: string[] | null;
  levelNames?: Record<string, string>;
  editions?: { edition: string; levels: string[] }[];
  sources: Source[];
};

export type Referencing = {
  framework: string;
  to: string;
  status: 'referenced' | 'aligned' | 'comparison' | 'draft' | 'in-progress' | 'planned' | 'not-referenced';
  /** Who decided, where the source says so. */
  decider?: string;
  /** EDTF (ISO 8601-2): `2019-05`; `../2012` is "by 2012", `2017-02/2024-11` is "between". */
  date?: string;
  evidence: Evidence;
  source: string;
  /** Levels of `to` by level of `framework`; an empty list says that there is none below or above. */
  levelMap?: Record<string, string[]>;
  levelMapEvidence?: Evidence;
};

export type FrameworkLevelAnswer =
  | {
      known: true;
      framework: string;
      frameworkName: string;
      level: string;
      name?: string;
      edition?: string;
    }
  | {
      known: false;
      why: 'unknown-framework' | 'levels-not-known' | 'unknown-level' | 'edition-needed' | 'unknown-edition';
    };

export type Correspondence =
  | { known: true; level: string; decider?: string; date?: string; source: string; evidence: 'read at source' }
  | {
      known: false;
      why:
        | 'unknown-level'
        | 'unknown-framework'
        | 'not-referenced'
        | 'no-level-table'
        | 'level-not-in-table'
        | 'not-verified';
    };

/** Every framework, in the order of the file: regional ones first. */
export const frameworks = frameworkFile.frameworks as Framework[];
/** Every statement that one framework was laid beside another. */
export const referencing = referencingFile.referencing as unknown as Referencing[];

const byId = new Map(frameworks.map((row) => [row.id, row]));

/** Rows by the framework that was referenced and by the one it was laid beside; the first of several speaks. */
const referencingOf = new Map<string, Map<string, Referencing>>();
for (const row of referencing) {
  const beside = referencingOf.get(row.framework) ?? new Map<string, Referencing>();
  referencingOf.set(row.framework, beside);
  if (!beside.has(row.to)) beside.set(row.to, row);
}

/** Gives a framework by its id, for example `ph-pqf`; undefined where none is known. */
export function framework(id: string): Framework | undefined {
  return byId.get(id);
}

/**
 * Gives a level of a framework, or says why it is not known. Levels are codes, not numbers: `2A`, `4.1`, `II`.
 * `edition` is asked for where the levels of a framework changed and refused where no editions are recorded.
 */
export function frameworkLevel(id: string, level: string, edition?: string): FrameworkLevelAnswer {
  const row = byId.get(id);
  if (!row) return { known: false, why: 'unknown-framework' };
  if (row.editions && edition === undefined) return { known: false, why: 'edition-needed' };
  const ofEdition = row.editions?.find((each) => each.edition === edition);
  if (edition !== undefined && !ofEdition) return { known: false, why: 'unknown-edition' };
  const levels = ofEdition?.levels ?? row.levels;
  if (!levels) return { known: false, why: 'levels-not-known' };
  if (!levels.includes(level)) return { known: false, why: 'unknown-level' };
  const name = row.levelNames && Object.hasOwn(row.levelNames, level) ? row.levelNames[level] : undefined;
  return {
    known: true,
    framework: row.id,
    frameworkName: row.name,
    level,
    ...(name === undefined ? {} : { name }),
    ...(edition === undefined ? {} : { edition }),
  };
}

/**
 * Gives the level of another framework that a level is officially referenced to, with decider, date and source.
 * Unknown is an answer of its own: equal numbers say nothing, and a comparison report or a draft is no referencing.
 */
export function correspondence(of: { framework: string; level: string; edition?: string }, to: string): Correspondence {
  if (!byId.has(of.framework) || !byId.has(to)) return { known: false, why: 'unknown-framework' };
  if (!frameworkLevel(of.framework, of.level, of.edition).known) return { known: false, why: 'unknown-level' };
  const row = referencingOf.get(of.framework)?.get(to);
  if (!row || (row.status !== 'referenced' && row.status !== 'aligned')) return { known: false, why: 'not-referenced' };
  if (row.evidence !== 'read at source') return { known: false, why: 'not-verified' };
  if (!row.levelMap) return { known: false, why: 'no-level-table' };
  if (row.levelMapEvidence !== 'read at source') return { known: false, why: 'not-verified' };
  const [level] = Object.hasOwn(row.levelMap, of.level) ? (row.levelMap[of.level] ?? []) : [];
  if (level === undefined) return { known: false, why: 'level-not-in-table' };
  return {
    known: true,
    level,
    ...(row.decider === undefined ? {} : { decider: row.decider }),
    ...(row.date === undefined ? {} : { date: row.date }),
    source: row.source,
    evidence: 'read at source',
  };
}
