const svg = 'http://www.w3.org/2000/svg';

/** A QR code as a picture with its text alternative: black on white, whatever the page looks like. */
export async function codeElement(text: string, label: string): Promise<SVGSVGElement> {
  const { default: encodeQR } = await import('qr');
  // With the white of its frame more than four modules are clear around it. Low: a screen is neither torn nor printed, and fewer modules are larger ones.
  const rows = encodeQR(text, 'raw', { border: 2, ecc: 'low' });
  const picture = document.createElementNS(svg, 'svg');
  const path = document.createElementNS(svg, 'path');
  const runs = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])));
  path.setAttribute('d', runs.join(''));
  const attributes = {
    class: 'qr-code',
    viewBox: `0 0 ${rows.length} ${rows.length}`,
    role: 'img',
    'aria-label': label,
    'shape-rendering': 'crispEdges',
  };
  for (const [name, value] of Object.entries(attributes)) picture.setAttribute(name, value);
  picture.append(path);
  return picture;
}
