import qrcode from 'qrcode';

/** A QR code as squares, with its quiet zone of four modules (ISO/IEC 18004 §6.3.8). */
export type QrCode = {
  svg: string /** Modules from edge to edge, quiet zone included. */;
  modules: number;
  version: number;
};

const QUIET = 4;

/** Gives the code of a text at level M: stains of a tenth of the code do no harm, and Q would buy nothing visible. */
export function qrCode(text: string): QrCode {
  const { modules: matrix, version } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const { size } = matrix;
  let path = '';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!matrix.get(row, column)) continue;
      let run = 1;
      while (column + run < size && matrix.get(row, column + run)) run += 1;
      path += `M${column + QUIET} ${row + QUIET}h${run}v1h-${run}z`;
      column += run;
    }
  }
  const modules = size + 2 * QUIET;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${modules} ${modules}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${modules}v${modules}H0z"/><path d="${path}"/></svg>`;
  return { svg, modules, version };
}
