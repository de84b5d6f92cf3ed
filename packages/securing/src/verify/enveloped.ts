import { type ProblemDetails, problemDetails } from '@symbolon/problem';
import { asArray, isObject } from '../primitives/json.ts';

const envelopes: Record<string, readonly string[]> = {
  EnvelopedVerifiableCredential: ['application/vc+jwt', 'application/vc+ld+json+jwt'],
  EnvelopedVerifiablePresentation: ['application/vp+jwt', 'application/vp+ld+json+jwt'],
};

/**
 * Gives the JWT inside an EnvelopedVerifiableCredential or -Presentation (VCDM 2.0 §4.13), undefined where the value is no envelope, or
 * the problem where the envelope holds something that is not understood.
 */
export function envelopedJwt(
  value: unknown,
): { jwt: string; problem?: never } | { jwt?: never; problem: ProblemDetails } | undefined {
  if (!isObject(value)) return undefined;
  const type = asArray(value.type).find((one) => typeof one === 'string' && Object.hasOwn(envelopes, one)) as
    | string
    | undefined;
  if (type === undefined) return undefined;
  const id = typeof value.id === 'string' ? value.id : '';
  const [head = '', ...rest] = id.split(',');
  const mediaType = head.startsWith('data:') ? head.slice('data:'.length).toLowerCase() : '';
  if (!envelopes[type]!.includes(mediaType) || rest.length !== 1)
    return {
      problem: problemDetails('UNSUPPORTED', {
        detail: `The envelope does not hold ${envelopes[type]![0]}.`,
        pointer: '/id',
      }),
    };
  return { jwt: rest[0]! };
}
