import { checkCredential } from '@symbolon/credential';
import type { Awaitable } from '../../primitives/awaitable.ts';
import { type ContextSource, heldContexts } from '../../primitives/canonical.ts';
import { copyJson, type JsonObject } from '../../primitives/json.ts';
import { parseDocument } from '../../primitives/limits.ts';
import { filledCredential, type PreparedCredential, prepareCredential } from '../prepare.ts';
import { differingLeaves } from './plan.ts';
import { fill, type Skeleton, skeletonOf } from './skeleton.ts';

export type CredentialTemplates = {
  /**
   * Prepares a credential as `prepareCredential` does and throws what it throws. `shape` names those that differ in a few values
   * only, for example the version of an achievement; documents that differ in more may have the same name, and gain nothing.
   * Gives the prepared credential at once where a template covers it, else a promise.
   */
  prepare(document: JsonObject, shape: string): Awaitable<PreparedCredential>;
};

/** A document that was prepared the ordinary way, and what was learnt from those that differ from it in some leaves. */
type Learnt = {
  sample: JsonObject;
  places: Map<string, unknown>;
  /** Leaves that no hole can stand for. */
  fixed: Set<string>;
  skeleton?: Skeleton;
  lessons: number;
};

// Optional members give a shape several forms.
const mostForms = 8;
// Each lesson costs some canonical forms; what differs in ever new places is not worth more.
const mostLessons = 12;
const mostPlaces = 64;

/** Gives templates for credentials that share a skeleton. Bounded: of so many shapes, those that were used last. */
export function credentialTemplates({
  contexts = heldContexts,
  maximum = 200,
}: {
  contexts?: ContextSource;
  maximum?: number;
} = {}): CredentialTemplates {
  const shapes = new Map<string, Learnt[]>();

  function formsOf(shape: string): Learnt[] {
    const forms = shapes.get(shape) ?? [];
    shapes.delete(shape);
    shapes.set(shape, forms);
    if (shapes.size > maximum) shapes.delete(shapes.keys().next().value!);
    return forms;
  }

  async function prepareAndLearn(document: JsonObject, forms: Learnt[]): Promise<PreparedCredential> {
    const prepared = await prepareCredential(document, contexts);
    const parsed = parseDocument(document);
    // What needs a second look at its members each time gains nothing.
    if (!parsed.problem && parsed.isPlain) await learn(forms, document, prepared, contexts);
    return prepared;
  }

  return {
    prepare(document, shape) {
      const forms = formsOf(shape);
      for (const { skeleton } of forms) {
        const filled = skeleton && fill(skeleton, document);
        if (!filled) continue;
        // The members were checked with the sample; what stands in them is checked each time.
        if (checkCredential(document, { allowedContexts: contexts.urls }).length > 0) break;
        return filledCredential(document, contexts, filled);
      }
      return prepareAndLearn(document, forms);
    },
  };
}

/** Learns from a document that was prepared the ordinary way. */
async function learn(
  forms: Learnt[],
  document: JsonObject,
  prepared: PreparedCredential,
  contexts: ContextSource,
): Promise<void> {
  for (const form of forms) {
    const differing = differingLeaves(form.sample, document);
    if (!differing || differing.some(({ pointer }) => form.fixed.has(pointer))) continue;
    const fresh = differing.filter(({ pointer }) => !form.places.has(pointer));
    if (fresh.length === 0 || form.lessons >= mostLessons || form.places.size + fresh.length > mostPlaces) return;
    form.lessons += 1;
    for (const { pointer, value } of fresh) {
      // Places of contexts, types and keywords are never holes.
      const canBe = !isFixed(pointer) && (await skeletonAt(form, [{ pointer, value }], contexts));
      if (canBe) form.places.set(pointer, value);
      else form.fixed.add(pointer);
    }
    const skeleton = await skeletonAt(form, [], contexts);
    // Held against both documents before it is believed.
    const isGood =
      skeleton &&
      sameBytes(fill(skeleton, form.sample)?.sha256, await hashOf(form.sample, contexts)) &&
      (fresh.some(({ pointer }) => form.fixed.has(pointer)) ||
        sameBytes(fill(skeleton, document)?.sha256, await prepared.hash('SHA-256')));
    if (isGood) form.skeleton = skeleton;
    else delete form.skeleton;
    if (!fresh.some(({ pointer }) => form.fixed.has(pointer))) return;
  }
  if (forms.length >= mostForms) forms.shift();
  forms.push({ sample: copyJson(document), places: new Map(), fixed: new Set(), lessons: 0 });
}

const isFixed = (pointer: string) => pointer.split('/').some((name) => name.startsWith('@') || name === 'type');

async function skeletonAt(
  { sample, places }: Learnt,
  more: { pointer: string; value: unknown }[],
  contexts: ContextSource,
): Promise<Skeleton | undefined> {
  const all = [...[...places].map(([pointer, value]) => ({ pointer, value })), ...more];
  try {
    return await skeletonOf(sample, all, contexts);
  } catch {
    // JSON-LD refuses the mark at this place: something else than any text or IRI is wanted there.
    return undefined;
  }
}

const hashOf = async (document: JsonObject, contexts: ContextSource) =>
  (await prepareCredential(document, contexts)).hash('SHA-256');

const sameBytes = (left: Uint8Array | undefined, right: Uint8Array) =>
  left !== undefined && left.length === right.length && left.every((byte, index) => byte === right[index]);
