/** Markup that is safe to send: made by `html` alone. */
export type Html = { readonly markup: string };

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeText = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] as string);

type Value = Html | string | number | boolean | null | undefined | Value[];

function render(value: Value): string {
  if (value === null || value === undefined || value === false || value === true) return '';
  if (Array.isArray(value)) return value.map(render).join('');
  if (typeof value === 'object') return value.markup;
  return escapeText(String(value));
}

/**
 * Gives markup from a template; every value in it is text and is escaped, except what `html` itself made.
 * `false`, `null` and `undefined` leave nothing, lists are joined: `html`<p>${name}</p>``.
 */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  let markup = strings[0] ?? '';
  values.forEach((value, index) => {
    markup += render(value) + (strings[index + 1] ?? '');
  });
  return { markup };
}

/** Takes markup as it is, for what the program itself wrote: an SVG drawing, a file of its own. Never for what came in. */
export const raw = (markup: string): Html => ({ markup });
