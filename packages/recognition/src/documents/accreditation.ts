import { type Accreditation, actions, type RecognizedAction, type Scope } from '../accreditation/facts.ts';
import { defined, hasType, idOf, isObject, type Members, objects, occupations, text, texts } from './members.ts';

/**
 * Reads the accreditations that a verified RecognizedEntityCredential holds, one for each entity. Empty where it is of another type.
 * An action that is not in our list, or whose scope holds a word that is not understood, is left out: what cannot be read gives no right.
 */
export function readAccreditations(credential: Members): Accreditation[] {
  const { id, issuer, validFrom, validUntil } = credential;
  const by = idOf(issuer);
  const from = text(validFrom);
  if (!hasType(credential, 'RecognizedEntityCredential') || by === undefined || from === undefined) return [];
  return objects(credential.credentialSubject).flatMap((entity): Accreditation[] => {
    const did = text(entity.id);
    if (did === undefined || !hasType(entity, 'RecognizedEntity')) return [];
    const recognizedTo = objects(entity.recognizedTo).flatMap((action) => readAction(action, by));
    const name = text(entity.legalName, 200) ?? text(entity.name, 200);
    return [
      defined({
        id: text(id),
        issuer: by,
        entity: defined({ did, name }),
        recognizedTo,
        validFrom: from,
        validUntil: unreadableIsPast(validUntil),
      }) as Accreditation,
    ];
  });
}

/** An end that is there and cannot be read must not be taken for no end. */
const unreadableIsPast = (value: unknown) =>
  value === undefined ? undefined : (text(value) ?? '0001-01-01T00:00:00Z');

function readAction(node: Members, by: string): RecognizedAction[] {
  const action = actions.find((each) => each === node.action);
  // Who recognised is the issuer of the credential; a word that says otherwise is somebody else's claim.
  const isOwn = node.recognizedBy === undefined || idOf(node.recognizedBy) === by;
  // `outputValidation` names schemas of others, which are never fetched: a limit that cannot be held.
  if (!action || !hasType(node, 'RecognizedAction') || !isOwn || node.outputValidation !== undefined) return [];
  const scope = readScope(node.scope);
  if (!scope) return [];
  const from = node.validFrom === undefined ? undefined : (text(node.validFrom) ?? 'unreadable');
  return [
    defined({ action, scope, validFrom: from, validUntil: unreadableIsPast(node.validUntil) }) as RecognizedAction,
  ];
}

const known = new Set([
  'id',
  'type',
  'occupation',
  'achievement',
  'framework',
  'highestLevel',
  'country',
  'recognitionRoute',
]);
const routes: readonly string[] = ['course', 'recognition-of-prior-learning', 'work'];

function readScope(node: unknown): Scope | undefined {
  if (node === undefined) return {};
  if (!isObject(node) || !hasType(node, 'RecognitionScope') || Object.keys(node).some((name) => !known.has(name)))
    return undefined;
  const named = occupations(node.occupation);
  const achievements = texts(node.achievement);
  const countries = texts(node.country);
  const ways = texts(node.recognitionRoute);
  const [framework, level] = [text(node.framework), text(node.highestLevel)];
  const isLevelWhole = (node.framework === undefined) === (node.highestLevel === undefined);
  const areWaysKnown = !ways || ways.every((each) => routes.includes(each));
  if (named === false || achievements === false || countries === false || ways === false) return undefined;
  if (
    !isLevelWhole ||
    (node.framework !== undefined && (framework === undefined || level === undefined)) ||
    !areWaysKnown
  )
    return undefined;
  return defined({
    occupations: named,
    achievements,
    countries,
    routes: ways as Scope['routes'],
    highestLevel: framework !== undefined && level !== undefined ? { framework, level } : undefined,
  }) as Scope;
}
