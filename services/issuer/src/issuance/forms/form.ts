/** A text with blanks: texts and names of blanks in turn, from a text to a text. */
export type Form = readonly string[];

/** Gives the text of a form whose blanks are filled with what `value` gives for their names. */
export function fillForm(form: Form, value: (blank: string) => string): string {
  let text = form[0]!;
  for (let position = 1; position < form.length; position += 2) text += value(form[position]!) + form[position + 1]!;
  return text;
}

/** Writes a form from its beginning to its end. */
export class FormWriter {
  readonly form: string[] = [''];

  text(text: string): void {
    this.form[this.form.length - 1] += text;
  }

  blank(name: string): void {
    this.form.push(name, '');
  }

  /** Writes a text with a blank wherever `found` stands in it. */
  textWithBlank(text: string, found: string, name: string): void {
    for (let from = 0; ; ) {
      const at = text.indexOf(found, from);
      this.text(text.slice(from, at < 0 ? undefined : at));
      if (at < 0) return;
      this.blank(name);
      from = at + found.length;
    }
  }
}
