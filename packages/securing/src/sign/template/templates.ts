import { checkCredential } from '@symbolon/credential';
import { copyJson } from '@symbolon/rdfc';
import type { Awaitable } from '../../primitives/awaitable.ts';
import { type ContextSource, heldContexts } from '../../primitives/canonical.ts';
import type { JsonObject } from '../../primitives/json.ts';
import { parseDocument } from '../../primitives/limits.ts';
import { filledCredential, type PreparedCredential, prepareCredential } from '../prepare.ts';
import { differingLeaves, type Leaf } from './plan.ts';
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
type Form = {
  shape: string;
  sample: JsonObject;
  sha256: Uint8Array;
  places: Map<string, unknown>;
  /** Leaves that no hole can stand for. */
  fixed: Set<string>;
  skeleton?: Skeleton;
  lessons: number;
  /** One lesson at a time: the end of another would forget what this one found. */
  isLearning: boolean;
};

// Each lesson costs some canonical forms; what differs in ever new places is not worth more.
const mostLessons = 12;
const mostPlaces = 64;
// Optional members give a shape several forms; to look through more would cost what it saves.
const mostForms = 48;

/**
 * Gives templates for credentials that share a skeleton. Bounded: of all forms of all shapes the `maximum` that were used last are kept,
 * with some 40 kB each.
 */
export function credentialTemplates({
  contexts = heldContexts,
  maximum = 400,
}: {
  contexts?: ContextSource;
  maximum?: number;
} = {}): CredentialTemplates {
  const shapes = new Map<string, Form[]>();
  const byUse = new Set<Form>();

  function touch(form: Form): void {
    byUse.delete(form);
    byUse.add(form);
  }

  function forget(form: Form): void {
    byUse.delete(form);
    const left = shapes.get(form.shape)?.filter((other) => other !== form) ?? [];
    if (left.length === 0) shapes.delete(form.shape);
    else shapes.set(form.shape, left);
  }

  function keep(form: Form): void {
    const forms = shapes.get(form.shape) ?? [];
    shapes.set(form.shape, [...forms, form]);
    touch(form);
    if (forms.length >= mostForms) forget(forms[0]!);
    if (byUse.size > maximum) forget(byUse.values().next().value!);
  }

  async function prepareAndLearn(document: JsonObject, shape: string): Promise<PreparedCredential> {
    const prepared = await prepareCredential(document, contexts);
    const parsed = parseDocument(document);
    // What needs a second look at its members each time gains nothing.
    if (parsed.problem || !parsed.isPlain) return prepared;
    const sha256 = await prepared.hash('SHA-256');
    for (const form of shapes.get(shape) ?? []) {
      const differing = differingLeaves(form.sample, document);
      if (!differing || differing.some(({ pointer }) => form.fixed.has(pointer))) continue;
      touch(form);
      if (form.isLearning) return prepared;
      form.isLearning = true;
      const isLearnt = await learn(form, differing, { document, sha256 }, contexts).finally(() => {
        form.isLearning = false;
      });
      if (isLearnt) return prepared;
    }
    keep({
      shape,
      sample: copyJson(document),
      sha256,
      places: new Map(),
      fixed: new Set(),
      lessons: 0,
      isLearning: false,
    });
    return prepared;
  }

  return {
    prepare(document, shape) {
      const forms = shapes.get(shape) ?? [];
      for (const form of forms) {
        const filled = form.skeleton && fill(form.skeleton, document);
        if (!filled) continue;
        touch(form);
        // The members were checked with the sample, which is plain; what stands in them is checked each time.
        if (checkCredential(document, { allowedContexts: contexts.urls, isPlain: true }).length > 0) break;
        return filledCredential(document, contexts, filled);
      }
      return prepareAndLearn(document, shape);
    },
  };
}

/** Learns from a document that was prepared the ordinary way; false where it differs in a leaf that no hole can stand for. */
async function learn(
  form: Form,
  differing: readonly Leaf[],
  { document, sha256 }: { document: JsonObject; sha256: Uint8Array },
  contexts: ContextSource,
): Promise<boolean> {
  const fresh = differing.filter(({ pointer }) => !form.places.has(pointer));
  if (fresh.length === 0 || form.lessons >= mostLessons || form.places.size + fresh.length > mostPlaces) return true;
  form.lessons += 1;
  const usable = fresh.filter(({ pointer }) => !isFixed(pointer));
  let skeleton = await skeletonAt(form, usable, contexts);
  if (!skeleton) {
    // One of them is the reason.
    const alone = await Promise.all(
      usable.map(async (leaf) => ((await skeletonAt(form, [leaf], contexts)) ? leaf : undefined)),
    );
    usable.splice(0, usable.length, ...alone.filter((leaf) => leaf !== undefined));
    skeleton = await skeletonAt(form, usable, contexts);
  }
  for (const { pointer, value } of fresh) {
    if (usable.some((leaf) => leaf.pointer === pointer)) form.places.set(pointer, value);
    else form.fixed.add(pointer);
  }
  const isCovered = usable.length === fresh.length;
  // Held against both documents before it is believed.
  const isGood =
    skeleton &&
    sameBytes(fill(skeleton, form.sample)?.sha256, form.sha256) &&
    (!isCovered || sameBytes(fill(skeleton, document)?.sha256, sha256));
  if (skeleton && isGood) form.skeleton = skeleton;
  else delete form.skeleton;
  return isCovered;
}

/** Places of contexts, types and keywords are never holes. */
const isFixed = (pointer: string) => pointer.split('/').some((name) => name.startsWith('@') || name === 'type');

async function skeletonAt(
  { sample, places }: Form,
  more: readonly Leaf[],
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

const sameBytes = (left: Uint8Array | undefined, right: Uint8Array) =>
  left !== undefined && left.length === right.length && left.every((byte, index) => byte === right[index]);
