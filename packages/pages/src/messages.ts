/** Values for the `{…}` of a message. Numbers choose the plural form. */
export type MessageValues = Record<string, string | number>;

/**
 * One message of a catalogue with its values filled in. The subset of ICU MessageFormat that the catalogues use:
 * `{name}`, and `{count, plural, =0 {…} one {…} other {… # …}}` by the language's CLDR plural rules.
 * The values are text, never markup. Throws on a message that is not well formed: a test walks all catalogues.
 */
export function formatMessage(message: string, values: MessageValues, language: string): string {
  let output = '';
  for (let at = 0; at < message.length; ) {
    const open = message.indexOf('{', at);
    if (open === -1) return output + message.slice(at);
    const close = closingBrace(message, open);
    output += message.slice(at, open) + fill(message.slice(open + 1, close), values, language);
    at = close + 1;
  }
  return output;
}

function fill(placeholder: string, values: MessageValues, language: string): string {
  const [name = '', kind] = placeholder.split(',', 2).map((part) => part.trim());
  const value = values[name];
  if (value === undefined) throw new Error(`Message without a value for {${name}}`);
  if (kind === undefined) return String(value);
  if (kind !== 'plural' || typeof value !== 'number') throw new Error(`Message with an unknown form {${placeholder}}`);
  const forms = pluralForms(placeholder.slice(placeholder.indexOf('plural') + 'plural'.length));
  const form = forms.get(`=${value}`) ?? forms.get(new Intl.PluralRules(language).select(value)) ?? forms.get('other');
  if (form === undefined) throw new Error(`Message without the form "other" for {${name}}`);
  return formatMessage(form.replaceAll('#', formatNumber(value, language)), values, language);
}

function pluralForms(text: string): Map<string, string> {
  const forms = new Map<string, string>();
  for (let at = 0; ; ) {
    const open = text.indexOf('{', at);
    if (open === -1) return forms;
    const close = closingBrace(text, open);
    forms.set(text.slice(at, open).replace(',', '').trim(), text.slice(open + 1, close));
    at = close + 1;
  }
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return at;
  }
  throw new Error('Message with a brace that is not closed');
}

/** Names of the values that a message asks for, those inside plural forms too. */
export function messageNames(message: string): Set<string> {
  return new Set([...message.matchAll(/\{\s*(\w+)\s*(?=[,}])/g)].map((match) => match[1]!));
}

function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(`${language}-u-nu-latn`).format(value);
}
