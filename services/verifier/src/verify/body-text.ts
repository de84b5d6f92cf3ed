import type { Service } from '@symbolon/service';

/** Keeps the text of each body, because a member that stands twice in it is gone once it is parsed. */
export function keepText(scope: Service): (request: object) => string {
  const texts = new WeakMap<object, string>();
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    texts.set(request, body as string);
    try {
      done(null, JSON.parse(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  return (request) => texts.get(request) ?? '';
}
