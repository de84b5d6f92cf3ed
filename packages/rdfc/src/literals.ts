import { escapeLiteral } from './n-quads.ts';
import { handOver } from './reasons.ts';
import { datatypes } from './scope.ts';

/**
 * Gives the literal of a number or a boolean, as jsonld.js tells doubles from integers: by how JavaScript writes them. `typedEnd` is the
 * end of a literal whose datatype the context gives; empty where the value itself tells.
 */
export function literalOf(value: number | boolean, typedEnd: string): string {
  if (typeof value === 'boolean') return `"${value}${typedEnd || datatypes.boolean}`;
  if (!Number.isFinite(value)) handOver('number');
  if (Math.abs(value) >= 1e21 || String(value).includes('.'))
    return `"${value.toExponential(15).replace(/(\d)0*e\+?/, '$1E')}${typedEnd || datatypes.double}`;
  return `"${value.toFixed(0)}${typedEnd || datatypes.integer}`;
}

/** Gives a JSON literal: canonical JSON (RFC 8785). */
export const jsonLiteral = (value: unknown): string => `"${escapeLiteral(canonicalJson(value, 0))}${datatypes.json}`;

function canonicalJson(value: unknown, depth: number): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) handOver('number');
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') handOver('json');
  if (depth > 64) handOver('depth');
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  const object = value as Record<string, unknown>;
  const members = Object.keys(object).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name], depth + 1)}`).join(',')}}`;
}
