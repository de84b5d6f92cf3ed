import type { Service } from '@symbolon/service';
import { invalidRequest } from './wallet-error.ts';

/** Reads `application/x-www-form-urlencoded`; a parameter that stands twice is refused (RFC 6749 §3.1). */
export function readForms(service: Service): void {
  service.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) => {
    const form = [...new URLSearchParams(body as string)];
    const names = new Set(form.map(([name]) => name));
    if (names.size < form.length) return done(invalidRequest('A parameter stands twice in the form.'));
    done(null, Object.fromEntries(form));
  });
}
