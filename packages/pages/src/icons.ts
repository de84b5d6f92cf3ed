/** One element of an icon: tag and attributes. Drawn on a 24 grid with the text's colour, stroke 2. */
type IconElement = readonly [tag: 'path' | 'circle' | 'rect', attributes: Readonly<Record<string, string>>];

const path = (d: string, more: Record<string, string> = {}): IconElement => ['path', { d, ...more }];
const circle = (cx: number, cy: number, r: number, more: Record<string, string> = {}): IconElement => [
  'circle',
  { cx: String(cx), cy: String(cy), r: String(r), ...more },
];
const rect = (x: number, y: number, size: number, more: Record<string, string> = {}): IconElement => [
  'rect',
  { x: String(x), y: String(y), width: String(size), height: String(size), rx: '0.5', ...more },
];
const solid = { fill: 'currentColor', stroke: 'none' };

const octagon = path('M8 2h8l6 6v8l-6 6H8l-6-6V8z');
const triangle = path('M12 2.5 22.5 21h-21z');
const question = [path('M9.7 9.4a2.4 2.4 0 1 1 3.7 2.1c-.9.6-1.4 1.1-1.4 2.1'), circle(12, 16.8, 1.2, solid)];
const person = [circle(12, 9, 2.8), path('M6.8 17.6c.6-3 2.6-4.4 5.2-4.4s4.6 1.4 5.2 4.4')];
const finders = [rect(3, 3, 6), rect(15, 3, 6), rect(3, 15, 6)];

/**
 * The shapes that carry a state beside its word: one shape for one meaning, none told apart by colour alone.
 * accept = circle, look twice = triangle or clock, do not rely = octagon, not checked = dashes or cloud, neutral = code.
 */
export const icons = {
  'circle-tick': [circle(12, 12, 10), path('M7 12.4l3.5 3.5L17.2 9')],
  'circle-tick-person': [
    circle(9.5, 8, 3.5),
    path('M2.5 20.5c.6-4.4 3.4-6.6 7-6.6 1.3 0 2.5.3 3.5.9'),
    path('M13.8 18.4l2.7 2.7 5-5.4'),
  ],
  'circle-half': [circle(12, 12, 10), path('M12 2a10 10 0 0 1 0 20z', solid)],
  'clock-arrow': [circle(9, 12, 7.5), path('M9 7.5V12l3 1.8'), path('M18.6 8.6 22 12l-3.4 3.4M22 12h-3.4')],
  'clock-bar': [circle(10, 12, 8.5), path('M10 6.8V12l3.4 2'), path('M22 3.5v17')],
  'clock-alert': [circle(10.5, 12, 8.5), path('M10.5 6.8V12l3 2'), path('M22 6.5v7'), circle(22, 18, 1.3, solid)],
  pause: [path('M6 4h4v16H6zM14 4h4v16h-4z', { fill: 'currentColor' })],
  'triangle-question': [
    triangle,
    path('M10.1 11.6a2 2 0 1 1 3.1 1.8c-.8.5-1.2.9-1.2 1.7'),
    circle(12, 17.9, 1.1, solid),
  ],
  'cloud-slash': [
    path('M7 19h10.5a4 4 0 0 0 .9-7.9A6.5 6.5 0 0 0 6.3 9.6 4.8 4.8 0 0 0 7 19z'),
    path('M3.5 3.5l17 18'),
  ],
  'circle-question': [circle(12, 12, 10, { 'stroke-dasharray': '4.2 2.1' }), ...question],
  'octagon-bar': [octagon, path('M6.8 12h10.4', { 'stroke-width': '3' })],
  'octagon-cross': [octagon, path('M8.2 8.2l7.6 7.6M15.8 8.2l-7.6 7.6')],
  'octagon-person': [octagon, ...person],
  replaced: [path('M4 9.5h13.5M13.8 5.5l4 4-4 4'), path('M20 17.5H6.5M10.2 13.5l-4 4 4 4')],
  'chain-broken': [
    path('M10 7.2 12 5.1a4.9 4.9 0 0 1 6.9 6.9l-2.1 2.1'),
    path('M14 16.8 12 18.9A4.9 4.9 0 0 1 5.1 12l2.1-2.1'),
    path('M3 3.6l3 2.6M21 20.4l-3-2.6'),
  ],
  code: [...finders, path('M15 15h2v2M21 15v3M15 21h3M20.6 21h.4')],
  'code-question': [
    ...finders,
    path('M15.6 15.4a2.2 2.2 0 1 1 3.3 1.9c-.8.5-1.2.9-1.2 1.8'),
    circle(17.7, 21.6, 1.1, solid),
  ],
  'camera-off': [path('M3 8.5h3.6L8.5 5.5h7l1.9 3H21V19H3z'), circle(12, 13.3, 3.3), path('M2.5 2.5l19 19')],
  'arrow-up': [path('M12 21V4M5 11l7-7 7 7')],
  'square-alert': [path('M3 3h18v18H3z'), path('M12 7.2v6'), circle(12, 17, 1.2, solid)],
  dots: [circle(5, 12, 2, solid), circle(12, 12, 2, solid), circle(19, 12, 2, solid)],
  camera: [path('M3 8h3.6L8.5 5h7l1.9 3H21v11H3z'), circle(12, 13, 3.4)],
  file: [path('M13.5 2.5H5v19h14V8z'), path('M13.5 2.5V8H19')],
  keyboard: [path('M2 6h20v12H2z'), path('M6 10h.01M10 10h.01M14 10h.01M18 10h.01M7.5 14.2h9')],
  light: [path('M8.6 16.5a6.3 6.3 0 1 1 6.8 0v2H8.6z'), path('M9.6 21.5h4.8')],
  download: [path('M12 3v12M6.5 10l5.5 5.5L17.5 10M4 20.5h16')],
  'cloud-tick': [
    path('M7 19h10.5a4 4 0 0 0 .9-7.9A6.5 6.5 0 0 0 6.3 9.6 4.8 4.8 0 0 0 7 19z'),
    path('M8.8 13.4l2.4 2.4 4-4.2'),
  ],
  back: [path('M20 12H4.5M11 5.5 4.5 12l6.5 6.5')],
  next: [path('M4 12h15.5M13 5.5l6.5 6.5-6.5 6.5')],
} as const satisfies Record<string, readonly IconElement[]>;

export type IconName = keyof typeof icons;

/** Clocks, arrows and hands turn round in a page that is read from right to left; ticks, question marks and codes do not. */
const mirrored: ReadonlySet<IconName> = new Set([
  'clock-arrow',
  'clock-bar',
  'clock-alert',
  'replaced',
  'back',
  'next',
]);

/** The shape of each answer to what a certificate is worth in a country. */
export const recognitionIcons = {
  automatic: 'circle-tick',
  decided: 'file',
  'decision-needed': 'pause',
  partial: 'circle-half',
  comparable: 'dots',
  unknown: 'circle-question',
} satisfies Record<string, IconName>;

export const iconClass = (name: IconName) => (mirrored.has(name) ? 'icon icon-mirrors' : 'icon');

/** The icon as an SVG string for pages written on the server. It is decoration: the word stands beside it. */
export function iconSvg(name: IconName): string {
  const elements = icons[name].map(
    ([tag, attributes]) =>
      `<${tag} ${Object.entries(attributes)
        .map(([key, value]) => `${key}="${value}"`)
        .join(' ')}/>`,
  );
  return `<svg class="${iconClass(name)}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${elements.join('')}</svg>`;
}
