import { occupationOf } from '@symbolon/contexts';
import { purposes } from '@symbolon/contexts/agreements';
import { type Condition, type DecisionFacts, decisionOutcomes } from '../question.ts';
import { defined, hasType, idOf, isObject, type Members, objects, text, texts } from './members.ts';

/** A decision as its credential says it; whether its author may decide is found out from an accreditation or a trust list. */
export type ReadDecision = Omit<DecisionFacts, 'competent'>;

/**
 * Reads the decision of a verified RecognitionDecisionCredential; undefined where it is of another type or says too little to be one.
 * Full, partial and other recognition with an unreadable limit is no decision at all.
 */
export function readDecision(credential: Members): ReadDecision | undefined {
  const { credentialSubject: subject, validFrom, validUntil } = credential;
  if (!hasType(credential, 'RecognitionDecisionCredential') || !isObject(subject)) return undefined;
  if (!hasType(subject, 'RecognitionDecision')) return undefined;
  const recognizes = isObject(subject.recognizes) ? subject.recognizes : {};
  const [of, digests] = [text(recognizes.id), texts(recognizes.digestMultibase)];
  const [id, did, decidedAt] = [text(credential.id), idOf(credential.issuer), text(validFrom)];
  const jurisdiction = text(subject.jurisdiction);
  const purpose = purposes.find((each) => each === subject.purpose);
  const outcome = decisionOutcomes.find((each) => each === subject.outcome);
  if (!of || !digests || !id || !did || !decidedAt || !jurisdiction || !purpose || !outcome) return undefined;
  const occupation = subject.occupation === undefined ? undefined : occupationOf(subject.occupation);
  const [recognizedUnits, missingUnits] = [texts(subject.recognizedUnit), texts(subject.missingUnit)];
  const conditions = objects(subject.condition).map(readCondition);
  if (subject.occupation !== undefined && !occupation) return undefined;
  if (recognizedUnits === false || missingUnits === false || conditions.includes(undefined)) return undefined;
  // Conditional on nothing that can be read would be the same as full.
  if (outcome === 'conditional' && conditions.length === 0) return undefined;
  const reasons = objects(subject.reason).flatMap(({ ground, explanation }) => {
    const named = text(ground, 200);
    return named === undefined ? [] : [defined({ ground: named, explanation: text(explanation, 1_000) })];
  });
  const issuer = isObject(credential.issuer) ? credential.issuer : {};
  const as = isObject(subject.recognizedAs) ? subject.recognizedAs : undefined;
  const appeal = isObject(subject.appeal) ? subject.appeal : undefined;
  return defined({
    id,
    recognizes: { id: of, digests },
    jurisdiction,
    purpose,
    occupation,
    outcome,
    recognizedUnits,
    missingUnits,
    reasons: reasons.length > 0 ? reasons : undefined,
    conditions: conditions.length > 0 ? conditions : undefined,
    recognizedAs:
      as &&
      defined({
        name: text(as.name, 200),
        framework: text(as.framework),
        level: text(as.level),
        occupation: occupationOf(as.occupation),
      }),
    decidedBy: defined({ did, name: text(issuer.name, 200) }),
    decidedAt,
    validUntil: validUntil === undefined ? undefined : (text(validUntil) ?? 'unreadable'),
    basis: text(subject.basis),
    appeal: appeal && defined({ body: text(appeal.body, 200), until: text(appeal.until) }),
  }) as ReadDecision;
}

function readCondition(node: Members): Condition | undefined {
  const type = text(node.measure, 100);
  const [units, achievements, providers] = [texts(node.unit), texts(node.achievement), texts(node.provider)];
  if (!hasType(node, 'DecisionCondition') || type === undefined) return undefined;
  if (units === false || achievements === false || providers === false) return undefined;
  const until = node.until === undefined ? undefined : (text(node.until) ?? 'unreadable');
  return defined({ type, name: text(node.name, 200), units, achievements, providers, until }) as Condition;
}
