/** Elements in one expression: `element("button", { className: "button" }, "Stop")`. */

type Properties<E> = Partial<Omit<E, "attributes" | "dataset" | "style">> & {
  dataset?: Record<string, string>;
  attributes?: Record<string, string>;
};

export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  { dataset, attributes, ...properties }: Properties<HTMLElementTagNameMap[T]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const node = Object.assign(document.createElement(tag), properties);
  Object.assign(node.dataset, dataset);
  for (const [name, value] of Object.entries(attributes ?? {})) node.setAttribute(name, value);
  node.append(...children);
  return node as HTMLElementTagNameMap[T];
}

export function svg(
  tag: string,
  attributes: Record<string, string | number> = {},
  ...children: SVGElement[]
): SVGElement {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}
