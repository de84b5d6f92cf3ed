/** Phones' clocks are minutes wrong, not hours. */
const tolerance = 5 * 60_000;

/** Says whether a presentation claims to have been made later than now: by `created` of its proofs, or `iat` of its JWT. */
export function isFromTheFuture(presentation: Record<string, unknown> | string, now: Date): boolean {
  const latest = now.getTime() + tolerance;
  return timesOf(presentation).some((time) => !(time <= latest));
}

function timesOf(presentation: Record<string, unknown> | string): number[] {
  if (typeof presentation !== 'string') {
    const proofs = [presentation.proof ?? []].flat() as { created?: unknown }[];
    return proofs.flatMap(({ created }) => (created === undefined ? [] : Date.parse(String(created))));
  }
  // Its signature holds, so it is a JWT whose payload is an object.
  const { iat } = JSON.parse(Buffer.from(presentation.split('.')[1] ?? '', 'base64url').toString()) as {
    iat?: unknown;
  };
  return iat === undefined ? [] : [typeof iat === 'number' ? iat * 1_000 : Number.NaN];
}
