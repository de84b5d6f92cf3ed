/** A PDF as Typst writes it: plain objects, one after the other, and a table of their places at the end. */
export type PdfFile = { objects: Map<number, Buffer>; trailer: string };

const latin1 = (bytes: Buffer) => bytes.toString('latin1');

/** Gives the objects of a PDF by number, each as it stands between `obj` and `endobj`. */
export function readPdf(pdf: Buffer): PdfFile {
  const end = latin1(pdf.subarray(-64)).match(/startxref\s+(\d+)\s+%%EOF/);
  const tail = latin1(pdf.subarray(Number(end?.[1])));
  const [, table, trailer] = tail.match(/^xref\s+0 \d+\s+([\s\S]*?)trailer\s+(<<[\s\S]*>>)\s+startxref/) ?? [];
  if (table === undefined || trailer === undefined) throw new Error('the PDF is not laid out as Typst lays it out');
  const places = [...table.matchAll(/(\d{10}) \d{5} ([nf])/g)].map(([, at, kind]) => ({ at: Number(at), kind }));
  const starts = places.filter(({ kind }) => kind === 'n').map(({ at }) => at);
  const borders = [...starts, Number(end?.[1])].sort((a, b) => a - b);
  const next = new Map(borders.map((border, index) => [border, borders[index + 1]]));
  const objects = new Map<number, Buffer>();
  places.forEach(({ at, kind }, number) => {
    if (kind !== 'n') return;
    const part = pdf.subarray(at, next.get(at));
    const head = latin1(part.subarray(0, 24)).match(/^\d+ 0 obj\s/)![0].length;
    objects.set(number, part.subarray(head, part.lastIndexOf('endobj')));
  });
  return { objects, trailer };
}

/** Gives the file back with its objects, numbered as they are, and a new table of their places. */
export function writePdf(pdf: Buffer, { objects, trailer }: PdfFile): Buffer {
  const first = latin1(pdf.subarray(0, 1024)).match(/\d+ 0 obj/)!.index!;
  const parts = [pdf.subarray(0, first)];
  let at = first;
  const add = (part: Buffer) => {
    parts.push(part);
    at += part.length;
  };
  const size = Math.max(...objects.keys()) + 1;
  const places = new Map<number, number>();
  for (const [number, body] of [...objects].sort(([a], [b]) => a - b)) {
    places.set(number, at);
    add(Buffer.concat([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('endobj\n\n')]));
  }
  const table = Array.from({ length: size }, (_, number) => {
    const place = places.get(number);
    return place === undefined ? '0000000000 65535 f\r\n' : `${String(place).padStart(10, '0')} 00000 n\r\n`;
  });
  const end = `xref\n0 ${size}\n${table.join('')}trailer\n${trailer.replace(/\/Size \d+/, `/Size ${size}`)}\nstartxref\n${at}\n%%EOF`;
  add(Buffer.from(end, 'latin1'));
  return Buffer.concat(parts);
}

/** The dictionary of an object, as text, and the bytes of its stream. */
export function splitStream(body: Buffer): { dictionary: string; data: Buffer } {
  const start = body.indexOf('\nstream\n');
  if (start < 0) return { dictionary: latin1(body), data: Buffer.alloc(0) };
  const dictionary = latin1(body.subarray(0, start));
  const length = Number(dictionary.match(/\/Length (\d+)/)?.[1]);
  return { dictionary, data: body.subarray(start + 8, start + 8 + length) };
}

export function joinStream(dictionary: string, data: Buffer): Buffer {
  const head = dictionary.replace(/\/Length \d+/, `/Length ${data.length}`);
  return Buffer.concat([Buffer.from(`${head}\nstream\n`, 'latin1'), data, Buffer.from('\nendstream\n')]);
}
