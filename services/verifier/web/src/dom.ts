import { type IconName, iconClass, icons } from '@symbolon/pages';

type Child = Node | string | undefined | false;
type Attributes = Record<string, string | boolean | undefined | ((event: never) => void)>;

/**
 * An element with its attributes, listeners (`onclick` …) and children. Text stays text: nothing here parses markup,
 * because names and descriptions in a certificate are written by strangers.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

export function icon(name: IconName): SVGSVGElement {
  const svg = svgElement('svg', {
    class: iconClass(name),
    viewBox: '0 0 24 24',
    'aria-hidden': 'true',
    focusable: 'false',
  });
  svg.append(...icons[name].map(([tag, attributes]) => svgElement(tag, attributes)));
  return svg;
}

function svgElement<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Readonly<Record<string, string>>) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export function button(label: string, onclick: () => void, options: { icon?: IconName; class?: string } = {}) {
  return h(
    'button',
    { type: 'button', class: options.class, onclick },
    options.icon && icon(options.icon),
    h('span', {}, label),
  );
}
