import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { asArray, isObject, type JsonObject } from './json.ts';

// Where another credential may stand inside, with a context of its own.
const credentialMembers = new Set(['verifiableCredential', 'endorsement']);
// A text with its language and direction (VCDM 2.0 §11.1.2).
const languageKeywords = new Set(['@value', '@language', '@direction']);

// What an object may hold that only points to another.
const reference = new Set(['id', 'type']);

/**
 * Gives what in a document would let JSON and its signed meaning drift apart. A signature covers RDF statements, not members, so:
 * contexts are held URLs only (a context inside the document can swap signed terms), and members are terms only (`credentialStatus`
 * spelled as its full IRI, or moved below `@included`, signs the same and is read by nobody).
 */
export function jsonLdProblems(document: JsonObject, held: ReadonlySet<string>): ProblemDetails[] {
  const problems: ProblemDetails[] = [];
  const add = (detail: string, pointer: string) => problems.push(problemDetails('UNSUPPORTED', { detail, pointer }));
  if (asArray(document['@context']).length === 0) add('The document names no @context.', '/@context');
  const rootId = document.id;
  const visit = (value: unknown, pointer: string, mayNameContext: boolean): void => {
    if (problems.length >= 20) return;
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) visit(item, `${pointer}/${index}`, mayNameContext);
    if (!isObject(value)) return;
    // A second object with the credential's id could carry away its status or dates: to RDF both are one.
    if (
      pointer !== '' &&
      rootId !== undefined &&
      value.id === rootId &&
      Object.keys(value).some((name) => !reference.has(name))
    )
      add('An object inside has the id of the document itself.', pointer);
    for (const [member, inner] of Object.entries(value)) {
      const here = `${pointer}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (member === '@context') checkContexts(inner, here, mayNameContext ? held : undefined, add);
      else if (member.startsWith('@') && !languageKeywords.has(member))
        add('Keywords of JSON-LD are not understood here.', here);
      else if (member.includes(':')) add('Members are named by their term, not by an IRI.', here);
      else visit(inner, here, credentialMembers.has(member));
    }
  };
  visit(document, '', true);
  return problems;
}

type Add = (detail: string, pointer: string) => void;

function checkContexts(value: unknown, pointer: string, held: ReadonlySet<string> | undefined, add: Add): void {
  if (!held) {
    add('A context may stand only at the top of a credential.', pointer);
    return;
  }
  for (const [index, url] of asArray(value).entries()) {
    const here = `${pointer}/${index}`;
    if (typeof url !== 'string')
      add('A context must be a URL; definitions inside the document are not accepted.', here);
    else if (!held.has(url)) add('This context is not held here, and contexts are never fetched.', here);
  }
}
