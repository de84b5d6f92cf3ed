import { PaperRefusal, refusing } from '../refusal.ts';

// Open Badges 3.0 §5.3.2.
const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0';
const MAXIMUM_TEXT = 8_388_608;

const escaped: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const unescaped: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Gives the SVG with a credential baked in (Open Badges 3.0 §5.3.2): JSON as the element's text, a compact JWT in its
 * attribute `verify`.
 */
export function bakeSvg(svg: string, credential: string): string {
  const start = svg.indexOf('<svg');
  const end = svg.indexOf('>', start);
  const isJson = credential.startsWith('{');
  // A CDATA section ends at `]]>`; there it is closed and opened again in between.
  const element = isJson
    ? `<openbadges:credential><![CDATA[${credential.replaceAll(']]>', ']]]]><![CDATA[>')}]]></openbadges:credential>`
    : `<openbadges:credential verify="${credential.replace(/[&<>"]/g, (letter) => escaped[letter]!)}"></openbadges:credential>`;
  return `${svg.slice(0, start)}<svg xmlns:openbadges="${NAMESPACE}"${svg.slice(start + 4, end + 1)}${element}${svg.slice(end + 1)}`;
}

/**
 * Gives the credential that is baked into an SVG: JSON or a compact JWT. Reads that one element and nothing else, so
 * that scripts, entities and references in the picture have no effect.
 * @throws PaperRefusal and nothing else.
 */
export function unbakeSvg(svg: string): string {
  return refusing('the picture does not hold together', () => read(svg));
}

function read(svg: string): string {
  if (svg.length > MAXIMUM_TEXT) throw new PaperRefusal('too-large', 'the picture is too large');
  const declared = svg.slice(0, svg.indexOf(`"${NAMESPACE}"`) + 1).match(/xmlns:([\w-]{1,64})\s{0,8}=\s{0,8}"$/);
  const name = `${declared?.[1] ?? 'openbadges'}:credential`;
  const start = svg.indexOf(`<${name}`);
  const head = svg.indexOf('>', start);
  if (start < 0 || head < 0) throw new PaperRefusal('not-a-certificate', 'no credential is baked into this picture');

  const attribute = svg.slice(start, head).match(/\sverify\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)')/);
  const token = attribute?.[1] ?? attribute?.[2];
  if (token) return withoutEntities(token).trim();

  const end = svg.indexOf(`</${name}`, head);
  if (end < 0) throw new PaperRefusal('damaged', 'the element of the credential is not closed');
  let text = '';
  for (let at = head + 1; at < end; ) {
    const open = svg.indexOf('<![CDATA[', at);
    if (open < 0 || open > end) return (text + withoutEntities(svg.slice(at, end))).trim();
    const close = svg.indexOf(']]>', open);
    if (close < 0 || close > end) throw new PaperRefusal('damaged', 'the credential is cut off');
    text += withoutEntities(svg.slice(at, open)) + svg.slice(open + 9, close);
    at = close + 3;
  }
  return text.trim();
}

function withoutEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (_, decimal, hex, name) =>
    name ? unescaped[name.toLowerCase()]! : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  );
}
